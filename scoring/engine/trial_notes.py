"""What a trial shows of the rubric itself: gates and items that tell no branch from another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.engine.arrays import Integers
from scoring.engine.numbers import round_points
from scoring.engine.rubric import Gate, Indicator, Level, Rubric
from scoring.engine.trial import UNKNOWN, Tried
from scoring.engine.vectors import EMPTY, NOT_APPLICABLE, hundredths

NEARLY_ALL = Fraction(95, 100)


@dataclass(frozen=True)
class GateCount:
    """How many branches pass a gate, of those whose verdict is known."""

    level: Level
    gate: Gate
    passed: int
    branches: int

    @property
    def idle(self) -> bool:
        """Tell whether it keeps nobody or nearly nobody back."""
        return self.passed >= NEARLY_ALL * self.branches

    @property
    def closed(self) -> bool:
        """Tell whether nobody passes."""
        return not self.passed


@dataclass(frozen=True)
class ItemCount:
    """How many branches lose points with an item, of those it applies to."""

    item: Indicator
    losing: int
    nothing: int  # of the losing: those without any point
    branches: int


def gate_counts(tried: Tried) -> list[GateCount]:
    """Return the counts of every gate, in rubric order; a gate nobody is known for is left out."""
    pairs = [(step, gate) for step in tried.rubric.levels for gate in step.gates]
    found = []
    for column, (step, gate) in enumerate(pairs):
        states = tried.states[:, column]
        known = int((states != UNKNOWN).sum())
        if known:
            found.append(GateCount(step, gate, int((states == 1).sum()), known))
    return found


def item_counts(tried: Tried) -> list[ItemCount]:
    """Return the counts of every item, in rubric order."""
    return [
        _item(item, tried.points[:, column]) for column, item in enumerate(tried.rubric.indicators)
    ]


def _item(item: Indicator, codes: NDArray[np.signedinteger]) -> ItemCount:
    applies = codes != NOT_APPLICABLE
    points = np.where(codes == EMPTY, 0, codes)
    losing = applies & (points < _most(item))
    nothing = losing & (points == 0)
    return ItemCount(item, int(losing.sum()), int(nothing.sum()), int(applies.sum()))


def _most(item: Indicator) -> int:
    """Return the maximum in hundredths, rounded as the points are that reach it."""
    return hundredths(round_points(item.max))


def distribution(rubric: Rubric, level: Integers) -> dict[str, int]:
    """Return level id -> branches, lowest first, "" for no level before it."""
    counts = np.bincount(level, minlength=len(rubric.levels) + 1).tolist()
    return dict(zip(["", *(one.id for one in rubric.levels)], counts, strict=True))


def moves(before: Integers, after: Integers) -> Iterator[tuple[int, int, int]]:
    """Yield (place, rank before, rank after) of every branch whose level differs.

    Those that fall come first, then those that rise, the largest steps first, else in order.
    """
    step = after - before
    order = np.lexsort((np.arange(len(step)), -np.abs(step), step > 0))
    for n in order[step[order] != 0].tolist():
        yield n, int(before[n]), int(after[n])
