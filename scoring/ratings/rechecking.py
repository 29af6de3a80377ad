"""Hold the arrays of a close against the readable engine: a sample, and all near a line."""

import itertools
import json
from collections.abc import Iterator

import numpy as np

from scoring.assessments.models import Cycle
from scoring.engine.arrays import Flags, near_a_line
from scoring.engine.vectors import hundredths
from scoring.ratings.models import Rating
from scoring.ratings.standings import Standings
from scoring.rubrics.frozen import score_frozen
from scoring.rubrics.queries import rubric_of

SAMPLE = 50
"""Branches scored again wherever they stand, evenly spread over the cycle."""

NEAR = 5
"""Hundredths from a line within which every branch is scored again."""

_AT_ONCE = 500  # snapshots of some 50 kB each


def disagreements(cycle: Cycle, standings: Standings) -> list[int]:
    """Return the assessments whose points or level the readable engine does not confirm.

    Every branch is held against its rating; the chosen ones are scored again from the facts that
    the rating froze. Needs ``rubric_version`` of the cycle.

    Source: performance of the close, its second way to every figure.
    """
    wrong = set(standings.assessments[standings.faulty].tolist())
    chosen = rechecked(standings)
    totals = dict(
        zip(standings.assessments[chosen].tolist(), standings.total[chosen].tolist(), strict=True)
    )
    rubric = rubric_of(cycle.rubric_version)
    for assessment, content, proposed in _ratings(list(totals)):
        sheet, decision = score_frozen(json.loads(content), rubric)
        if (hundredths(sheet.total), decision.level) != (totals[assessment], proposed):
            wrong.add(assessment)
    return sorted(wrong)


def rechecked(standings: Standings) -> Flags:
    """Tell which branches are scored again: a sample, those near a line, those placed directly."""
    declared = np.flatnonzero(standings.declared)
    chosen = np.zeros(len(standings.total), dtype=np.bool_)
    if len(declared):
        step = max(1, len(declared) // SAMPLE)
        chosen[declared[::step]] = True
    near = near_a_line(standings.scheme, standings.total, NEAR)
    return chosen | (standings.declared & near) | standings.placed


def _ratings(keys: list[int]) -> Iterator[tuple[int, str, str]]:
    remaining = iter(keys)
    while batch := list(itertools.islice(remaining, _AT_ONCE)):
        yield from (
            Rating.objects.filter(assessment__in=batch)
            .order_by("assessment")
            .values_list("assessment", "content", "proposed_level")
            .iterator(chunk_size=_AT_ONCE)
        )
