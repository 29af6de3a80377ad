"""Shares and numbers of branches at a level or above, against floors, caps and targets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.engine.rubric import Quota, Rubric

_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Candidate:
    """One branch: its level, "" for none, its points, and what it held before this year."""

    key: Any
    level: str
    total: Decimal = Decimal(0)
    held: int = 0  # rank of the level held before
    unit: str = ""  # the organization right above


@dataclass(frozen=True)
class Cut:
    """Who stands where at a cap, by key, most points first.

    ``tied`` have equal points at the cut, and not all of them fit: the naming body decides.
    """

    inside: tuple[Any, ...] = ()
    tied: tuple[Any, ...] = ()
    outside: tuple[Any, ...] = ()


@dataclass(frozen=True)
class QuotaVerdict:
    """One quota checked, of the cycle or of one unit; without branches all hold.

    ``share`` is exact, of all branches. ``allowed`` is how many a cap lets in, or how many a
    floor or target asks for; ``taken`` how many there are.
    """

    id: str
    name: str
    kind: str
    share: Fraction
    wanted: Decimal
    holds: bool
    unit: str = ""
    allowed: int = 0
    taken: int = 0
    branches: int = 0
    cut: Cut = field(default_factory=Cut)  # of a cap

    @property
    def left(self) -> int:
        """Return how many more a cap lets in, or how many a floor still lacks; never below 0."""
        room = self.allowed - self.taken
        return max(0, room)


def check_quotas(rubric: Rubric, levels: Sequence[str]) -> list[QuotaVerdict]:
    """Return a verdict on every quota. ``levels`` has one level id per branch, "" for none.

    A floor or target asks for at least the share, a cap for at most; both bounds included.
    Nobody held anything before, and all branches are of one unit.

    Source: STB-Q1; A-06.
    """
    return quota_verdicts(rubric, [Candidate(n, level) for n, level in enumerate(levels)])


def quota_verdicts(
    rubric: Rubric, candidates: Sequence[Candidate], *, year_index: int | None = None
) -> list[QuotaVerdict]:
    """Return the verdicts on the quotas of one year of the programme, unit by unit where asked.

    ``year_index`` counts the years of the programme from 1; None checks every quota.

    Source: STR-03 to STR-05, STM-01; A-31: caps on new awards, rounded down, ties decided.
    """
    found: list[QuotaVerdict] = []
    for quota in rubric.quotas:
        if year_index is not None and quota.year_index not in (None, year_index):
            continue
        if quota.scope == "cycle":
            found.append(_verdict(rubric, quota, candidates, ""))
            continue
        for unit in sorted({one.unit for one in candidates}):
            members = [one for one in candidates if one.unit == unit]
            found.append(_verdict(rubric, quota, members, unit))
    return found


def bound(quota: Quota, branches: int) -> int:
    """Return the whole number of branches that a quota stands for.

    Down for a cap and up for the others, unless the quota names another rounding.
    """
    if quota.count is not None:
        return quota.count
    exact = Fraction(quota.share) * branches
    rounding = quota.rounding or ("floor" if quota.kind == "cap" else "ceil")
    if rounding == "floor":
        return math.floor(exact)
    return math.ceil(exact) if rounding == "ceil" else math.floor(exact + _HALF)


def _verdict(rubric: Rubric, quota: Quota, members: Sequence[Candidate], unit: str) -> QuotaVerdict:
    rank = rubric.rank(quota.level)
    counted = [one for one in members if rubric.rank(one.level) >= rank]
    if quota.of == "new":
        counted = [one for one in counted if one.held < rank]
    allowed, taken = bound(quota, len(members)), len(counted)
    cut = _cut(quota, counted, allowed) if quota.kind == "cap" else Cut()
    holds = not (cut.tied or cut.outside) if quota.kind == "cap" else taken >= allowed
    return QuotaVerdict(
        id=quota.id,
        name=quota.name,
        kind=quota.kind,
        share=Fraction(taken, len(members)) if members else Fraction(0),
        wanted=quota.share,
        holds=not members or holds,
        unit=unit,
        allowed=allowed,
        taken=taken,
        branches=len(members),
        cut=cut,
    )


def _cut(quota: Quota, counted: Sequence[Candidate], allowed: int) -> Cut:
    ordered = sorted(counted, key=lambda one: -one.total)
    if len(ordered) <= allowed:
        return Cut(inside=_keys(ordered))
    line = ordered[allowed].total  # of the first who does not fit
    above = [one for one in ordered if one.total > line]
    equal = [one for one in ordered if one.total == line]
    below = [one for one in ordered if one.total < line]
    if len(above) == allowed:  # the line lies between two totals
        return Cut(_keys(above), outside=_keys(equal + below))
    if quota.ties == "all_in":
        return Cut(_keys(above + equal), outside=_keys(below))
    if quota.ties == "all_out":
        return Cut(_keys(above), outside=_keys(equal + below))
    return Cut(_keys(above), _keys(equal), _keys(below))


def _keys(candidates: Sequence[Candidate]) -> tuple[Any, ...]:
    return tuple(one.key for one in candidates)
