"""What the rules give before anybody's findings; only what changed is worked out again.

An item or a gate depends on the facts that its conditions name and on its own answers. Where
none of them differs from an earlier evaluation, its result is taken over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.engine.bonuses import bonus_scores
from scoring.engine.book import FactBook
from scoring.engine.conditions import Condition
from scoring.engine.definitions import FactDefinition, roots
from scoring.engine.gates import measured_gate
from scoring.engine.levels import level
from scoring.engine.results import Decision, GateVerdict, ItemScore, ScoreSheet
from scoring.engine.rubric import Indicator, Rubric, scoring_facts
from scoring.engine.scoring import plain_item, sheet_of

_MOST = 32  # rubrics whose facts are remembered

Reads = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Evaluation:
    """Every item and every measured gate of one organization, by id.

    It stays right as long as nobody changes the values of its book and answers in place.
    """

    rubric: Rubric
    book: FactBook
    answers: Mapping[str, Any]
    items: Mapping[str, ItemScore]
    gates: Mapping[str, GateVerdict]

    def sheet(
        self, findings: Mapping[str, Decimal], judged: Mapping[str, bool] | None = None
    ) -> ScoreSheet:
        """Return what ``scoring.score`` returns. Raises ValueError as it does."""
        bonuses = bonus_scores(self.rubric, self.book, self.answers, judged or {})
        return sheet_of(self.rubric, self.items, findings, bonuses)

    def decision(
        self,
        sheet: ScoreSheet,
        *,
        gate_findings: Mapping[str, bool],
        vetoes: Sequence[str],
        applied: str,
    ) -> Decision:
        """Return what ``levels.level`` returns. Raises ValueError as it does."""
        return level(
            self.rubric,
            sheet,
            self.book,
            answers=self.answers,
            gate_findings=gate_findings,
            vetoes=vetoes,
            applied=applied,
            measured=self.gates,
        )


def evaluate(
    rubric: Rubric,
    book: FactBook,
    answers: Mapping[str, Any],
    before: Evaluation | None = None,
) -> Evaluation:
    """Return every item and measured gate; ``before`` lends those whose facts did not change."""
    known = before if before is not None and _comparable(before, rubric, book) else None
    moved = _moved(known, book, answers) if known else frozenset()
    item_reads, gate_reads = _reads(rubric, book.definitions)
    items = {}
    for one in rubric.indicators:
        if known and moved.isdisjoint(item_reads[one.id]):
            items[one.id] = known.items[one.id]
        else:
            items[one.id] = plain_item(one, book, answers)
    gates = {}
    for step in rubric.levels:
        for gate in step.gates:
            if gate.condition is None:
                continue
            if known and moved.isdisjoint(gate_reads[gate.id]):
                gates[gate.id] = known.gates[gate.id]
            else:
                gates[gate.id] = measured_gate(gate, gate.condition, step.id, book)
    return Evaluation(rubric, book, answers, items, gates)


def _comparable(before: Evaluation, rubric: Rubric, book: FactBook) -> bool:
    old = before.book
    return (
        before.rubric is rubric
        and old.definitions is book.definitions
        and (old.window, old.organization, old.held) == (book.window, book.organization, book.held)
        and not (old.below or book.below)
    )


def _moved(before: Evaluation, book: FactBook, answers: Mapping[str, Any]) -> frozenset[str]:
    """Return the fact keys and answer keys whose values differ."""
    old = before.book
    found = _differing(before.answers, answers)
    for year in {*old.sheets, *book.sheets}:
        found |= _differing(old.sheets.get(year, {}), book.sheets.get(year, {}))
    found |= {one.fact for one in {*old.incidents} ^ {*book.incidents}}
    if len(old.incidents) != len(book.incidents):  # the same incident twice
        found |= {one.fact for one in (*old.incidents, *book.incidents)}
    found |= {fact for fact, _ in old.attested ^ book.attested}
    return frozenset(found)


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    return {key for key in {*one, *other} if not _same(one.get(key), other.get(key))}


def _same(one: Any, other: Any) -> bool:
    """Tell whether two stored values are the same to the letter: 1 is not True."""
    return one is other or (type(one) is type(other) and one == other and repr(one) == repr(other))


_known: dict[int, tuple[Rubric, Mapping[str, FactDefinition], Reads, Reads]] = {}


def _reads(rubric: Rubric, definitions: Mapping[str, FactDefinition]) -> tuple[Reads, Reads]:
    """Return, by item and by gate, the keys of the facts and answers that decide it."""
    held = _known.get(id(rubric))
    if held is None or held[0] is not rubric or held[1] is not definitions:
        items = {one.id: _read_by_item(one, definitions) for one in rubric.indicators}
        gates = {
            gate.id: _read_by(gate.condition, definitions)
            for step in rubric.levels
            for gate in step.gates
            if gate.condition is not None
        }
        held = (rubric, definitions, items, gates)
        while len(_known) >= _MOST:
            _known.pop(next(iter(_known)), None)
        _known[id(rubric)] = held
    return held[2], held[3]


def _read_by_item(
    indicator: Indicator, definitions: Mapping[str, FactDefinition]
) -> frozenset[str]:
    keys = _behind(scoring_facts(indicator.scoring), definitions)
    if indicator.not_applicable_when is not None:
        keys |= _read_by(indicator.not_applicable_when, definitions)
    parts = {f"part:{indicator.id}/{part.id}" for part in indicator.scoring.parts}
    return keys | parts | {f"item:{indicator.id}"}


def _read_by(condition: Condition, definitions: Mapping[str, FactDefinition]) -> frozenset[str]:
    return _behind(condition.facts(), definitions)


def _behind(keys: tuple[str, ...], definitions: Mapping[str, FactDefinition]) -> frozenset[str]:
    return frozenset(keys) | frozenset(roots(keys, definitions))
