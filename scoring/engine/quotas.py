"""Shares of branches at a level or above, against the floors, caps and targets of a rubric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.engine.rubric import Rubric


@dataclass(frozen=True)
class QuotaVerdict:
    """One share checked. ``share`` is exact, of all branches; without branches all hold."""

    id: str
    name: str
    kind: str
    share: Fraction
    wanted: Decimal
    holds: bool


def check_quotas(rubric: Rubric, levels: Sequence[str]) -> list[QuotaVerdict]:
    """Return a verdict on every quota. ``levels`` has one level id per branch, "" for none.

    A floor or target asks for at least the share, a cap for at most; both bounds included.

    Source: STB-Q1; A-06.
    """
    verdicts = []
    for quota in rubric.quotas:
        rank = rubric.rank(quota.level)
        hits = sum(1 for one in levels if rubric.rank(one) >= rank)
        share = Fraction(hits, len(levels)) if levels else Fraction(0)
        wanted = Fraction(quota.share)
        holds = not levels or (share <= wanted if quota.kind == "cap" else share >= wanted)
        verdicts.append(QuotaVerdict(quota.id, quota.name, quota.kind, share, quota.share, holds))
    return verdicts
