"""What the reviewer still has to decide about the conditions of a level."""

from scoring.engine.gates import REVIEWER
from scoring.engine.results import State
from scoring.engine.rubric import Gate, Rubric
from scoring.reviews.models import Review
from scoring.workflow.review import judged_gates
from scoring.workflow.scoring_state import Standing


def excusable_gates(rubric: Rubric, upto: str) -> list[Gate]:
    """Return the measured gates up to a level from which the branch may claim an exception."""
    top = rubric.rank(upto) or len(rubric.levels)
    gates = [gate for level in rubric.levels[:top] for gate in level.gates]
    return [gate for gate in gates if gate.condition is not None and gate.exception]


def claimed_exceptions(standing: Standing, upto: str) -> list[Gate]:
    """Return the gates whose exception was claimed, and which the facts leave unmet.

    Those that were decided stay in the list.
    """
    waiting = {
        verdict.id
        for verdict in standing.decision.gates
        if verdict.state == State.AWAITING and verdict.awaits == (REVIEWER,)
    }
    return [
        gate
        for gate in excusable_gates(standing.rubric, upto)
        if gate.id in waiting or gate.id in standing.gate_findings
    ]


def claimed_bonuses(standing: Standing) -> list[Gate]:
    """Return the judged bonuses that the branch claims, in rubric order."""
    return [
        one
        for one in standing.rubric.claimed_bonuses
        if (standing.answers.get(f"gate:{one.id}") or {}).get("claimed")
    ]


def open_gates(standing: Standing, review: Review, upto: str) -> list[Gate]:
    """Return what waits for the reviewer up to a level: judged gates, exceptions, bonuses."""
    asked = [
        *judged_gates(standing.rubric, upto),
        *claimed_exceptions(standing, upto),
        *claimed_bonuses(standing),
    ]
    return [gate for gate in asked if gate.id not in review.gate_findings]
