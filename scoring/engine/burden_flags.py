"""What a rubric asks for that it need not: twice, as photos, as ranks, as counts of clicks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scoring.engine.burden import estimates, facts_asked
from scoring.engine.definitions import FactDefinition
from scoring.engine.results import Reason
from scoring.engine.rubric import Indicator, Rubric

_REMARK = re.compile("[(（][^)）]*[)）]")
_SHORTEST = 4  # characters of a label that is looked for in other words


@dataclass(frozen=True)
class Flag:
    """One doubt about a rubric; ``where`` is the number or name of the place."""

    where: str
    reason: Reason


def flags(rubric: Rubric, definitions: Mapping[str, FactDefinition]) -> tuple[Flag, ...]:
    """Return every doubt, in the order of kinds; none is an error."""
    asked = [definitions[key] for key in facts_asked(rubric, definitions)]
    return (
        *_same_label(one for one in asked if not one.computed),
        *_judged_beside_facts(rubric, definitions.values()),
        *_photos(rubric),
        *_unreasoned(rubric),
        *_repeated_proofs(rubric),
        *_rankings(rubric, asked),
        *_screens(rubric, asked),
    )


def _plain(text: str) -> str:
    return _REMARK.sub("", text).strip()


def _same_label(asked: Iterable[FactDefinition]) -> Iterator[Flag]:
    first: dict[str, FactDefinition] = {}
    for one in asked:
        before = first.setdefault(_plain(one.zh), one)
        if before is not one:
            data = {"fact": one.label, "other": before.key}
            yield Flag(one.key, Reason("burden_asked_twice", data))


def _judged_beside_facts(rubric: Rubric, known: Iterable[FactDefinition]) -> Iterator[Flag]:
    """Yield what the branch is asked in words although a fact of this name exists."""
    typed = [one for one in known if not one.computed and len(_plain(one.zh)) >= _SHORTEST]
    for where, text in _judged(rubric):
        fact = next((one for one in typed if _plain(one.zh) in text), None)
        if fact is not None:
            yield Flag(where, Reason("burden_fact_decides", {"fact": fact.label}))


def _judged(rubric: Rubric) -> Iterator[tuple[str, str]]:
    for item in rubric.indicators:
        if item.scoring.kind == "judged":
            yield _place(item), item.name
        for part in item.scoring.parts:
            if part.condition is None:
                yield _place(item), part.name
    for level in rubric.levels:
        for gate in level.gates:
            if gate.condition is None:
                yield gate.name, gate.claim or gate.name


def _place(item: Indicator) -> str:
    return f"{item.number} {item.name}"


def _photos(rubric: Rubric) -> Iterator[Flag]:
    words = estimates()["words"]["photos"]
    for item in rubric.indicators:
        proofs = [] if item.evidence.need == "none" else item.evidence.documents
        asks = [one for one in (*proofs, item.requirement) if _has(one, words)]
        if asks and not item.evidence.reason.strip():
            yield Flag(_place(item), Reason("burden_photo", {"text": asks[0]}))


def _unreasoned(rubric: Rubric) -> Iterator[Flag]:
    for item in rubric.indicators:
        if item.evidence.need == "required" and not item.evidence.reason.strip():
            yield Flag(_place(item), Reason("burden_proof_unreasoned", {}))


def _repeated_proofs(rubric: Rubric) -> Iterator[Flag]:
    places: dict[str, list[str]] = {}
    for item in rubric.indicators:
        if item.evidence.need != "none":
            for one in item.evidence.documents:
                places.setdefault(one.strip(), []).append(item.number)
    for document, numbers in places.items():
        if len(numbers) > 1:
            data = {"text": document, "items": numbers}
            yield Flag(document, Reason("burden_proof_repeated", data))


def _rankings(rubric: Rubric, asked: Iterable[FactDefinition]) -> Iterator[Flag]:
    words = estimates()["words"]
    for where, text in _texts(rubric, asked):
        for clause in re.split("[，。；、,;]", text):
            if _has(clause, words["members"]) and _has(clause, words["ranking"]):
                yield Flag(where, Reason("burden_ranks_members", {"text": clause.strip()}))
                break


def _screens(rubric: Rubric, asked: Iterable[FactDefinition]) -> Iterator[Flag]:
    words = estimates()["words"]
    asked = list(asked)
    keys = {one.key: one for one in asked if _has(one.key, words["screen_keys"])}
    for key, one in keys.items():
        yield Flag(key, Reason("burden_counts_screens", {"text": one.zh}))
    for where, text in _texts(rubric, asked):
        found = next((word for word in words["screens"] if word in text), None)
        if found and where not in keys:
            yield Flag(where, Reason("burden_counts_screens", {"text": found}))


def _texts(rubric: Rubric, asked: Iterable[FactDefinition]) -> Iterator[tuple[str, str]]:
    for item in rubric.indicators:
        parts = (part.name for part in item.scoring.parts)
        yield _place(item), "。".join((item.name, item.requirement, *parts))
    for one in asked:
        yield one.key, one.zh


def _has(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)
