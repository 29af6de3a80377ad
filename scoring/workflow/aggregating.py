"""Facts of a committee from the levels of the organizations below it: found, and demanded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

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
    typed. Levels in force count: confirmed ones, as lowered or restored since. One query for the
    rows and one for their rubric versions; none for a rubric without aggregates.

    Source: A-16, GOV-05, GOV-06, GOV-07.
    """
    if not rubric.aggregates:
        return {}
    rows = _rows(assessment, rubric, years)
    versions = {row.version for held in rows.values() for row in held}
    rubrics = {
        version.pk: rubric_of(version)
        for version in RubricVersion.objects.defer("document").filter(pk__in=versions)
    }
    return {
        year: facts
        for year in sorted({year for year, _programme in rows})
        if (facts := _of_year(rubric, year, rows, rubrics))
    }


class Row(NamedTuple):
    """One organization below in one programme and year, as far as it counts."""

    organization: int
    year: int
    programme: str
    kind: str
    status: str
    rating: str | None
    level: str | None
    version: int


Rows = Mapping[tuple[int, str], Sequence[Row]]
"""By year and programme, of each organization its latest round."""


def _rows(assessment: Assessment, rubric: Rubric, years: Iterable[int]) -> Rows:
    latest: dict[tuple[int, int, str], Row] = {}
    below = _below(assessment).filter(
        programme__in={one.rubric for one in rubric.aggregates}, year__in=list(years)
    )
    columns = (
        "organization", "year", "programme", "organization__kind", "status",
        "rating__status", "rating__level", "cycle__rubric_version",
    )  # fmt: skip
    for row in map(Row._make, below.order_by("round").values_list(*columns).iterator()):
        latest[row.organization, row.year, row.programme] = row
    found: dict[tuple[int, str], list[Row]] = {}
    for row in latest.values():
        found.setdefault((row.year, row.programme), []).append(row)
    return found


def _of_year(
    rubric: Rubric, year: int, rows: Rows, rubrics: Mapping[int, Rubric]
) -> dict[str, Aggregated]:
    found: dict[str, Aggregated] = {}
    for fact in dict.fromkeys(one.fact for one in rubric.aggregates):
        sources = [one for one in rubric.aggregates if one.fact == fact]
        tallies = [_tally(one, rows.get((year, one.rubric), ()), rubrics) for one in sources]
        whole = Tally(
            reached=sum(one.reached for one in tallies),
            rated=sum(one.rated for one in tallies),
            undecided=sum(one.undecided for one in tallies),
        )
        value = value_of(sources[0].of, tallies)
        if value is not None and whole.rated:
            found[fact] = Aggregated(value, sources[0].of, whole)
    return found


def _tally(source: Aggregate, rows: Sequence[Row], rubrics: Mapping[int, Rubric]) -> Tally:
    counted = [row for row in rows if not source.kinds or row.kind in source.kinds]
    return Tally(
        reached=sum(_reaches(row, source.level, rubrics[row.version]) for row in counted),
        rated=len(counted),
        undecided=sum(row.status in OPEN for row in counted),
    )


def _reaches(row: Row, level: str, rubric: Rubric) -> bool:
    if not level:
        return True
    in_force = row.level if row.rating == RatingStatus.CONFIRMED else ""
    return 0 < rubric.rank(level) <= rubric.rank(in_force or "")


def _below(assessment: Assessment) -> AssessmentQuerySet:
    below = Assessment.objects.below(assessment.organization)
    return below.exclude(organization=assessment.organization_id)


def rated_for(assessment: Assessment, source: Aggregate, year: int) -> AssessmentQuerySet:
    """Return the assessments below that one source counts, of each its latest round."""
    found = _below(assessment).filter(programme=source.rubric, year=year)
    if source.kinds:
        found = found.filter(organization__kind__in=source.kinds)
    later = Assessment.objects.filter(
        organization=OuterRef("organization"),
        programme=source.rubric,
        year=year,
        round__gt=OuterRef("round"),
    )
    return found.exclude(Exists(later))


def check_lower_levels(assessment: Assessment, rubric: Rubric) -> None:
    """Refuse a conclusion while levels that count here are still open below.

    Raises:
        LowerLevelsFirst: says how many organizations below are not decided.
    """
    waiting: set[int] = set()
    for source in rubric.aggregates:
        rows = rated_for(assessment, source, assessment.year).filter(status__in=OPEN)
        waiting |= set(rows.values_list("pk", flat=True))
    if waiting:
        raise LowerLevelsFirst(count=len(waiting))


def with_aggregated(values: dict[int, dict[str, Any]], found: Found) -> dict[int, dict[str, Any]]:
    """Put the computed facts over what was typed, by year."""
    for year, facts in found.items():
        values[year] = values.get(year, {}) | {key: one.value for key, one in facts.items()}
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
