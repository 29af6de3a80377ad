"""The way an application takes."""

from __future__ import annotations

from scoring.engine.rubric import Rubric


def route(rubric: Rubric, level_id: str) -> str:
    """Return file, review or on_site for the level applied for.

    Raises:
        KeyError: an unknown level.

    Source: star-prefecture approval.routes.
    """
    return rubric.level(level_id).route
