"""Part sheets for many branches at once, in whole hundredths: what ``sheets`` does for one."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.engine.rubric import Level, Rubric
from scoring.engine.sheets import blend, maxima_of
from scoring.engine.vectors import hundredths

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_MOST = 2**62  # products that still fit eight bytes


def per_sheet(rubric: Rubric, dimensions: Integers) -> Integers | None:
    """Return the points of the part sheets, branch by sheet; None for a rubric without any."""
    if not rubric.sheets:
        return None
    return np.stack([dimensions[:, one].sum(axis=1) for one in _places(rubric)], axis=1)


def blended(rubric: Rubric, sheets: Integers, pattern: Integers) -> Integers:
    """Return the part sheets blended into the total, exactly and rounded once, halves up."""
    found = np.zeros(len(sheets), dtype=np.int64)
    for each in np.unique(pattern):
        here = pattern == each
        found[here] = _rounded(_factors(rubric, int(each)), sheets[here])
    return found


def _factors(rubric: Rubric, pattern: int) -> list[Fraction]:
    """Return by part sheet the hundredths of the total that one hundredth of it gives."""
    live = [bool(pattern >> n & 1) for n in range(len(rubric.dimensions))]
    maxima = [hundredths(one) for one in maxima_of(rubric, live)]
    places = _places(rubric)
    wholes = [sum(maxima[n] for n in one) for one in places]
    gives = blend(rubric, [any(live[n] for n in one) for one in places])
    return [
        give * 100 / whole if give else Fraction(0)
        for give, whole in zip(gives, wholes, strict=True)
    ]


def _rounded(factors: list[Fraction], sheets: Integers) -> Integers:
    under = math.lcm(*(one.denominator for one in factors))
    over = [int(one * under) for one in factors]
    highest = 2 * sum(over) * int(sheets.max(initial=0)) + under
    kind = np.int64 if highest < _MOST else np.object_  # fine weights go the slow way
    parts = sheets.astype(kind) * np.array(over, dtype=kind)
    return np.asarray((2 * parts.sum(axis=1) + under) // (2 * under), dtype=np.int64)


def sheet_column(rubric: Rubric, sheets: Integers, name: str, total: Integers) -> Integers:
    """Return the points of one part sheet, or the total for no name."""
    names = [one.id for one in rubric.sheets]
    return np.asarray(sheets[:, names.index(name)] if name else total, dtype=np.int64)


def above_further_lines(rubric: Rubric, level: Level, sheets: Integers, pattern: Integers) -> Flags:
    """Tell which branches reach the further lines of a level, where their sheets apply."""
    names = [one.id for one in rubric.sheets]
    places = _places(rubric)
    found = np.ones(len(sheets), dtype=np.bool_)
    for name, line in level.sheet_lines:
        place = names.index(name)
        applies = pattern & sum(1 << n for n in places[place])
        found &= (sheets[:, place] >= math.ceil(line * 100)) | (applies == 0)
    return found


def floors_by_dimension(rubric: Rubric, level: Level) -> list[Fraction]:
    """Return the floor of every dimension as a share of its maximum, 0 for none."""
    special = dict(level.sheet_floors)
    general = level.dimension_floor or 0
    sheet_of = {key: one.id for one in rubric.sheets for key in one.dimensions}
    return [Fraction(special.get(sheet_of.get(one.id, ""), general)) for one in rubric.dimensions]


def _places(rubric: Rubric) -> list[list[int]]:
    where = {one.id: n for n, one in enumerate(rubric.dimensions)}
    return [[where[key] for key in sheet.dimensions] for sheet in rubric.sheets]
