"""A rubric tried on a year that was decided by another one, all branches at once.

What gives the same points as before is taken from the packed rows; what a line alone decides
never asks for a fact. Tests hold total and level of every branch to the readable engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.engine.arrays import Flags, Integers, Scheme, Totals, levels, scheme_of, totals
from scoring.engine.cases import Case
from scoring.engine.results import Decision, ScoreSheet
from scoring.engine.rubric import Rubric
from scoring.engine.trial_cases import Rescoring, carried, decided
from scoring.engine.trial_changes import Changes, Needs, changes_between, gates_of
from scoring.engine.vectors import EMPTY, NOT_APPLICABLE, hundredths

UNKNOWN = -1
"""In the place of a gate's state: nobody has looked at the frozen decision."""


@dataclass(frozen=True)
class Year:
    """What a year decided: one place per branch in every array."""

    rubric: Rubric
    points: NDArray[np.signedinteger]  # branch by item of the rubric, hundredths or codes
    total: Integers  # hundredths
    level: Integers  # rank, 0 for none
    applied: Integers  # rank, 0 for none
    states: NDArray[np.int8]  # branch by gate of the rubric: 1 holds, 0 does not, or UNKNOWN
    apart: Flags  # vetoed, or decided otherwise than points and gates say: one by one


@dataclass(frozen=True)
class Tried:
    """What the rubric tried makes of the branches of a year, in the same order."""

    rubric: Rubric
    changes: Changes
    points: NDArray[np.signedinteger]
    total: Integers
    level: Integers
    states: NDArray[np.int8]
    one_by_one: int  # branches that the readable engine decided


def touched(year: Year, new: Rubric) -> Flags:
    """Return the branches for which other lines or floors hold than held, by points alone."""
    old_scheme, scheme = scheme_of(year.rubric), scheme_of(new)
    before, after = totals(old_scheme, year.points), totals(scheme, year.points)
    differs = _reached(old_scheme, before) != _reached(scheme, after)
    return np.asarray(differs.any(axis=1), dtype=np.bool_)


def _reached(scheme: Scheme, scored: Totals) -> Flags:
    """Return, branch by level, whether its line and its floor hold."""
    found = np.zeros((len(scored.total), len(scheme.lines)), dtype=np.bool_)
    for place in range(len(scheme.lines)):
        only = np.zeros_like(found)
        only[:, place] = True
        found[:, place] = levels(scheme, scored, gates=only) > 0
    return found


def try_on(
    year: Year,
    new: Rubric,
    case_of: Callable[[int], Case],
    rescoring: Rescoring | None = None,
) -> Tried:
    """Return the points and levels that a rubric gives to the branches of a year.

    ``case_of`` gives the frozen case of a branch by its place, under the rubric of the year; it
    is asked only for what needs facts (``Changes.needs``) and for the branches ``apart``. The
    states of gates must be known, except where nothing but lines differs: there only for the
    branches ``touched``. A year may come in slices that share one ``rescoring``.
    """
    changes = changes_between(year.rubric, new)
    if changes.readable:
        everybody = np.ones(len(year.total), dtype=np.bool_)
        return _apart(_unscored(year, new, changes), everybody, case_of)
    found = replace(
        _unscored(year, new, changes),
        points=_points(year, new, changes),
        states=_states(year, new, changes),
    )
    _rescore(found, year.rubric, case_of, rescoring or Rescoring())
    scheme = scheme_of(new)
    scored = totals(scheme, found.points)
    applied = _ranks(year.rubric, new)[year.applied]
    level = levels(scheme, scored, gates=holding(new, found.states), applied=applied)
    apart = year.apart
    if changes.needs == Needs.LINES:
        moved = touched(year, new)
        level, apart = np.where(moved, level, year.level), apart & moved
    found = replace(found, total=scored.total, level=level)
    return _apart(found, apart, case_of)


def _unscored(year: Year, new: Rubric, changes: Changes) -> Tried:
    n = len(year.total)
    return Tried(
        new,
        changes,
        np.full((n, len(new.indicators)), EMPTY, dtype=np.int32),
        np.zeros(n, dtype=np.int64),
        np.zeros(n, dtype=np.int64),
        np.full((n, len(gates_of(new))), UNKNOWN, dtype=np.int8),
        0,
    )


def _points(year: Year, new: Rubric, changes: Changes) -> NDArray[np.signedinteger]:
    """Return the points of all items that give them as before; the others are EMPTY."""
    held = {one.id: n for n, one in enumerate(year.rubric.indicators)}
    if not changes.items and [*held] == [one.id for one in new.indicators]:
        return year.points
    found = np.full((len(year.total), len(new.indicators)), EMPTY, dtype=np.int32)
    for column, item in enumerate(new.indicators):
        if item.id not in changes.items:
            found[:, column] = year.points[:, held[item.id]]
    return found


def _states(year: Year, new: Rubric, changes: Changes) -> NDArray[np.int8]:
    """Return the states of all gates that ask as before; the others are UNKNOWN."""
    held = {gate.id: n for n, gate in enumerate(gates_of(year.rubric))}
    found = np.full((len(year.total), len(gates_of(new))), UNKNOWN, dtype=np.int8)
    for column, gate in enumerate(gates_of(new)):
        if gate.id not in changes.gates:
            found[:, column] = year.states[:, held[gate.id]]
    return found


def _rescore(
    found: Tried, old: Rubric, case_of: Callable[[int], Case], rescoring: Rescoring
) -> None:
    """Fill in what has to be worked out from facts, branch by branch."""
    before = {one.id: one for one in old.indicators}
    changes = found.changes
    items = [(n, one) for n, one in enumerate(found.rubric.indicators) if one.id in changes.items]
    pairs = [(step.id, gate) for step in found.rubric.levels for gate in step.gates]
    gates = [(n, one) for n, one in enumerate(pairs) if one[1].id in changes.gates]
    if not items and not gates:
        return
    for n in range(len(found.points)):
        case = case_of(n)
        for column, item in items:
            found.points[n, column] = rescoring.code(case, before.get(item.id), item)
        for column, (step, gate) in gates:
            found.states[n, column] = rescoring.holds(case, gate, step)


def holding(new: Rubric, states: NDArray[np.int8]) -> Flags:
    """Return, branch by level, whether every gate of the level holds."""
    found = np.ones((len(states), len(new.levels)), dtype=np.bool_)
    first = 0
    for place, step in enumerate(new.levels):
        last = first + len(step.gates)
        found[:, place] = (states[:, first:last] == 1).all(axis=1)
        first = last
    return found


def _ranks(old: Rubric, new: Rubric) -> Integers:
    """Return the rank under the new rubric of each level of the old; 0 where there is none."""
    return np.array([0, *(new.rank(one.id) for one in old.levels)], dtype=np.int64)


def _apart(found: Tried, apart: Flags, case_of: Callable[[int], Case]) -> Tried:
    """Return the trial with some branches decided by the readable engine."""
    if not apart.any():
        return found
    points, states = found.points.copy(), found.states.copy()
    total, level = found.total.copy(), found.level.copy()
    for n in np.flatnonzero(apart).tolist():
        sheet, decision = decided(carried(case_of(n), found.rubric))
        points[n], states[n] = _row(sheet), _row_of_gates(decision)
        total[n], level[n] = hundredths(sheet.total), found.rubric.rank(decision.level)
    return replace(
        found,
        points=points,
        states=states,
        total=total,
        level=level,
        one_by_one=int(apart.sum()),
    )


def _row(sheet: ScoreSheet) -> list[int]:
    return [NOT_APPLICABLE if one.na else hundredths(one.points) for one in sheet.items]


def _row_of_gates(decision: Decision) -> list[int]:
    return [int(gate.state.holds) for gate in decision.gates]
