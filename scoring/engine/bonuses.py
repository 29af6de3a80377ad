"""Bonuses: points on top of the dimensions, decided by facts or by the reviewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.engine.book import FactBook
from scoring.engine.conditions import Condition
from scoring.engine.gates import REVIEWER
from scoring.engine.measures import Measure, Missing, NotArising
from scoring.engine.numbers import exact, plain, round_points
from scoring.engine.results import BonusScore, Reason, State
from scoring.engine.rubric import Bonus, Rubric
from scoring.engine.saying import said

ZERO = Decimal("0.00")
_FULL_STOPS = ".\u3002"  # the sentence goes on after what is quoted


def bonus_scores(
    rubric: Rubric, book: FactBook, answers: Mapping[str, Any], findings: Mapping[str, bool]
) -> tuple[BonusScore, ...]:
    """Return every bonus of one organization, in rubric order.

    A judged bonus is claimed and decided like a judged gate, under its own id: of ``answers``,
    ``gate:<bonus>`` → {"claimed": bool, "sentence": str} is read, and of ``findings`` the
    reviewer's verdict. Only what is certain gives points.
    """
    found = []
    for one in rubric.bonuses:
        if one.condition is not None:
            found.append(_by_condition(one, one.condition, book))
        elif one.measure is not None:
            found.append(_by_unit(one, one.measure, book))
        else:
            found.append(_judged(one, answers.get(f"gate:{one.id}"), findings.get(one.id)))
    return tuple(found)


def bonus_total(rubric: Rubric, bonuses: Sequence[BonusScore]) -> Decimal:
    """Return what the bonuses give together, at most the cap."""
    return capped(rubric, sum((one.points for one in bonuses), ZERO))


def bonus_reachable(rubric: Rubric, bonuses: Sequence[BonusScore]) -> Decimal:
    """Return the same with every bonus that is not decided yet at its most."""
    return capped(rubric, sum((one.max if _open(one) else one.points for one in bonuses), ZERO))


def capped(rubric: Rubric, points: Decimal) -> Decimal:
    """Return the sum of bonuses under their common cap."""
    return points if rubric.bonus_cap is None else min(points, round_points(rubric.bonus_cap))


def _open(bonus: BonusScore) -> bool:
    return bonus.state == State.AWAITING


def _given(bonus: Bonus, state: State, why: tuple[Reason, ...], **more: Any) -> BonusScore:
    whole = round_points(bonus.points)
    points = whole if state == State.MET else ZERO
    if points:
        why = (Reason("bonus_given", {"points": str(points), "trigger": bonus.trigger}), *why)
    return BonusScore(bonus.id, bonus.name, state, points, whole, why=why, **more)


def _by_condition(bonus: Bonus, condition: Condition, book: FactBook) -> BonusScore:
    verdict = condition.evaluate(book)
    return _given(bonus, _told(verdict.state, verdict.open), verdict.why, awaits=verdict.awaits)


def _told(state: State, unfilled: bool) -> State:
    """Return the state of a bonus: nothing is earned by not arising, or lost by a blank yet."""
    if state == State.NOT_ARISING:
        return State.UNMET
    return State.AWAITING if unfilled else state


def _by_unit(bonus: Bonus, measure: Measure, book: FactBook) -> BonusScore:
    value = measure.compute(book)
    if isinstance(value, NotArising):
        return _given(bonus, State.UNMET, (value.reason,))
    if isinstance(value, Missing):
        return _given(bonus, State.AWAITING, (_owed(value, book),), awaits=value.providers)
    units = value if isinstance(value, Fraction) else Fraction(0)
    whole = round_points(bonus.points)
    points = min(whole, max(ZERO, round_points(units * exact(bonus.each))))
    data = {
        "what": measure.label(book),
        "value": said(measure, book, units),
        "each": plain(bonus.each),
        "points": str(points),
        "most": str(whole),
    }
    state = State.MET if points else State.UNMET
    why = (Reason("bonus_by_unit", data),)
    return BonusScore(bonus.id, bonus.name, state, points, whole, why=why)


def _owed(value: Missing, book: FactBook) -> Reason:
    labels = [book.definitions[key].label for key in value.keys]
    if any(book.definitions[key].branch_owned for key in value.keys):
        return Reason("not_filled", {"facts": labels})
    return Reason("awaiting_fact", {"providers": list(value.providers), "facts": labels})


def _judged(bonus: Bonus, claim: Any, finding: bool | None) -> BonusScore:
    statement = (bonus.claim or bonus.name).rstrip(_FULL_STOPS)
    if finding is not None:
        code = "finding_met" if finding else "finding_unmet"
        why = (Reason(code, {"claim": statement}),)
        return _given(bonus, State.MET if finding else State.UNMET, why)
    claimed = isinstance(claim, Mapping) and claim.get("claimed") is True
    sentence = str(claim.get("sentence") or "") if isinstance(claim, Mapping) else ""
    sentence = sentence.strip().rstrip(_FULL_STOPS)
    code = "claim_made" if claimed else "claim_absent"
    if claimed and not sentence:
        code = "claim_without_sentence"
    data = {"claim": statement, "sentence": sentence}
    return _given(bonus, State.AWAITING, (Reason(code, data),), awaits=(REVIEWER,))
