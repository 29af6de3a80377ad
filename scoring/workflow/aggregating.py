"""Facts of a committee from the levels of the organizations below it: found, and demanded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.assessments.enums import OPEN
from scoring.assessments.models import Assessment, AssessmentQuerySet
from scoring.common.refusals import Refusal
from scoring.engine.aggregates import Aggregate, Tally, value_of
from scoring.engine.rubric import Rubric
from scoring.ratings.enums import RatingStatus
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of


class LowerLevelsFirst(Refusal):
    """Organizations below, whose levels count here, are not decided yet. Data: ``count``."""


@dataclass(frozen=True)
class Aggregated:
    """One computed fact of one year, and how it came: ``tally`` over all its sources."""

    value: str | int
    of: str
    tally: Tally


Found = Mapping[int, Mapping[str, Aggregated]]
"""By assessment year, then by fact."""


def aggregated(assessment: Assessment, rubric: Rubric, years: Iterable[int]) -> Found:
    """Return the facts that follow from the levels below, for each year that has any.

    A year in which nobody below was rated by a source has nothing to compute, and keeps what was
    typed. Levels in force count: confirmed ones, as lowered or restored since. No query for a
    rubric without aggregates.

    Source: A-16, GOV-05, GOV-06, GOV-07.
    """
    if not rubric.aggregates:
        return {}
    return {year: facts for year in years if (facts := _of_year(assessment, rubric, year))}


def _of_year(assessment: Assessment, rubric: Rubric, year: int) -> dict[str, Aggregated]:
    found: dict[str, Aggregated] = {}
    for fact in dict.fromkeys(one.fact for one in rubric.aggregates):
        sources = [one for one in rubric.aggregates if one.fact == fact]
        tallies = [_tally(assessment, source, year) for source in sources]
        value = value_of(sources[0].of, tallies)
        if value is not None and any(one.rated for one in tallies):
            whole = Tally(
                reached=sum(one.reached for one in tallies),
                rated=sum(one.rated for one in tallies),
                undecided=sum(one.undecided for one in tallies),
            )
            found[fact] = Aggregated(value, sources[0].of, whole)
    return found


def rated_for(assessment: Assessment, source: Aggregate, year: int) -> AssessmentQuerySet:
    """Return the assessments below that one source counts, the latest round of the year."""
    below = Assessment.objects.below(assessment.organization).filter(
        programme=source.rubric, year=year
    )
    below = below.exclude(organization=assessment.organization_id)
    if source.kinds:
        below = below.filter(organization__kind__in=source.kinds)
    latest = below.order_by("-round").values_list("round", flat=True).first()
    return below.filter(round=latest) if latest is not None else below


def _tally(assessment: Assessment, source: Aggregate, year: int) -> Tally:
    rows = rated_for(assessment, source, year).values_list(
        "status", "rating__status", "rating__level", "cycle__rubric_version"
    )
    reached = rated = undecided = 0
    counting: dict[int, frozenset[str]] = {}
    for status, rating, level, version in rows.iterator():
        rated += 1
        undecided += status in OPEN
        if version not in counting:
            counting[version] = _levels_that_count(version, source)
        in_force = level if rating == RatingStatus.CONFIRMED else ""
        reached += not source.level or in_force in counting[version]
    return Tally(reached, rated, undecided)


def _levels_that_count(version: int, source: Aggregate) -> frozenset[str]:
    rubric = rubric_of(RubricVersion.objects.get(pk=version))
    lowest = rubric.rank(source.level)
    return frozenset(one.id for one in rubric.levels[lowest - 1 :]) if lowest else frozenset()


def check_lower_levels(assessment: Assessment, rubric: Rubric) -> None:
    """Refuse a conclusion while levels that count here are still open below.

    Raises:
        LowerLevelsFirst: says how many organizations below are not decided.
    """
    waiting: set[int] = set()
    for source in rubric.aggregates:
        rows = rated_for(assessment, source, assessment.year).filter(status__in=OPEN)
        waiting.update(rows.values_list("pk", flat=True))
    if waiting:
        raise LowerLevelsFirst(count=len(waiting))


def with_aggregated(values: dict[int, dict[str, Any]], found: Found) -> dict[int, dict[str, Any]]:
    """Put the computed facts over what was typed, by year."""
    for year, facts in found.items():
        values.setdefault(year, {}).update({key: one.value for key, one in facts.items()})
    return values


def frozen_aggregates(found: Found) -> dict[str, Any]:
    """Return how the computed facts came, as a snapshot keeps it; nothing where there are none."""
    held = {
        str(year): {
            key: {"of": one.of, "reached": one.tally.reached, "rated": one.tally.rated}
            for key, one in facts.items()
        }
        for year, facts in found.items()
    }
    return {"aggregates": held} if held else {}
