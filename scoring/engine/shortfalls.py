"""What keeps a branch from a level, in the order in which it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

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
from scoring.engine.sheets import names_of


@dataclass(frozen=True)
class LineBreach:
    """Points below a line: of a part sheet, or of the whole where ``sheet`` is empty."""

    sheet: str
    points: Decimal
    line: Decimal


def line_breaches(level: Level, sheet: ScoreSheet) -> tuple[LineBreach, ...]:
    """Return the lines of a level that the points do not reach, a line itself being enough.

    The further line of a part sheet of which nothing applies does not arise; a level with a
    sheet of its own does not hold without it.
    """
    scores = {one.id: one for one in sheet.sheets}
    mine = scores[level.sheet].points if level.sheet else sheet.total
    found = [LineBreach(level.sheet, mine, level.min_score)]
    found += [
        LineBreach(key, scores[key].points, line)
        for key, line in level.sheet_lines
        if not scores[key].na
    ]
    return tuple(one for one in found if one.points < one.line)


def floor_breaches(level: Level, sheet: ScoreSheet) -> tuple[DimensionScore, ...]:
    """Return the dimensions below the floor of a level, the floor included as enough."""
    floors = floors_of(level, sheet)
    return tuple(
        one
        for one in sheet.dimensions
        if not one.na and one.points < floors.get(one.id, Decimal(0)) * one.max
    )


def floors_of(level: Level, sheet: ScoreSheet) -> dict[str, Decimal]:
    """Return the floor of every dimension that has one, as a share of its maximum."""
    floor = level.dimension_floor
    found = {} if floor is None else {one.id: floor for one in sheet.dimensions}
    special = dict(level.sheet_floors)
    for one in sheet.sheets:
        if one.id in special:
            found |= dict.fromkeys(one.dimensions, special[one.id])
    return found


def shortfalls_of(
    rubric: Rubric, sheet: ScoreSheet, gates: tuple[GateVerdict, ...], level: Level
) -> tuple[Shortfall, ...]:
    """Return the missing points, then the gates that do not hold, then the floors."""
    floors = floors_of(level, sheet)
    return (
        *(_points(rubric, sheet, one, level) for one in line_breaches(level, sheet)),
        *_gates(gates, level),
        *(_floor(rubric, one, level, floors[one.id]) for one in floor_breaches(level, sheet)),
    )


def _points(rubric: Rubric, sheet: ScoreSheet, breach: LineBreach, level: Level) -> Shortfall:
    line = round_points(breach.line)
    data: dict[str, Any] = {
        "points": str(line - breach.points),
        "line": str(line),
        "total": str(breach.points),
        "level": _named(level),
    }
    items = _best_first(sheet.items)
    if not breach.sheet:
        reason = Reason("short_of_line", data)
    else:
        reason = Reason("short_of_sheet_line", {**data, "sheet": names_of(rubric)[breach.sheet]})
        inside = _items_of(rubric, breach.sheet)
        items = _best_first(one for one in sheet.items if one.id in inside)
    return Shortfall("score", level.id, reason, points=line - breach.points, items=items)


def _items_of(rubric: Rubric, sheet: str) -> frozenset[str]:
    parts = next(one.dimensions for one in rubric.sheets if one.id == sheet)
    return frozenset(
        item.id for one in rubric.dimensions if one.id in parts for item in one.indicators
    )


def _best_first(items: Iterable[ItemScore]) -> tuple[str, ...]:
    """Return the items with points to be had, most points first, document order for equals."""
    gains = [(one.max - one.points, one) for one in items if not one.na]
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


def _floor(rubric: Rubric, dimension: DimensionScore, level: Level, floor: Decimal) -> Shortfall:
    named = next(one for one in rubric.dimensions if one.id == dimension.id)
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
