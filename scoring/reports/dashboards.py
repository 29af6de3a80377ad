"""What the organization department sees first: distribution, progress, units by dimension."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from scoring.assessments.enums import Status
from scoring.organizations.models import Organization
from scoring.reports.queries import DEFAULT_PROGRAMME, rating_rows
from scoring.reports.rows import Distribution, RatingRow, UnitRow
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of

YEARS_SHOWN = 3
NOT_SUBMITTED = (Status.FILLING, Status.NOT_DECLARED)
WAITING = (Status.SUBMITTED, Status.RETURNED)


@dataclass(frozen=True)
class Overview:
    """The overview of one organization in one year."""

    year: int
    rows: list[RatingRow]
    units: list[UnitRow]
    distributions: list[Distribution]  # this year first
    branches: int
    submitted: int
    reviewed: int


def overview(
    organization: Organization,
    year: int,
    version: RubricVersion,
    programme: str = DEFAULT_PROGRAMME,
) -> Overview:
    """Return everything the overview page and the first sheet of the workbook show."""
    years = {
        one: rating_rows(organization, one, programme)
        for one in range(year, year - YEARS_SHOWN, -1)
    }
    rows = years[year]
    units = unit_rows(rows, years[year - 1], version)
    return Overview(
        year=year,
        rows=rows,
        units=units,
        distributions=[distribution(one, found) for one, found in years.items() if found],
        branches=len(rows),
        submitted=sum(row.status not in NOT_SUBMITTED for row in rows),
        reviewed=sum(unit.reviewed for unit in units),
    )


def distribution(year: int, rows: list[RatingRow]) -> Distribution:
    """Count branches per level; a vetoed branch counts as vetoed only."""
    counts: dict[str, int] = {}
    for row in rows:
        if not row.vetoed:
            counts[row.shown_level] = counts.get(row.shown_level, 0) + 1
    return Distribution(year, counts, sum(row.vetoed for row in rows), len(rows))


def unit_rows(
    rows: list[RatingRow], before: list[RatingRow], version: RubricVersion
) -> list[UnitRow]:
    """Return one row per unit, in tree order. Averages have full precision; round to show."""
    maxima = {one.id: one.weight for one in rubric_of(version).dimensions}
    earlier = {
        path: _average([row.total for row in found if row.total is not None])
        for path, found in _by_unit(before).items()
    }
    return [
        _unit_row(found, path, maxima, earlier.get(path)) for path, found in _by_unit(rows).items()
    ]


def _unit_row(
    rows: list[RatingRow], path: str, maxima: dict[str, Decimal], before: Decimal | None
) -> UnitRow:
    waiting = sum(row.status in WAITING for row in rows)
    absent = sum(row.status in NOT_SUBMITTED for row in rows)
    average = _average([row.total for row in rows if row.total is not None])
    return UnitRow(
        unit=rows[0].unit,
        unit_path=path,
        branches=len(rows),
        reviewed=len(rows) - waiting - absent,
        waiting=waiting,
        not_submitted=absent,
        rates={
            dimension: rate
            for dimension, maximum in maxima.items()
            if (rate := _rate(rows, dimension, maximum)) is not None
        },
        average=average,
        rise=average - before if average is not None and before is not None else None,
    )


def _rate(rows: list[RatingRow], dimension: str, maximum: Decimal) -> Decimal | None:
    points = [
        row.dimensions[dimension]
        for row in rows
        if row.total is not None and dimension in row.dimensions
    ]
    average = _average(points)
    return average / maximum if average is not None else None


def _average(values: list[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) / len(values) if values else None


def _by_unit(rows: list[RatingRow]) -> dict[str, list[RatingRow]]:
    ordered = sorted(rows, key=lambda row: row.unit_path)
    return {path: list(found) for path, found in groupby(ordered, key=lambda row: row.unit_path)}
