"""One branch of a past year under another rubric: what of its findings and answers still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.engine.book import FactBook
from scoring.engine.cases import Case
from scoring.engine.definitions import roots
from scoring.engine.gates import measured_gate
from scoring.engine.levels import level
from scoring.engine.numbers import exact, round_points
from scoring.engine.results import Decision, ItemScore, ScoreSheet
from scoring.engine.rubric import Gate, Indicator, Rubric, scoring_facts
from scoring.engine.scoring import plain_item, score
from scoring.engine.vectors import NOT_APPLICABLE, hundredths

_MOST = 200_000  # results that are remembered


def gives_the_same(one: Indicator | None, other: Indicator) -> bool:
    """Tell whether an item gives the same points for the same facts under both rubrics."""
    return one is not None and (one.max, one.scoring, one.not_applicable_when) == (
        other.max,
        other.scoring,
        other.not_applicable_when,
    )


def asks_the_same(one: Gate | None, other: Gate) -> bool:
    """Tell whether a gate is decided the same way under both rubrics."""
    return one is not None and (one.condition, one.exception) == (other.condition, other.exception)


def carried(case: Case, rubric: Rubric) -> Case:
    """Return the case of another rubric: the same facts, and the findings that still say something.

    An item that gives points as before keeps what the reviewer verified. One that gives them
    otherwise is scored from the facts; only where the reviewer had given other points than the
    rules did, their share of the maximum is kept. What the other rubric does not ask falls away.
    """
    before = {one.id: one for one in case.rubric.indicators}
    findings: dict[str, Decimal] = {}
    for item in rubric.indicators:
        held = carried_finding(case, before.get(item.id), item)
        if held is not None:
            findings[item.id] = held
    gates = {gate.id for step in rubric.levels for gate in step.gates if gate.claimable}
    known = {veto.id for veto in rubric.vetoes}
    return replace(
        case,
        rubric=rubric,
        findings=findings,
        gate_findings={key: met for key, met in case.gate_findings.items() if key in gates},
        vetoes=tuple(one for one in case.vetoes if one in known),
        applied=case.applied if rubric.rank(case.applied) else "",
    )


def carried_finding(
    case: Case, before: Indicator | None, item: Indicator, plain: ItemScore | None = None
) -> Decimal | None:
    """Return the verified points of one item under another rubric, None where there are none.

    ``plain`` is what the rules gave ``before``, where it is known.
    """
    verified = case.findings.get(item.id)
    if verified is None or before is None:
        return None
    if gives_the_same(before, item):
        return verified
    ruled = plain or plain_item(before, case.book, case.answers)
    if ruled.na or ruled.computed == round_points(verified):
        return None
    return round_points(Fraction(verified) * exact(item.max) / exact(before.max))


def decided(case: Case) -> tuple[ScoreSheet, Decision]:
    """Return sheet and decision of a case, as the readable engine gives them."""
    sheet = score(case.rubric, case.book, case.answers, case.findings, case.gate_findings)
    return sheet, level(
        case.rubric,
        sheet,
        case.book,
        answers=case.answers,
        gate_findings=case.gate_findings,
        vetoes=case.vetoes,
        applied=case.applied,
    )


@dataclass
class Rescoring:
    """Scores single items and gates of many branches; equal facts are worked out once.

    Most facts have few values, so that a year of many branches has few different results.
    """

    _points: dict[tuple[int, str], ItemScore] = field(default_factory=dict)
    _holds: dict[tuple[int, str], bool] = field(default_factory=dict)
    _reads: dict[int, tuple[Any, tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)

    def code(self, case: Case, before: Indicator | None, item: Indicator) -> int:
        """Return the points of one changed item in hundredths, or NOT_APPLICABLE."""
        plain = self._item(item, case)
        if plain.na:
            return NOT_APPLICABLE
        held = None
        if before is not None and item.id in case.findings:
            held = carried_finding(case, before, item, self._item(before, case))
        return hundredths(plain.points if held is None else held)

    def holds(self, case: Case, gate: Gate, step: str) -> bool:
        """Tell whether a gate of a level holds."""
        if gate.condition is None:
            return case.gate_findings.get(gate.id) is True
        key = (id(gate), self._values(gate, gate.condition.facts(), (), case))
        if key not in self._holds:
            state = measured_gate(gate, gate.condition, step, case.book).state
            self._holds[_room(self._holds, key)] = state.holds
        return self._holds[key]

    def _item(self, item: Indicator, case: Case) -> ItemScore:
        facts = scoring_facts(item.scoring)
        if item.not_applicable_when is not None:
            facts += item.not_applicable_when.facts()
        answers = (f"item:{item.id}", *(f"part:{item.id}/{one.id}" for one in item.scoring.parts))
        key = (id(item), self._values(item, facts, answers, case))
        if key not in self._points:
            self._points[_room(self._points, key)] = plain_item(item, case.book, case.answers)
        return self._points[key]

    def _values(
        self, owner: Any, facts: Iterable[str], answers: tuple[str, ...], case: Case
    ) -> str:
        """Return everything that decides the result as one text."""
        book = case.book
        held = self._reads.get(id(owner))
        if held is None:
            keys = tuple(dict.fromkeys(facts))
            behind = tuple(dict.fromkeys((*keys, *roots(keys, book.definitions))))
            held = self._reads[id(owner)] = (owner, behind, answers)
        _, keys, entries = held
        values = [[sheet.get(key) for key in keys] for sheet in _sheets(book)]
        dated = [(one.fact, one.on) for one in book.incidents if one.fact in keys]
        given = [case.answers.get(entry) for entry in entries]
        attested = sorted(one for one in book.attested if one[0] in keys)
        place = (id(book.definitions), book.window, book.organization, book.held, book.below)
        return repr((values, sorted(book.sheets), dated, given, attested, place))


def _sheets(book: FactBook) -> list[Mapping[str, Any]]:
    return [book.sheets[year] for year in sorted(book.sheets)]


def _room(table: dict[tuple[int, str], Any], key: tuple[int, str]) -> tuple[int, str]:
    """Return the key, after throwing everything away where the table has grown too large."""
    if len(table) >= _MOST:
        table.clear()
    return key
