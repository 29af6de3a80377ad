"""What the organization department sees first: distribution, progress, units by dimension."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.assessments.enums import Status
from scoring.organizations.models import Organization
from scoring.reports.queries import DEFAULT_PROGRAMME, rating_slices
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
    units: list[UnitRow]
    distributions: list[Distribution]  # this year first
    branches: int
    submitted: int
    reviewed: int


@dataclass
class Mean:
    """A mean in the making: sum and count of what is known."""

    total: Decimal = Decimal(0)
    count: int = 0

    def add(self, value: Decimal | None) -> None:
        """Count a value; None is not known and counts for nothing."""
        if value is not None:
            self.total += value
            self.count += 1

    @property
    def value(self) -> Decimal | None:
        """Return the mean in full precision, None of nothing."""
        return self.total / self.count if self.count else None


@dataclass
class UnitTally:
    """What is counted of one unit."""

    name: str
    branches: int = 0
    waiting: int = 0
    absent: int = 0
    totals: Mean = field(default_factory=Mean)
    points: dict[str, Mean] = field(default_factory=dict)  # dimension id -> mean points


@dataclass
class Tally:
    """One year, counted row by row: what it holds grows with units, not with branches."""

    year: int
    counts: dict[str, int] = field(default_factory=dict)
    vetoed: int = 0
    branches: int = 0
    submitted: int = 0
    units: dict[str, UnitTally] = field(default_factory=dict)
    totals: Mean = field(default_factory=Mean)
    points: dict[str, Mean] = field(default_factory=dict)

    def add(self, row: RatingRow) -> None:
        """Count one branch; a vetoed one counts as vetoed only."""
        self.branches += 1
        self.submitted += row.status not in NOT_SUBMITTED
        if row.vetoed:
            self.vetoed += 1
        else:
            self.counts[row.shown_level] = self.counts.get(row.shown_level, 0) + 1
        unit = self.units.setdefault(row.unit_path, UnitTally(row.unit))
        unit.branches += 1
        unit.waiting += row.status in WAITING
        unit.absent += row.status in NOT_SUBMITTED
        for means in (unit, self):
            means.totals.add(row.total)
            if row.total is not None:
                for dimension, points in row.dimensions.items():
                    means.points.setdefault(dimension, Mean()).add(points)

    def add_all(self, rows: Iterable[RatingRow]) -> None:
        """Count several branches."""
        for row in rows:
            self.add(row)

    @property
    def distribution(self) -> Distribution:
        """Return how many branches stand at which level."""
        return Distribution(self.year, self.counts, self.vetoed, self.branches)


def overview(
    organization: Organization,
    year: int,
    version: RubricVersion,
    programme: str = DEFAULT_PROGRAMME,
) -> Overview:
    """Return everything the overview page and the first sheet of the workbook show."""
    tally = tally_of(organization, year, programme)
    return overview_of(tally, tallies_before(organization, year, programme), version)


def tally_of(organization: Organization, year: int, programme: str = DEFAULT_PROGRAMME) -> Tally:
    """Return one year of an organization, counted."""
    tally = Tally(year)
    for rows in rating_slices(organization, year, programme):
        tally.add_all(rows)
    return tally


def tallies_before(
    organization: Organization, year: int, programme: str = DEFAULT_PROGRAMME
) -> list[Tally]:
    """Return the years that are shown beside ``year``, the latest first."""
    years = range(year - 1, year - YEARS_SHOWN, -1)
    return [tally_of(organization, one, programme) for one in years]


def overview_of(tally: Tally, before: list[Tally], version: RubricVersion) -> Overview:
    """Return the overview of a year that is counted already, beside those before it."""
    units = unit_rows(tally, before[0], version)
    return Overview(
        year=tally.year,
        units=units,
        distributions=[one.distribution for one in (tally, *before) if one.branches],
        branches=tally.branches,
        submitted=tally.submitted,
        reviewed=sum(unit.reviewed for unit in units),
    )


def unit_rows(tally: Tally, before: Tally, version: RubricVersion) -> list[UnitRow]:
    """Return one row per unit, in tree order. Averages have full precision; round to show."""
    maxima = {one.id: one.weight for one in rubric_of(version).dimensions}
    return [
        _unit_row(path, unit, maxima, before.units.get(path))
        for path, unit in sorted(tally.units.items())
    ]


def _unit_row(
    path: str, unit: UnitTally, maxima: dict[str, Decimal], before: UnitTally | None
) -> UnitRow:
    average = unit.totals.value
    earlier = before.totals.value if before else None
    return UnitRow(
        unit=unit.name,
        unit_path=path,
        branches=unit.branches,
        reviewed=unit.branches - unit.waiting - unit.absent,
        waiting=unit.waiting,
        not_submitted=unit.absent,
        rates={
            dimension: points.value / maxima[dimension]
            for dimension, points in unit.points.items()
            if dimension in maxima and points.value is not None
        },
        average=average,
        rise=average - earlier if average is not None and earlier is not None else None,
    )
