"""What keeps a branch from a level, in the order in which it is shown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from scoring.engine.numbers import percent, round_points
from scoring.engine.results import (
    DimensionScore,
    GateVerdict,
    ItemScore,
    Reason,
    ScoreSheet,
    Shortfall,
    State,
)
from scoring.engine.rubric import Level, Rubric


def floor_breaches(level: Level, sheet: ScoreSheet) -> tuple[DimensionScore, ...]:
    """Return the dimensions below the floor of a level, the floor included as enough."""
    if level.dimension_floor is None:
        return ()
    floor = level.dimension_floor
    return tuple(one for one in sheet.dimensions if not one.na and one.points < floor * one.max)


def shortfalls_of(
    rubric: Rubric, sheet: ScoreSheet, gates: tuple[GateVerdict, ...], level: Level
) -> tuple[Shortfall, ...]:
    """Return the missing points, then the gates that do not hold, then the floors."""
    return (
        *_points(sheet, level),
        *_gates(gates, level),
        *(_floor(rubric, one, level) for one in floor_breaches(level, sheet)),
    )


def _points(sheet: ScoreSheet, level: Level) -> tuple[Shortfall, ...]:
    lacking = round_points(level.min_score) - sheet.total
    if lacking <= 0:
        return ()
    data = {
        "points": str(lacking),
        "line": str(round_points(level.min_score)),
        "total": str(sheet.total),
        "level": _named(level),
    }
    reason = Reason("short_of_line", data)
    return (Shortfall("score", level.id, reason, points=lacking, items=_best_first(sheet)),)


def _best_first(sheet: ScoreSheet) -> tuple[str, ...]:
    """Return the items with points to be had, most points first, document order for equals."""
    gains = [(one.max - one.points, one) for one in sheet.items if not one.na]
    open_ = [(gain, one) for gain, one in gains if gain > 0]
    return tuple(one.id for _, one in sorted(open_, key=_gain))


def _gain(entry: tuple[Decimal, ItemScore]) -> Decimal:
    return -entry[0]


def _gates(gates: tuple[GateVerdict, ...], level: Level) -> tuple[Shortfall, ...]:
    """Return the gates not holding: those the branch can mend, those of others, the rest."""
    unmet = [one for one in gates if one.level == level.id and not one.state.holds]
    ordered = sorted(unmet, key=lambda one: (not one.fixable, one.state != State.AWAITING))
    return tuple(_gate(one, level) for one in ordered)


def _gate(gate: GateVerdict, level: Level) -> Shortfall:
    data = {"gate": gate.name, "level": _named(level), "because": list(gate.why)}
    if gate.state == State.AWAITING and gate.fixable:
        reason = Reason("gate_unclaimed", data)  # the branch is to act before the reviewer can
    elif gate.state == State.AWAITING:
        reason = Reason("gate_awaiting", {**data, "providers": list(gate.awaits)})
    else:
        reason = Reason("gate_unmet", data)
    return Shortfall("gate", level.id, reason, gate=gate.id)


def _floor(rubric: Rubric, dimension: DimensionScore, level: Level) -> Shortfall:
    named = next(one for one in rubric.dimensions if one.id == dimension.id)
    floor = level.dimension_floor or Decimal(0)
    data = {
        "dimension": {"zh": named.name, "en": named.name_en},
        "points": str(dimension.points),
        "max": str(dimension.max),
        "share": percent(floor),
        "line": str(round_points(Fraction(floor) * Fraction(dimension.max))),
        "level": _named(level),
    }
    lacking = round_points(Fraction(floor) * Fraction(dimension.max)) - dimension.points
    return Shortfall("floor", level.id, Reason("short_of_floor", data), points=lacking)


def _named(level: Level) -> dict[str, str]:
    return {"zh": level.name, "en": level.name_en}
