"""The final cut-off of a year: until then the items of the year's end are provisional."""

from __future__ import annotations

from datetime import date

from scoring.engine.rubric import Rubric


def final_cutoff(rubric: Rubric, year: int) -> date | None:
    """Return the first day on which a year may be concluded, None where any day will do.

    Source: A-10: year-end results are scored provisionally and final before the decision.
    """
    text = rubric.settings.get("final_cutoff")
    if not isinstance(text, str):
        return None
    month, day = text.split("-")
    return date(year, int(month), int(day))


def provisional_items(rubric: Rubric, year: int, today: date) -> frozenset[str]:
    """Return the ids of the year-end items whose points are not final on a day."""
    cutoff = final_cutoff(rubric, year)
    if cutoff is None or today >= cutoff:
        return frozenset()
    return frozenset(one.id for one in rubric.indicators if one.year_end)
