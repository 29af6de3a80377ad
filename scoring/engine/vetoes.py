"""Verdicts on the vetoes of a rubric, and the highest level that they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.engine.book import MISSING, FactBook
from scoring.engine.conditions import Condition
from scoring.engine.level_rules import CANCEL, CAP, FREEZE
from scoring.engine.results import Reason, State, VetoVerdict
from scoring.engine.rubric import Rubric, Veto


def veto_verdicts(
    rubric: Rubric, book: FactBook, answers: Mapping[str, Any], confirmed: Sequence[str]
) -> tuple[VetoVerdict, ...]:
    """Return the verdict on every veto, in rubric order; ``confirmed`` are ids of cases.

    A veto applies once a case is confirmed, or where the facts that it names say so. A fact
    that its office has not given yet vetoes nobody; the verdict says who owes it.
    """
    return tuple(_verdict(one, book, answers, one.id in confirmed) for one in rubric.vetoes)


def _verdict(
    veto: Veto, book: FactBook, answers: Mapping[str, Any], confirmed: bool
) -> VetoVerdict:
    applies = confirmed
    why: tuple[Reason, ...]
    if confirmed:
        why = (Reason("veto_confirmed", {"veto": veto.name, "trigger": veto.trigger}),)
    elif veto.condition is not None:
        applies, why = _by_facts(veto, veto.condition, book)
    else:
        why = _declared(veto, book, answers)
    if applies and veto.basis:
        why += (Reason("veto_basis", {"basis": veto.basis}),)
    return VetoVerdict(veto.id, veto.name, applies, veto.effect, why, veto.level)


def _by_facts(veto: Veto, condition: Condition, book: FactBook) -> tuple[bool, tuple[Reason, ...]]:
    verdict = condition.evaluate(book)
    data = {"trigger": veto.trigger, "because": list(verdict.why)}
    if verdict.state == State.MET:
        return True, (Reason("veto_by_facts", {**data, "veto": veto.name}),)
    known = verdict.state != State.AWAITING and not verdict.open
    return False, (Reason("veto_not_by_facts" if known else "veto_facts_owed", data),)


def _declared(veto: Veto, book: FactBook, answers: Mapping[str, Any]) -> tuple[Reason, ...]:
    answer = answers.get(f"veto:{veto.id}")
    code = {"present": "veto_declared", "none": "veto_declared_none"}.get(str(answer))
    why = [Reason(code or "veto_not_declared", {"trigger": veto.trigger})]
    value = book.get(veto.fact) if veto.fact else MISSING
    if value is not MISSING and value:
        why.append(Reason("veto_recorded", {"fact": book.definitions[veto.fact].label}))
    return tuple(why)


def ceiling(rubric: Rubric, verdict: VetoVerdict, book: FactBook) -> int:
    """Return the rank of the highest level that a veto leaves, 0 for none."""
    if not verdict.applies:
        return len(rubric.levels)
    if verdict.effect == CAP:
        return rubric.rank(verdict.level)
    return book.held.before(book.window.year) if verdict.effect == FREEZE else 0


def barring(
    rubric: Rubric, verdicts: Sequence[VetoVerdict], book: FactBook, rank: int
) -> tuple[VetoVerdict, ...]:
    """Return the vetoes that keep the branch below a rank."""
    return tuple(one for one in verdicts if ceiling(rubric, one, book) < rank)


def why_vetoed(
    rubric: Rubric, verdicts: Sequence[VetoVerdict], book: FactBook
) -> tuple[Reason, ...]:
    """Return what the applying vetoes come to, the hardest one alone where it leaves nothing."""
    applying = [one for one in verdicts if one.applies]
    if any(one.effect == CANCEL for one in applying):
        return (Reason("vetoed"),)
    if any(one.effect not in (CAP, FREEZE) for one in applying):
        return (Reason("disqualified"),)
    return tuple(_bounded(rubric, one, ceiling(rubric, one, book)) for one in applying)


def _bounded(rubric: Rubric, verdict: VetoVerdict, rank: int) -> Reason:
    level = rubric.levels[rank - 1] if rank else None
    named: Any = {"zh": level.name, "en": level.name_en} if level else Reason("no_level")
    code = "capped_by_veto" if verdict.effect == CAP else "frozen_by_veto"
    return Reason(code, {"veto": verdict.name, "level": named})
