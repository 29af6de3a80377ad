"""Verdicts on the gates of every level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scoring.engine.book import FactBook
from scoring.engine.conditions import Condition
from scoring.engine.definitions import FactType, roots
from scoring.engine.results import GateVerdict, Reason, State
from scoring.engine.rubric import Gate, Rubric

REVIEWER = "reviewer"
_FULL_STOPS = ".\u3002"  # the sentence goes on after what is quoted


def gate_verdicts(
    rubric: Rubric,
    book: FactBook,
    answers: Mapping[str, Any],
    findings: Mapping[str, bool],
    measured: Mapping[str, GateVerdict] | None = None,
) -> Iterator[GateVerdict]:
    """Yield the verdict on every gate, in rubric order.

    Findings decide judged gates, and exceptions from measured gates that are not met.

    ``measured`` holds by gate id what ``measured_gate`` gave for this book; without it the
    conditions are asked again.
    """
    for level in rubric.levels:
        for gate in level.gates:
            if gate.condition is None:
                claim = answers.get(f"gate:{gate.id}")
                yield _judged(gate, level.id, claim, findings.get(gate.id))
                continue
            if measured is None:
                verdict = measured_gate(gate, gate.condition, level.id, book)
            else:
                verdict = measured[gate.id]
            claim = answers.get(f"gate:{gate.id}")
            yield _excused(gate, verdict, claim, findings.get(gate.id))


def measured_gate(gate: Gate, condition: Condition, level: str, book: FactBook) -> GateVerdict:
    """Return the verdict on a gate of a level that the facts decide."""
    verdict = condition.evaluate(book)
    return GateVerdict(
        id=gate.id,
        level=level,
        name=gate.name,
        state=verdict.state,
        value=verdict.value,
        awaits=verdict.awaits,
        fixable=verdict.state == State.UNMET and _fixable(book, verdict.blocking),
        facts=gate.facts,
        why=verdict.why,
    )


def _fixable(book: FactBook, blocking: tuple[str, ...]) -> bool:
    """Tell whether the branch enters one of the facts that block; counts of past years stay."""
    definitions = [book.definitions[key] for key in roots(blocking, book.definitions)]
    return any(one.branch_owned and one.type != FactType.COUNT_BY_YEAR for one in definitions)


def _claim(claim: Any) -> tuple[bool, str]:
    """Return whether something is claimed, and with which sentence."""
    claimed = isinstance(claim, Mapping) and claim.get("claimed") is True
    sentence = str(claim.get("sentence") or "") if isinstance(claim, Mapping) else ""
    return claimed, sentence.strip().rstrip(_FULL_STOPS)


def _excused(gate: Gate, verdict: GateVerdict, claim: Any, finding: bool | None) -> GateVerdict:
    """Return the verdict of the facts, or what a claimed exception makes of an unmet gate."""
    if not gate.exception or verdict.state != State.UNMET:
        return verdict
    claimed, sentence = _claim(claim)
    data = {"exception": gate.exception.rstrip(_FULL_STOPS), "sentence": sentence}
    if finding is not None:
        code = "exception_granted" if finding else "exception_refused"
        state = State.MET if finding else State.UNMET
        return replace(verdict, state=state, fixable=False, why=(*verdict.why, Reason(code, data)))
    if not claimed:
        why = (*verdict.why, Reason("exception_open", data))
        return replace(verdict, fixable=True, why=why)
    code = "exception_claimed" if sentence else "exception_without_sentence"
    return replace(
        verdict,
        state=State.AWAITING,
        awaits=(REVIEWER,),
        fixable=not sentence,
        why=(*verdict.why, Reason(code, data)),
    )


def _judged(gate: Gate, level: str, claim: Any, finding: bool | None) -> GateVerdict:
    claimed, sentence = _claim(claim)
    statement = (gate.claim or gate.name).rstrip(_FULL_STOPS)
    if finding is not None:
        code = "finding_met" if finding else "finding_unmet"
        state = State.MET if finding else State.UNMET
        return GateVerdict(
            gate.id, level, gate.name, state, why=(Reason(code, {"claim": statement}),)
        )
    code = "claim_made" if claimed else "claim_absent"
    if claimed and not sentence:
        code = "claim_without_sentence"
    data = {"claim": statement, "sentence": sentence}
    return GateVerdict(
        id=gate.id,
        level=level,
        name=gate.name,
        state=State.AWAITING,
        awaits=(REVIEWER,),
        fixable=code != "claim_made",
        why=(Reason(code, data),),
    )
