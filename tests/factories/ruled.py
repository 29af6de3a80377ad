"""Rate the cycles of a world by the default programme with other rules of levels."""

from collections.abc import Callable
from typing import Any

from tests.factories.versions import later_version
from tests.factories.world import World

Rules = list[dict[str, Any]]


def under(world: World, **rules: Any) -> None:
    """Let the cycles of this world be rated by the default programme with other rules."""

    def change(document: dict[str, Any]) -> None:
        for key, value in rules.items():
            document[key] = value(document[key]) if callable(value) else value

    world.__dict__["version"] = later_version(world.version, change)


def with_veto(**more: Any) -> Callable[[Rules], Rules]:
    """Change the first veto, and keep no other."""
    return lambda vetoes: [{**vetoes[0], **more}]


def with_level(identifier: str, **more: Any) -> Callable[[Rules], Rules]:
    """Change one level."""
    return lambda levels: [{**one, **more} if one["id"] == identifier else one for one in levels]
