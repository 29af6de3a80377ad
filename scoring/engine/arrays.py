"""The same points and levels as ``scoring`` and ``levels``, for many branches at once.

Everything is a whole number: points in hundredths, levels by their rank. Each function takes a
``Scheme`` made from any rubric, a draft included, and rows in the shape of ``vectors``; none
knows where they come from. Tests hold every figure to the readable engine, to the hundredth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.engine.rubric import Rubric
from scoring.engine.sheet_arrays import (
    above_further_lines,
    blended,
    floors_by_dimension,
    per_sheet,
    sheet_column,
)
from scoring.engine.sheets import maxima_of
from scoring.engine.vectors import NOT_APPLICABLE, Slots, hundredths, slots_of

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Scheme:
    """What the arithmetic needs of a rubric."""

    rubric: Rubric
    slots: Slots
    maxima: Integers  # of the items, in hundredths divided by ``fine``
    fine: int  # 1, unless an item's maximum is finer than a hundredth
    starts: Integers  # first slot of each dimension
    lines: Integers  # of the levels, in hundredths, rounded up


@dataclass(frozen=True)
class Totals:
    """Points of many branches in hundredths; ``pattern`` says which dimensions count."""

    total: Integers
    dimensions: Integers  # branch by dimension
    pattern: Integers  # bit n: dimension n applies
    sheets: Integers | None = None  # branch by part sheet, where the rubric has any


def scheme_of(rubric: Rubric) -> Scheme:
    """Return the numbers of a rubric; every dimension has items."""
    scaled = [Fraction(one.max) * 100 for one in rubric.indicators]
    fine = math.lcm(*(one.denominator for one in scaled))
    sizes = [len(one.indicators) for one in rubric.dimensions]
    return Scheme(
        rubric=rubric,
        slots=slots_of(rubric),
        maxima=np.array([int(one * fine) for one in scaled], dtype=np.int64),
        fine=fine,
        starts=np.cumsum([0, *sizes[:-1]], dtype=np.int64),
        lines=np.array([math.ceil(one.min_score * 100) for one in rubric.levels], dtype=np.int64),
    )


def matrix(slots: Slots, rows: Sequence[bytes]) -> NDArray[np.signedinteger]:
    """Return packed rows as one matrix, branch by item.

    Raises:
        ValueError: a row is not one of these slots.
    """
    if set(map(len, rows)) - {slots.size}:
        raise ValueError("row_of_other_slots")
    cells = np.frombuffer(b"".join(rows), dtype="<i2" if slots.width == 2 else "<i4")
    return cells.reshape(len(rows), len(slots.items))


def totals(
    scheme: Scheme, points: NDArray[np.signedinteger], bonus: Integers | None = None
) -> Totals:
    """Return the points of dimensions and the total, in hundredths.

    A dimension with items that do not apply is rescaled exactly and rounded once, halves up;
    what is empty has no points. Bonuses rest on facts, which the rows do not hold: where the
    rubric counts them, ``bonus`` gives those of every branch, under their cap.

    Raises:
        ValueError: the rubric counts bonuses and none are given.

    Source: decisions 6 and 7; A-42.
    """
    if scheme.rubric.bonus_counts and bonus is None:
        raise ValueError("bonus_not_given")
    raw = _per_dimension(scheme, np.maximum(points, 0))
    away = points == NOT_APPLICABLE
    applicable = _per_dimension(scheme, scheme.maxima[np.newaxis, :])
    if away.any():
        applicable = applicable - _per_dimension(scheme, away * scheme.maxima)
    else:
        applicable = np.broadcast_to(applicable, raw.shape)
    bits = 1 << np.arange(len(scheme.starts), dtype=np.int64)
    pattern = (applicable > 0) @ bits
    maxima = _by_pattern(scheme, pattern)
    divisor = np.maximum(applicable, 1)  # a dimension that does not apply has a maximum of 0
    found = (2 * raw * maxima * scheme.fine + divisor) // (2 * divisor)
    sheets = per_sheet(scheme.rubric, found)
    total = found.sum(axis=1) if sheets is None else blended(scheme.rubric, sheets, pattern)
    if scheme.rubric.bonus_counts and bonus is not None:
        total = total + bonus
    return Totals(total, found, pattern, sheets)


def _per_dimension(scheme: Scheme, cells: NDArray[np.signedinteger]) -> Integers:
    return np.add.reduceat(cells, scheme.starts, axis=1, dtype=np.int64)


def _by_pattern(scheme: Scheme, pattern: Integers, shares: Sequence[Fraction] = ()) -> Integers:
    """Return shares of the dimensions' maxima, branch by dimension, rounded up; whole for none."""
    patterns, where = np.unique(pattern, return_inverse=True)
    parts = shares or [Fraction(1)] * len(scheme.starts)
    table = np.array(
        [
            [math.ceil(share * one) for share, one in zip(parts, row, strict=True)]
            for row in (_maxima(scheme, int(each)) for each in patterns)
        ],
        dtype=np.int64,
    )
    return table.reshape(len(patterns), len(scheme.starts))[where]


def _maxima(scheme: Scheme, pattern: int) -> list[int]:
    live = [bool(pattern >> n & 1) for n in range(len(scheme.starts))]
    return [hundredths(one) for one in maxima_of(scheme.rubric, live)]


def levels(
    scheme: Scheme,
    scored: Totals,
    *,
    gates: Flags | None = None,
    applied: Integers | None = None,
) -> Integers:
    """Return the rank of the level that holds, 1 for the lowest, 0 for none.

    ``gates`` says, branch by level, whether everything besides points holds (all of it where
    left out); a branch under a veto has none. ``applied`` is the rank of the level applied for,
    0 while none is.

    Source: decisions 8 and 11.
    """
    found = np.zeros(len(scored.total), dtype=np.int64)
    for place in range(len(scheme.lines)):
        holds = _above_line(scheme, scored, place) & _above_floor(scheme, scored, place)
        if gates is not None:
            holds &= gates[:, place]
        found[holds] = place + 1
    if applied is None:
        return found
    return np.where(applied > 0, np.minimum(found, applied), found)


def _above_line(scheme: Scheme, scored: Totals, place: int) -> Flags:
    level = scheme.rubric.levels[place]
    if scored.sheets is None:
        return np.asarray(scored.total >= scheme.lines[place], dtype=np.bool_)
    points = sheet_column(scheme.rubric, scored.sheets, level.sheet, scored.total)
    further = above_further_lines(scheme.rubric, level, scored.sheets, scored.pattern)
    return np.asarray((points >= scheme.lines[place]) & further, dtype=np.bool_)


def _above_floor(scheme: Scheme, scored: Totals, place: int) -> Flags:
    floors = floors_by_dimension(scheme.rubric, scheme.rubric.levels[place])
    if not any(floors):
        return np.ones(len(scored.total), dtype=np.bool_)
    needed = _by_pattern(scheme, scored.pattern, floors)
    return np.asarray((scored.dimensions >= needed).all(axis=1), dtype=np.bool_)


def ranks(total: Integers, groups: Integers) -> Integers:
    """Return the place of each branch within its group, most points first; ties share: 1, 1, 3."""
    if not len(total):
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((-total, groups))
    sorted_groups, sorted_totals = groups[order], total[order]
    opens = np.ones(len(total), dtype=np.bool_)
    opens[1:] = sorted_groups[1:] != sorted_groups[:-1]
    differs = opens.copy()
    differs[1:] |= sorted_totals[1:] != sorted_totals[:-1]
    places = np.arange(len(total), dtype=np.int64)
    first_of_group = np.maximum.accumulate(np.where(opens, places, 0))
    first_of_equals = np.maximum.accumulate(np.where(differs, places, 0))
    found = np.empty(len(total), dtype=np.int64)
    found[order] = first_of_equals - first_of_group + 1
    return found


def near_a_line(scheme: Scheme, total: Integers, within: int) -> Flags:
    """Tell which totals lie at most ``within`` hundredths from the line of a level.

    Lines on the points of a part sheet are not on the total, and are left out.
    """
    whole = [not one.sheet for one in scheme.rubric.levels]
    distances = np.abs(total[:, np.newaxis] - scheme.lines[whole][np.newaxis, :])
    return np.asarray((distances <= within).any(axis=1), dtype=np.bool_)
