"""Which offices still owe a fact that the decision of a year may turn on."""

import dataclasses
from collections.abc import Iterator
from itertools import takewhile

from scoring.engine.bonuses import capped
from scoring.engine.conditions import Condition
from scoring.engine.definitions import BRANCH_PROVIDERS
from scoring.engine.gates import REVIEWER
from scoring.engine.results import Decision, State
from scoring.engine.vetoes import ceiling
from scoring.workflow.scoring_state import Standing


def owed_by(standing: Standing, decision: Decision) -> list[str]:
    """Return the provider kinds whose missing facts may change level or total, sorted.

    Of gates, those that decide between the level that holds and the one hoped for; of bonuses,
    those that count and are not above the cap anyway; of vetoes by facts, those that would leave
    less than the level; of placements, those asked before the one that is used.

    Source: decisions.md 7.
    """
    awaited = {
        *_by_gates(standing, decision),
        *_by_bonuses(standing),
        *_by_vetoes(standing, decision),
        *_by_placements(standing, decision),
    }
    return sorted(awaited - {REVIEWER})


def _by_gates(standing: Standing, decision: Decision) -> Iterator[str]:
    reach = standing.rubric.rank(decision.provisional)
    if decision.level == decision.provisional:
        return
    for gate in decision.gates:
        if gate.state == State.AWAITING and standing.rubric.rank(gate.level) <= reach:
            yield from gate.awaits


def _by_bonuses(standing: Standing) -> Iterator[str]:
    """Yield who owes a fact behind a bonus; what the branch left blank is not waited for."""
    given = standing.sheet.bonus
    if not standing.rubric.bonus_counts or given is None:
        return
    if given == capped(standing.rubric, given + 1):
        return  # the cap is reached
    for bonus in standing.sheet.bonuses:
        if bonus.state == State.AWAITING and BRANCH_PROVIDERS.isdisjoint(bonus.awaits):
            yield from bonus.awaits


def _by_vetoes(standing: Standing, decision: Decision) -> Iterator[str]:
    rubric, rank = standing.rubric, standing.rubric.rank(decision.provisional)
    for rule, verdict in zip(rubric.vetoes, decision.vetoes, strict=True):
        applied = dataclasses.replace(verdict, applies=True)
        if not verdict.applies and ceiling(rubric, applied, standing.book) < rank:
            yield from _awaited(standing, rule.condition)


def _by_placements(standing: Standing, decision: Decision) -> Iterator[str]:
    asked = takewhile(lambda one: one.id != decision.placement, standing.rubric.placements)
    for rule in asked:
        yield from _awaited(standing, rule.condition)


def _awaited(standing: Standing, condition: Condition | None) -> tuple[str, ...]:
    verdict = condition.evaluate(standing.book) if condition else None
    return verdict.awaits if verdict and verdict.state == State.AWAITING else ()
