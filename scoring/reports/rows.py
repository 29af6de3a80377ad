"""What the reports are made of: one frozen row per line, numbers as Decimal, dates as dates."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class RatingRow:
    """One branch in one year. Levels are level ids, "" for none."""

    assessment: int
    branch_id: int
    unit: str
    unit_path: str
    code: str
    branch: str
    kind: str
    status: str
    applied: str
    claimed: Decimal | None  # total of the last submission
    total: Decimal | None  # verified total once there is a rating, running total before
    predicted: str  # "" also for who did not declare
    level: str
    decided: bool  # a confirmed rating stands behind ``level``
    vetoed: bool  # the star was cancelled, or a confirmed case keeps it from coming
    serial: str
    valid_until: datetime.date | None
    dimensions: dict[str, Decimal] = field(default_factory=dict)  # dimension id -> points

    @property
    def shown_level(self) -> str:
        """Return the decided level, or the predicted one while nothing is decided."""
        return self.level if self.decided else self.predicted


@dataclass(frozen=True)
class GateRow:
    """One gate that kept a branch from the level it applied for."""

    unit: str
    branch: str
    applied: str
    level: str
    gate: str
    state: str
    value: str
    why: str


@dataclass(frozen=True)
class ChangeRow:
    """One downgrade or cancellation."""

    unit: str
    branch: str
    kind: str
    from_level: str
    to_level: str
    effective_on: datetime.date
    reason: str
    notice: str


@dataclass(frozen=True)
class YearOnYearRow:
    """One branch against last year; ``None`` where a year has no total."""

    unit: str
    branch: str
    level_before: str
    level_now: str
    total_before: Decimal | None
    total_now: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Return this year's total less last year's."""
        if self.total_before is None or self.total_now is None:
            return None
        return self.total_now - self.total_before


@dataclass(frozen=True)
class Distribution:
    """How many branches stand at which level in one year. ``counts``: level id -> branches."""

    year: int
    counts: dict[str, int]
    vetoed: int
    total: int

    def at_or_above(self, levels: list[str]) -> int:
        """Return how many branches stand at any of the levels."""
        return sum(self.counts.get(level, 0) for level in levels)


@dataclass(frozen=True)
class UnitRow:
    """One unit of the overview: progress and average share per dimension."""

    unit: str
    unit_path: str
    branches: int
    reviewed: int
    waiting: int
    not_submitted: int
    rates: dict[str, Decimal]  # dimension id -> average share of its maximum, 0..1
    average: Decimal | None  # of the totals
    rise: Decimal | None  # against last year's average
