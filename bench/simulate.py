"""A rubric tried on a decided year: arrays and shared results, beside the engine one by one.

The branches are invented: facts of a perfect branch, some of them spoilt. They were decided by
the shipped programme; what is tried has another line, another item and another condition.
Both ways must give the same points and levels before anything is timed. ``lines`` is what other
lines alone take for 250,000 branches from their packed points, against the limit in seconds.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from bench.figures import Figure
from scoring.engine.arrays import levels, scheme_of, totals
from scoring.engine.cases import Case
from scoring.engine.facts import FactBook, OrganizationFacts, default_window
from scoring.engine.rubric import Indicator, Rubric, Scoring
from scoring.engine.trial import Year, holding, try_on
from scoring.engine.trial_cases import Rescoring, carried, decided
from scoring.engine.trial_changes import gates_of, with_lines
from scoring.engine.vectors import hundredths
from tests.rubrics.branches import ANSWERS, YEAR, definitions, perfect_sheets, rubric

BRANCHES = 20_000
MANY = 250_000
SAMPLE = 300
"""Branches that the engine scores one by one; the others are counted at the same cost."""

LIMIT = 3.0
"""Seconds for many branches."""

ROUNDS = 3
SPOILT = {
    "life.members_talked": range(21),
    "life.members_reported": range(21),
    "life.issues_fixed": range(5),
    "edu.members_ge32": range(21),
    "edu.officers_ge56": range(6),
}


class DifferentResults(SystemExit):
    """The two ways do not give the same."""


def measure(n: int = BRANCHES) -> list[Figure]:
    """Return microseconds for each branch, both ways, and seconds for many branches.

    Raises:
        SystemExit: the two ways give different points or levels.
    """
    old = rubric()
    cases = _cases(old, n)
    year = _year(old, cases)
    tried = _tried(old)
    _compare(year, tried, cases)
    few = cases[:SAMPLE]
    ours, baseline = [], []
    for _ in range(ROUNDS):
        spent = _seconds(lambda: try_on(year, tried, cases.__getitem__), time.process_time)
        ours.append(spent / n)
        spent = _seconds(lambda: _one_by_one(few, tried), time.process_time)
        baseline.append(spent / len(few))
    many = MANY * n // BRANCHES
    lines = with_lines(old, {"three": Decimal(70), "five": Decimal(98)}, {})
    large = _repeated(year, many)
    wall = [
        _seconds(lambda: try_on(large, lines, cases.__getitem__), time.perf_counter)
        for _ in range(ROUNDS)
    ]
    return [
        Figure("engine", statistics.median(ours) * 1e6, statistics.median(baseline) * 1e6, "µs"),
        Figure("lines", statistics.median(wall), LIMIT, "s"),
    ]


def _cases(old: Rubric, n: int) -> list[Case]:
    known, window = definitions(), default_window(YEAR)
    judged = {gate.id: True for gate in gates_of(old) if gate.condition is None}
    chance = random.Random(YEAR)  # noqa: S311  # invented facts, the same in every run
    perfect = perfect_sheets()
    found = []
    for _ in range(n):
        spoilt = {key: chance.choice(values) for key, values in SPOILT.items()}
        sheets: dict[int, Any] = {**perfect, YEAR: {**perfect[YEAR], **spoilt}}
        book = FactBook(known, window, sheets, (), OrganizationFacts())
        applied = chance.choice([one.id for one in old.levels])
        found.append(Case(old, book, ANSWERS, {}, judged, (), applied))
    return found


def _year(old: Rubric, cases: Sequence[Case]) -> Year:
    """Return what the old rubric decided, item by item, so that the bench begins soon."""
    rescoring, scheme = Rescoring(), scheme_of(old)
    gates = [(step.id, gate) for step in old.levels for gate in step.gates]
    points = [[rescoring.code(one, None, item) for item in old.indicators] for one in cases]
    states = [[rescoring.holds(one, gate, step) for step, gate in gates] for one in cases]
    packed = np.array(points, dtype=np.int16)
    held = np.array(states, dtype=np.int8)
    applied = np.array([old.rank(one.applied) for one in cases], dtype=np.int64)
    scored = totals(scheme, packed)
    level = levels(scheme, scored, gates=holding(old, held), applied=applied)
    nobody = np.zeros(len(cases), dtype=np.bool_)
    return Year(old, packed, scored.total, level, applied, held, nobody)


def _tried(old: Rubric) -> Rubric:
    """Return the old rubric with another line, an item that weighs otherwise, another gate."""
    raised = with_lines(old, {"three": Decimal(78)}, {})
    item = next(one for one in old.indicators if "life.issues_fixed" in one.facts)
    other = replace(item, scoring=_turned(item))
    dimensions = tuple(
        replace(
            one,
            indicators=tuple(other if each.id == item.id else each for each in one.indicators),
        )
        for one in raised.dimensions
    )
    step = raised.levels[0]
    gates = (replace(step.gates[0], condition=raised.levels[2].gates[1].condition), *step.gates[1:])
    return replace(
        raised, dimensions=dimensions, levels=(replace(step, gates=gates), *raised.levels[1:])
    )


def _turned(item: Indicator) -> Scoring:
    """Return the scoring of an item with weights the other way round."""
    parts = item.scoring.parts
    turned = tuple(replace(one, weight=Decimal(n + 1)) for n, one in enumerate(parts))
    return replace(item.scoring, parts=turned, target=Decimal(2))


def _repeated(year: Year, n: int) -> Year:
    """Return a year of ``n`` branches, the given ones again and again; nobody's gates unknown."""
    places = np.arange(n) % len(year.total)
    return replace(
        year,
        points=year.points[places],
        total=year.total[places],
        level=year.level[places],
        applied=year.applied[places],
        states=year.states[places],
        apart=year.apart[places],
    )


def _compare(year: Year, tried: Rubric, cases: Sequence[Case]) -> None:
    found = try_on(year, tried, cases.__getitem__)
    if (found.level == year.level).all() or (found.total == year.total).all():
        raise DifferentResults("the rubric tried changes nothing")
    for n, case in enumerate(cases[:SAMPLE]):
        sheet, decision = decided(carried(case, tried))
        ours = int(found.total[n]), int(found.level[n])
        if ours != (hundredths(sheet.total), tried.rank(decision.level)):
            raise DifferentResults(f"branch {n}: {ours}, {sheet.total} {decision.level}")


def _one_by_one(cases: Sequence[Case], tried: Rubric) -> None:
    for case in cases:
        decided(carried(case, tried))


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    began = clock()
    work()
    return clock() - began
