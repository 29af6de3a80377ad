"""What the engine answers: score sheets, gate verdicts, decisions and their reasons.

Everything here is frozen, free of floats, and turns into plain JSON with ``as_data`` so that a
submission or a rating can store it word for word.
"""

from __future__ import annotations

import enum
from dataclasses import Field, dataclass, field, fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

LATER = {"later": True}
"""Metadata of a field that older snapshots do not have: left out while it has its default, so
that they read, hash and replay word for word."""


class State(enum.StrEnum):
    """Verdict on one gate or condition."""

    MET = "met"
    UNMET = "unmet"
    AWAITING = "awaiting"  # somebody else still owes a fact or a finding
    NOT_ARISING = "not_arising"  # counts as met, and says so

    @property
    def holds(self) -> bool:
        """Tell whether a level may rest on this verdict."""
        return self in (State.MET, State.NOT_ARISING)


class Filled(enum.StrEnum):
    """How far the entries behind one item have been made."""

    FULL = "full"
    PARTIAL = "partial"
    EMPTY = "empty"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Reason:
    """One reason as code and data; ``engine.wording.say`` makes the sentence."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PartScore:
    """One line of a checklist, or one tier or period of another scoring kind."""

    id: str
    name: str
    share: Fraction  # of the item's maximum, 0..1
    state: State
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class ItemScore:
    """Points of one indicator. ``points`` has two decimals; ``raw`` is exact."""

    id: str
    raw: Fraction
    points: Decimal
    max: Decimal
    na: bool
    filled: Filled
    why: tuple[Reason, ...] = ()
    parts: tuple[PartScore, ...] = ()
    computed: Decimal | None = None  # what the rules give; None while a judged item has no answer
    verified: Decimal | None = None  # the reviewer's points, when there are any


@dataclass(frozen=True)
class DimensionScore:
    """Points of one dimension: ``raw`` before rescaling of N/A items, ``points`` after it."""

    id: str
    raw: Decimal
    points: Decimal
    max: Decimal
    na: bool = False


@dataclass(frozen=True)
class SubSheetScore:
    """Points of one part sheet, on the scale of its own dimensions; ``max`` is their sum."""

    id: str
    points: Decimal
    max: Decimal
    dimensions: tuple[str, ...]
    na: bool = False


@dataclass(frozen=True)
class BonusScore:
    """One bonus: what it gives, and why. ``max`` is the most it can give."""

    id: str
    name: str
    state: State
    points: Decimal
    max: Decimal
    awaits: tuple[str, ...] = ()  # provider kinds that owe a fact, or "reviewer"
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class ScoreSheet:
    """All points of one branch under one rubric.

    The total is the sum of the dimensions; with part sheets, their blend; and the bonus on top
    where the rubric counts it, so that it may be above the maximum.
    """

    rubric: str
    items: tuple[ItemScore, ...]
    dimensions: tuple[DimensionScore, ...]
    total: Decimal
    reachable: Decimal  # total if every item not yet filled in full were given its maximum
    sheets: tuple[SubSheetScore, ...] = field(default=(), metadata=LATER)
    bonuses: tuple[BonusScore, ...] = field(default=(), metadata=LATER)
    bonus: Decimal | None = field(
        default=None, metadata=LATER
    )  # all bonuses under their cap; None where there are none
    base: Decimal | None = field(
        default=None, metadata=LATER
    )  # the total without bonus; None where there are none

    def item(self, identifier: str) -> ItemScore:
        """Return the item with this id. Raises KeyError for an unknown id."""
        for item in self.items:
            if item.id == identifier:
                return item
        raise KeyError(identifier)


@dataclass(frozen=True)
class GateVerdict:
    """One gate of one level, with the value that decided it."""

    id: str
    level: str
    name: str
    state: State
    value: str = ""
    awaits: tuple[str, ...] = ()  # provider kinds that owe a fact, or "reviewer"
    fixable: bool = False  # the branch itself can still change it this year
    facts: tuple[str, ...] = ()
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class VetoVerdict:
    """One veto of the rubric: ``applies`` once a case is confirmed."""

    id: str
    name: str
    applies: bool
    effect: str = "cancel"
    why: tuple[Reason, ...] = ()
    level: str = field(default="", metadata=LATER)  # at most this one, for the effect "cap"


@dataclass(frozen=True)
class Shortfall:
    """One thing that keeps the branch from a level. ``kind``: score, gate, floor, veto."""

    kind: str
    level: str
    reason: Reason
    points: Decimal | None = None  # missing points, for kind "score"
    gate: str = ""
    items: tuple[str, ...] = ()  # items where the missing points can be had, best first


@dataclass(frozen=True)
class Decision:
    """The level that holds, and everything that made it so. Level ids are rubric data."""

    level: str  # "" when no level holds; awaiting gates do not hold
    provisional: str  # level if every awaiting gate came out met
    next_level: str  # the level above ``provisional``, "" at the top
    applied: str = ""
    gates: tuple[GateVerdict, ...] = ()
    vetoes: tuple[VetoVerdict, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()  # of ``next_level``
    why: tuple[Reason, ...] = ()
    placement: str = field(default="", metadata=LATER)  # id of the placement that was used
    barred: bool = field(default=False, metadata=LATER)  # not accepted on site, and nothing below

    def gates_of(self, level: str) -> tuple[GateVerdict, ...]:
        """Return the verdicts on the gates of one level, in rubric order."""
        return tuple(gate for gate in self.gates if gate.level == level)


def as_data(value: Any) -> Any:
    """Return plain JSON data: dataclasses as dicts, Decimal and Fraction as strings."""
    if value is None or isinstance(value, str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        found = {name: as_data(getattr(value, name)) for name in _names(type(value))}
        return found | _later(value)
    if isinstance(value, dict):
        return {str(key): as_data(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_data(entry) for entry in value]
    if isinstance(value, (Decimal, Fraction)):
        return str(value)
    return value


@lru_cache(maxsize=64)
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind) if "later" not in part.metadata)


@lru_cache(maxsize=64)
def _later_fields(kind: type[Any]) -> tuple[Field[Any], ...]:
    return tuple(part for part in fields(kind) if "later" in part.metadata)


def _later(value: Any) -> dict[str, Any]:
    """Return the fields that came later, as far as they say anything."""
    return {
        part.name: as_data(held)
        for part in _later_fields(value.__class__)
        if (held := getattr(value, part.name)) != part.default
    }
