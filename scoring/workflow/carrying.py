"""Answers that were given under one version of a rubric, carried over to another one.

Questions are told apart by keys: ``item:…``, ``choice:…/…``, ``part:…/…``, ``gate:…``, ``veto:…``
and ``level:…``. Where both versions have a key, it stays; where one vanished, a map of renames says
which key of the later version takes its answers, or "" for none. Facts need nothing: they belong
to the branch, not to the rubric.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.assessments.mapping import AnswerError, check_answer
from scoring.engine.rubric import Indicator, Rubric

Renames = Mapping[str, str]


@dataclass(frozen=True)
class Carried:
    """The answers of one assessment under the later version.

    ``answers`` by their new entries; ``dropped`` and ``renamed`` name old ones.
    """

    answers: dict[str, Any]
    dropped: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]


def questions(rubric: Rubric) -> dict[str, str]:
    """Return key -> name of everything that an answer or a piece of evidence can hang on."""
    return dict(_questions(rubric))


def _questions(rubric: Rubric) -> Iterator[tuple[str, str]]:
    for item in rubric.indicators:
        yield from _of_item(item)
    for level in rubric.levels:
        yield f"level:{level.id}", level.name
        claimed = [gate for gate in level.gates if gate.claimable]
        yield from ((f"gate:{gate.id}", f"{level.name}：{gate.name}") for gate in claimed)
    yield from ((f"gate:{one.id}", one.name) for one in rubric.claimed_bonuses)
    yield from ((f"veto:{veto.id}", veto.name) for veto in rubric.vetoes)


def _of_item(item: Indicator) -> Iterator[tuple[str, str]]:
    name = f"{item.number} {item.name}"
    yield f"item:{item.id}", name
    for choice in item.scoring.choices:
        yield f"choice:{item.id}/{choice.id}", f"{name}：{choice.name}"
    for part in item.scoring.parts:
        if part.condition is None:
            yield f"part:{item.id}/{part.id}", f"{name}：{part.name}"


def vanished(before: Rubric, after: Rubric) -> dict[str, str]:
    """Return key -> name of the questions that the later version no longer asks.

    What is below a vanished item goes with it and is not named by itself.
    """
    kept = questions(after)
    gone = {key: name for key, name in questions(before).items() if key not in kept}
    return {key: name for key, name in gone.items() if _item_of(key) not in gone}


def arrived(before: Rubric, after: Rubric) -> dict[str, str]:
    """Return key -> name of what the later version asks anew, items once and not part by part."""
    return vanished(after, before)


def _item_of(key: str) -> str:
    kind, _, rest = key.partition(":")
    return f"item:{rest.partition('/')[0]}" if kind in ("choice", "part") else ""


def unknown_renames(renames: Renames, before: Rubric, after: Rubric) -> list[str]:
    """Return the keys of a map of renames that name nothing, or something of another kind."""
    old, new = questions(before), questions(after)
    return [
        key
        for key, target in renames.items()
        if key not in old
        or (target and (target not in new or target.partition(":")[0] != key.partition(":")[0]))
    ]


def carry(answers: Mapping[str, Any], rubric: Rubric, renames: Renames) -> Carried:
    """Return plain answers as the later version takes them; what it does not take is dropped.

    Where two answers come to one entry, its own goes before one that is renamed to it, and of
    two renamed the first by name: not the one that the database happens to hold first.
    """
    kept: dict[str, Any] = {}
    dropped, renamed = [], []
    targets = {entry: _target(entry, value, renames) for entry, value in answers.items()}
    for entry, target in sorted(targets.items(), key=_own_first):
        value = answers[entry]
        if target is None or target[0] in kept:
            dropped.append(entry)
            continue
        try:
            taken = check_answer(rubric, *target)
        except AnswerError:
            taken = None
        if taken is None:
            dropped.append(entry)
            continue
        kept[target[0]] = taken
        if (target[0], taken) != (entry, value):
            renamed.append((entry, target[0]))
    return Carried(kept, tuple(dropped), tuple(renamed))


def _own_first(pair: tuple[str, tuple[str, Any] | None]) -> tuple[bool, str]:
    entry, target = pair
    return target is None or target[0] != entry, entry


def carried_item(indicator: str, renames: Renames) -> str:
    """Return under which item of the later version the evidence of an item stands; "" for none."""
    return renames.get(f"item:{indicator}", f"item:{indicator}").partition(":")[2]


def _target(entry: str, value: Any, renames: Renames) -> tuple[str, Any] | None:
    """Return entry and value under the later version, None for an answer given up."""
    kind, _, identifier = entry.partition(":")
    if kind == "star":
        return entry, renames.get(f"level:{value}", f"level:{value}").partition(":")[2]
    if kind == "item":
        item = carried_item(identifier, renames)
        choice = renames.get(f"choice:{identifier}/{value}", f"choice:{item}/{value}")
        home, _, name = choice.partition(":")[2].partition("/")
        if not item or not choice:
            return None
        return f"item:{home}", name
    if kind == "part" and entry not in renames:
        home, _, part = identifier.partition("/")
        item = carried_item(home, renames)
        return (f"part:{item}/{part}", value) if item else None
    target = renames.get(entry, entry)
    return (target, value) if target else None
