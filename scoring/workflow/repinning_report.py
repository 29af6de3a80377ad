"""What moving a cycle to another version changes: counts, and the branches it moves most."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.assessments.models import Assessment
from scoring.engine.rubric import Rubric
from scoring.workflow.carrying import (
    Carried,
    Renames,
    arrived,
    carried_item,
    questions,
    vanished,
)

NAMED = 10
"""Branches that are named; of the others the counts say enough."""


@dataclass(frozen=True)
class Moved:
    """One branch. Levels are ids, empty for none."""

    assessment: int
    branch: str
    total_before: Decimal
    total_after: Decimal
    level_before: str
    level_after: str
    dropped: tuple[str, ...]

    @property
    def by(self) -> Decimal:
        """Return by how many points the total changes."""
        return self.total_after - self.total_before


@dataclass
class Report:
    """What would change, or has. ``largest`` are the branches that move most, most first."""

    before: Rubric
    after: Rubric
    renames: Renames
    vanished: dict[str, str]
    arrived: dict[str, str]
    branches: int = 0
    total_changed: int = 0
    raised: int = 0  # in level
    lowered: int = 0
    dropped: Counter[str] = field(default_factory=Counter)  # old entry -> answers
    renamed: Counter[tuple[str, str]] = field(default_factory=Counter)
    evidence_kept: int = 0
    evidence_moved: int = 0
    evidence_loose: int = 0  # hangs on an item that is no longer there; the file is kept
    _heap: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def largest(self) -> list[Moved]:
        """Return the branches whose total or level moves most, most first."""
        return [one[-1] for one in sorted(self._heap, reverse=True)]

    def add(self, assessment: Assessment, carried: Carried, total: Decimal, level: str) -> None:
        """Count one assessment, whose row still says what held before."""
        moved = Moved(
            assessment=assessment.pk,
            branch=assessment.organization.name,
            total_before=assessment.total,
            total_after=total,
            level_before=assessment.predicted_level,
            level_after=level,
            dropped=carried.dropped,
        )
        self.branches += 1
        self.total_changed += moved.by != 0
        steps = self.after.rank(level) - self._rank_before(moved.level_before)
        self.raised += steps > 0
        self.lowered += steps < 0
        self.dropped.update(carried.dropped)
        self.renamed.update(carried.renamed)
        if moved.by or steps or carried.dropped:
            rank = (abs(moved.by), abs(steps), len(carried.dropped), -assessment.pk, moved)
            (heapq.heappush if len(self._heap) < NAMED else heapq.heappushpop)(self._heap, rank)

    def add_evidence(self, uses: Iterable[str]) -> None:
        """Count links of evidence by the items they hang on."""
        known = {item.id for item in self.after.indicators}
        for indicator in uses:
            target = carried_item(indicator, self.renames)
            if target not in known:
                self.evidence_loose += 1
            elif target != indicator:
                self.evidence_moved += 1
            else:
                self.evidence_kept += 1

    def counts(self) -> dict[str, int]:
        """Return the counts that the audit event keeps."""
        return {
            "branches": self.branches,
            "totals_changed": self.total_changed,
            "raised": self.raised,
            "lowered": self.lowered,
            "answers_dropped": self.dropped.total(),
            "answers_renamed": self.renamed.total(),
            "evidence_moved": self.evidence_moved,
            "evidence_loose": self.evidence_loose,
        }

    def names(self) -> dict[str, str]:
        """Return key -> name of the questions of both versions, the later one's names first."""
        return {**questions(self.before), **questions(self.after)}

    def _rank_before(self, level: str) -> int:
        """Return the rank of an old level in the later version, by its successor."""
        successor = self.renames.get(f"level:{level}", f"level:{level}").partition(":")[2]
        return self.after.rank(successor) or self.before.rank(level)


def report_for(before: Rubric, after: Rubric, renames: Renames) -> Report:
    """Return an empty report of going from one rubric to another."""
    taken = set(renames.values())  # what takes old answers is not new to fill in
    fresh = {key: name for key, name in arrived(before, after).items() if key not in taken}
    return Report(before, after, renames, vanished(before, after), fresh)
