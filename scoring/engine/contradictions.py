"""Where a rubric contradicts itself: ranks that few can reach against goals for many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.engine.conditions import All, Compare, Condition
from scoring.engine.faults import as_decimal
from scoring.engine.measures import RankOf
from scoring.engine.rubric import Level, Rubric


@dataclass(frozen=True)
class Clash:
    """A goal that the rank gates of its level put out of reach."""

    level: Level
    rank: int
    reachable: int  # branches that can have that rank, ties apart
    branches: int
    goal: Decimal  # share of the branches, 0 to 1


def rank_demanded(level: Level) -> int | None:
    """Return the worst rank with which every gate of the level can hold, None for any rank."""
    ranks = [rank for gate in level.gates if (rank := _rank(gate.condition)) is not None]
    return min(ranks) if ranks else None


def _rank(condition: Condition | None) -> int | None:
    """Return the rank that a condition insists on; an alternative insists on nothing."""
    if isinstance(condition, All):
        ranks = [rank for part in condition.conditions if (rank := _rank(part)) is not None]
        return min(ranks) if ranks else None
    if not (isinstance(condition, Compare) and isinstance(condition.measure, RankOf)):
        return None
    bounds = condition.operator in ("at_most", "equals")
    return int(condition.operand) if bounds and isinstance(condition.operand, Fraction) else None


def clashes(rubric: Rubric, group_sizes: Sequence[int]) -> list[Clash]:
    """Return the goals that cannot be met when ranks are given within these groups.

    ``group_sizes`` are the numbers of branches that are ranked among themselves. A group lets
    as many branches pass as the demanded rank says, ties apart.

    Source: A-08: software must not repair policy silently, but must show the conflict.
    """
    branches = sum(group_sizes)
    found = []
    for level, share in _goals(rubric):
        rank = rank_demanded(level)
        if rank is None or not branches:
            continue
        reachable = sum(min(rank, size) for size in group_sizes)
        if Fraction(reachable, branches) < Fraction(share):
            found.append(Clash(level, rank, reachable, branches, share))
    return found


def _goals(rubric: Rubric) -> Iterator[tuple[Level, Decimal]]:
    """Yield the goals that can be read; a draft or an old version may have others."""
    levels = {level.id: level for level in rubric.levels}
    goals = rubric.settings.get("goals")
    for goal in goals if isinstance(goals, list) else ():
        level = levels.get(str(goal.get("level"))) if isinstance(goal, dict) else None
        share = as_decimal(goal.get("share")) if level else None
        if level and share is not None:
            yield level, share
