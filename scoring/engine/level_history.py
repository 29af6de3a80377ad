"""The levels of earlier years under the terms of one rubric."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.engine.held import Held, HeldLevel
from scoring.engine.rubric import Level, Rubric


def validity_years(rubric: Rubric, level: Level) -> int:
    """Return for how many years after its own a level is in force."""
    if level.validity_years is not None:
        return level.validity_years
    years = rubric.settings.get("validity_years", 1)
    return years if isinstance(years, int) and not isinstance(years, bool) and years > 0 else 1


def held_of(rubric: Rubric, by_year: Mapping[int, str]) -> Held:
    """Return what was held; ``by_year`` maps years of assessment to level ids, "" for none."""
    levels = tuple(
        HeldLevel(one.id, {"zh": one.name, "en": one.name_en}, validity_years(rubric, one))
        for one in rubric.levels
    )
    return Held(levels, dict(by_year))
