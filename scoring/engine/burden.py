"""What a rubric makes one subject type, declare and upload, and what that takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from scoring.engine.definitions import FactDefinition, FactType, roots
from scoring.engine.rubric import Rubric, scoring_facts
from scoring.engine.windows import default_window

BRANCH, OFFICE, SYSTEM = "branch", "office", "system"
_KINDS = {
    FactType.BOOL: "flag",
    FactType.DATE: "day",
    FactType.ENUM: "choice",
    FactType.SET: "selection",
    FactType.TEXT: "text",
    FactType.TABLE: "row",
    FactType.INT_BY_MONTH: "period",
    FactType.INT_BY_QUARTER: "period",
}
_YEAR = 2001  # any year: a window has as many months and quarters in each


@lru_cache(maxsize=1)
def estimates() -> Mapping[str, Any]:
    """Return the table of seconds, the rows per register and the words that flags look for."""
    path = Path(__file__).with_name("burden.yaml")
    table: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table


@dataclass(frozen=True)
class FactBurden:
    """One fact that a rubric asks for.

    ``owner`` is branch, office or system; ``entries`` is how often somebody types in a year,
    ``rows`` the estimated rows of a register among them. ``known_from`` names the other
    standards in use that ask for it anyway.
    """

    key: str
    label: Mapping[str, str]
    owner: str
    provider: str
    kind: str  # of the table of seconds
    period: str
    entries: int
    known_from: tuple[str, ...] = ()

    @property
    def seconds(self) -> int:
        """Return what typing it takes in a year; nothing for what is computed."""
        return 0 if self.owner == SYSTEM else self.entries * int(estimates()["seconds"][self.kind])


@dataclass(frozen=True)
class Burden:
    """What one subject and the offices owe a rubric in a year.

    ``ticks`` judged points of lists, ``answers`` worded answers of judged items, ``sentences``
    claims that need one, ``exceptions`` claims that a branch may make, ``declarations`` vetoes
    to be denied; ``required`` and ``on_request`` proofs.
    """

    facts: tuple[FactBurden, ...]
    ticks: int
    answers: int
    sentences: int
    exceptions: int
    declarations: int
    required: int
    on_request: int

    def owned(self, owner: str) -> tuple[FactBurden, ...]:
        """Return the facts that the branch, an office or the system gives."""
        return tuple(one for one in self.facts if one.owner == owner)

    def entries(self, owner: str, *, new: bool = False) -> int:
        """Return how often an owner types in a year; ``new``: without what is known anyway."""
        return sum(one.entries for one in self.owned(owner) if not (new and one.known_from))

    @property
    def rows(self) -> int:
        """Return the estimated rows of registers among the branch's entries."""
        return sum(one.entries for one in self.owned(BRANCH) if one.kind == "row")

    def minutes(self, *, new: bool = False) -> Decimal:
        """Return the branch's minutes in a year, to one decimal; ``new``: without what is known."""
        table = estimates()["seconds"]
        facts = [one for one in self.owned(BRANCH) if not (new and one.known_from)]
        seconds = sum(one.seconds for one in facts) + sum(
            count * int(table[kind])
            for kind, count in (
                ("tick", self.ticks),
                ("answer", self.answers),
                ("sentence", self.sentences),
                ("declaration", self.declarations),
                ("upload", self.required),
                ("on_request", self.on_request),
            )
        )
        return (Decimal(seconds) / 60).quantize(Decimal("0.1"))


def measure(
    rubric: Rubric,
    definitions: Mapping[str, FactDefinition],
    known: Mapping[str, tuple[str, ...]] | None = None,
) -> Burden:
    """Return what a rubric asks for. ``known`` names the standards that ask for a fact anyway.

    A fact counts once, however many items read it; a monthly fact is as many entries as its
    window has months. What is counted from the levels below is typed by nobody.
    """
    asked = facts_asked(rubric, definitions)
    counted = {one.fact for one in rubric.aggregates}
    parts = [part for item in rubric.indicators for part in item.scoring.parts]
    gates = [gate for level in rubric.levels for gate in level.gates]
    needs = [item.evidence.need for item in rubric.indicators]
    return Burden(
        facts=tuple(
            _burden(definitions[key], (known or {}).get(key, ()), key in counted) for key in asked
        ),
        ticks=sum(part.condition is None for part in parts),
        answers=sum(item.scoring.kind == "judged" for item in rubric.indicators),
        sentences=sum(gate.condition is None for gate in gates)
        + sum(bonus.judged for bonus in rubric.bonuses),
        exceptions=sum(bool(gate.exception) for gate in gates),
        declarations=sum(veto.declared for veto in rubric.vetoes),
        required=needs.count("required"),
        on_request=needs.count("on_request"),
    )


def facts_asked(rubric: Rubric, definitions: Mapping[str, FactDefinition]) -> tuple[str, ...]:
    """Return the typed facts behind everything in a rubric, and the computed ones, each once."""
    keys = tuple(key for key in dict.fromkeys(_keys(rubric)) if key in definitions)
    computed = (key for key in keys if definitions[key].computed)
    return tuple(dict.fromkeys((*roots(keys, definitions), *computed)))


def _keys(rubric: Rubric) -> Iterable[str]:
    for item in rubric.indicators:
        yield from (*item.facts, *scoring_facts(item.scoring))
        if item.not_applicable_when is not None:
            yield from item.not_applicable_when.facts()
    for level in rubric.levels:
        for gate in level.gates:
            yield from gate.facts
            yield from gate.condition.facts() if gate.condition else ()
    for veto in rubric.vetoes:
        yield from (*([veto.fact] if veto.fact else ()),)
        yield from veto.condition.facts() if veto.condition else ()
    for bonus in rubric.bonuses:
        yield from bonus.facts()
    for placement in rubric.placements:
        yield from placement.condition.facts() if placement.condition else ()


def _burden(definition: FactDefinition, known_from: tuple[str, ...], counted: bool) -> FactBurden:
    owner = BRANCH if definition.branch_owned else OFFICE
    if definition.computed or counted:
        owner = SYSTEM
    return FactBurden(
        key=definition.key,
        label=definition.label,
        owner=owner,
        provider=definition.provider,
        kind=_KINDS.get(definition.type, "number"),
        period=_period(definition),
        entries=0 if owner == SYSTEM else _entries(definition),
        known_from=known_from,
    )


def _period(definition: FactDefinition) -> str:
    if definition.type == FactType.INT_BY_MONTH:
        return "month"
    return "quarter" if definition.type == FactType.INT_BY_QUARTER else definition.period


def _entries(definition: FactDefinition) -> int:
    window = default_window(_YEAR)
    if definition.type == FactType.INT_BY_MONTH:
        return len(window.months())
    if definition.type == FactType.INT_BY_QUARTER:
        return len(window.quarters())
    if definition.type == FactType.TABLE:
        rows = estimates()["rows"]
        return int(rows.get(definition.key, rows["default"]))
    return 1
