"""Facts of a committee from the levels below, worked out a second time, row by row.

``workflow.aggregating`` says what counts; a fault of one of the two shows as a difference.
"""

from collections.abc import Iterable
from typing import Any

from scoring.assessments.enums import OPEN
from scoring.assessments.models import Assessment
from scoring.engine.aggregates import Aggregate, Tally, value_of
from scoring.engine.rubric import Rubric
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Rating
from scoring.rubrics.queries import rubric_of


def facts_from_below(
    assessment: Assessment, rubric: Rubric, years: Iterable[int]
) -> dict[int, dict[str, Any]]:
    """Return calendar year -> fact -> value of every fact that follows from levels below.

    A fact of a year in which nobody below was rated is left out: it keeps what was typed.

    Source: A-16, GOV-05, GOV-06, GOV-07.
    """
    facts = dict.fromkeys(one.fact for one in rubric.aggregates)
    found: dict[int, dict[str, Any]] = {}
    for year in years if facts else ():
        for fact in facts:
            sources = [one for one in rubric.aggregates if one.fact == fact]
            tallies = [_tally(assessment, one, year) for one in sources]
            if any(one.rated for one in tallies):
                found.setdefault(year, {})[fact] = value_of(sources[0].of, tallies)
    return found


def _tally(assessment: Assessment, source: Aggregate, year: int) -> Tally:
    below = (
        Assessment.objects.below(assessment.organization)
        .exclude(organization=assessment.organization_id)
        .filter(programme=source.rubric, year=year)
        .select_related("organization", "cycle__rubric_version")
        .order_by("round", "pk")
    )
    rows = {one.organization_id: one for one in below}.values()  # of each its latest round
    counted = [one for one in rows if not source.kinds or one.organization.kind in source.kinds]
    reached = [one for one in counted if not source.level or _has(one, source.level)]
    return Tally(len(reached), len(counted), sum(one.status in OPEN for one in counted))


def _has(assessment: Assessment, level: str) -> bool:
    """Tell whether the level in force is this one or lies above it, in the rubric that gave it."""
    ids = [one.id for one in rubric_of(assessment.cycle.rubric_version).levels]
    held = Rating.objects.filter(assessment=assessment, status=RatingStatus.CONFIRMED).first()
    return held is not None and held.level in ids and level in ids[: ids.index(held.level) + 1]
