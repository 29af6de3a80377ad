"""What one rubric decides otherwise than another one, and small changes to try out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum

from scoring.engine.rubric import Gate, Rubric
from scoring.engine.trial_cases import asks_the_same, gives_the_same


class Needs(IntEnum):
    """What a trial has to read of each branch besides its packed points."""

    LINES = 0  # the frozen gates of those that a line moved past
    GATES = 1  # the frozen gates of all
    FACTS = 2  # the frozen facts of all


@dataclass(frozen=True)
class Changes:
    """What a rubric decides otherwise than another one."""

    items: tuple[str, ...]  # new, or giving points otherwise
    gates: tuple[str, ...]  # new, or asking otherwise
    needs: Needs
    readable: bool  # has rules that the arrays do not know: every branch one by one


def with_lines(
    rubric: Rubric, lines: Mapping[str, Decimal], weights: Mapping[str, Decimal]
) -> Rubric:
    """Return a rubric with other lines of levels and other weights of dimensions, by their ids.

    Weights count against each other: the maximum of the rubric stays.

    Raises:
        ValueError: an unknown id, a line outside 0 to the maximum, lines that do not rise, or a
            weight that is not above 0.
    """
    for key in {*lines} - {one.id for one in rubric.levels}:
        raise ValueError(f"level_unknown: {key}")
    for key in {*weights} - {one.id for one in rubric.dimensions}:
        raise ValueError(f"dimension_unknown: {key}")
    if any(not 0 <= one <= rubric.max for one in lines.values()):
        raise ValueError("line_outside")
    if any(one <= 0 for one in weights.values()):
        raise ValueError("weight_not_above_zero")
    changed = replace(
        rubric,
        levels=tuple(
            replace(one, min_score=lines.get(one.id, one.min_score)) for one in rubric.levels
        ),
        dimensions=tuple(
            replace(one, weight=weights.get(one.id, one.weight)) for one in rubric.dimensions
        ),
    )
    for below, above in zip(changed.levels, changed.levels[1:], strict=False):
        if below.sheet == above.sheet and below.min_score >= above.min_score:
            raise ValueError(f"lines_not_rising: {above.id}")
    return changed


def changes_between(old: Rubric, new: Rubric) -> Changes:
    """Return what ``new`` decides otherwise than ``old``; wording alone is no change of a gate."""
    items = {one.id: one for one in old.indicators}
    gates = {gate.id: gate for gate in gates_of(old)}
    other_items = tuple(
        one.id for one in new.indicators if not gives_the_same(items.get(one.id), one)
    )
    other_gates = tuple(
        gate.id for gate in gates_of(new) if not asks_the_same(gates.get(gate.id), gate)
    )
    needs = Needs.FACTS if other_items or other_gates else Needs.GATES
    if needs == Needs.GATES and _ladder(old) == _ladder(new):
        needs = Needs.LINES
    readable = not (is_plain(old) and is_plain(new))
    return Changes(other_items, other_gates, Needs.FACTS if readable else needs, readable)


def gates_of(rubric: Rubric) -> tuple[Gate, ...]:
    """Return the gates of every level, in rubric order."""
    return tuple(gate for step in rubric.levels for gate in step.gates)


def is_plain(rubric: Rubric) -> bool:
    """Tell whether points, lines and gates decide everything but vetoes, as the arrays know it."""
    return not (
        rubric.bonuses
        or rubric.placements
        or rubric.reads_held
        or any(veto.condition is not None for veto in rubric.vetoes)
        or any(gate.exception for gate in gates_of(rubric))
    )


def _ladder(rubric: Rubric) -> tuple[object, ...]:
    steps = tuple((one.id, tuple(gate.id for gate in one.gates)) for one in rubric.levels)
    vetoes = tuple((one.id, one.effect, one.level) for one in rubric.vetoes)
    return steps, vetoes, tuple(one.id for one in rubric.indicators)
