"""Reading of vetoes, placements, promotion and quotas, and of what years they look back on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from scoring.engine.conditions import Compare, Condition
from scoring.engine.faults import Node, near
from scoring.engine.held_measures import LevelHeld
from scoring.engine.level_rules import CANCEL, CAP, DISQUALIFY, FREEZE
from scoring.engine.measures import Definitions
from scoring.engine.numbers import exact
from scoring.engine.reading_conditions import read_condition
from scoring.engine.results import Reason
from scoring.engine.rubric import Gate, Indicator, Level, Placement, Quota, Veto
from scoring.engine.wording import say

QUOTA_KINDS = ("floor", "cap", "target")
VETO_EFFECTS = (CANCEL, DISQUALIFY, CAP, FREEZE)
PLACED = ("exactly", "at_most")
COUNTED = ("stock", "new")
ROUNDINGS = ("floor", "half_up", "ceil")
SCOPES = ("cycle", "organization")
TIES = ("decide", "all_in", "all_out")
NO_LEVEL = "none"
FINAL_CUTOFF = "final_cutoff"
MOST_YEARS = 100
MOST_BRANCHES = 1_000_000


def whole(node: Node, key: str, default: int | None = None) -> int | None:
    """Return a whole number from 1, ``default`` where absent or faulty.

    Years are added to and taken from dates; a number of branches is never above ``MOST_BRANCHES``.
    """
    if not node.has(key):
        return default
    number = node.number(key, low=1, high=MOST_BRANCHES if key == "count" else MOST_YEARS)
    if number != int(number):
        node.fault("not_whole", key, key=key)
        return default
    return int(number) or default


def read_veto(node: Node, definitions: Definitions, levels: Sequence[Level]) -> Veto:
    """Return a one-vote veto; ``levels`` are those of the document."""
    node.keys(
        ("id", "name", "trigger"),
        (
            "effect", "rule", "fact", "notes", "basis", "condition", "equals", "level",
            "expires_after_years",
        ),
    )  # fmt: skip
    fact = node.text("fact")
    if fact and fact not in definitions:
        node.fault("fact_unknown", "fact", fact=fact, near=near(fact, definitions))
    effect = node.one_of("effect", VETO_EFFECTS, CANCEL)
    if (effect == CAP) != node.has("level"):
        node.fault("veto_cap_level", "level" if node.has("level") else None)
    condition = _veto_condition(node, fact, definitions)
    if condition is not None and node.has("expires_after_years"):
        node.fault("veto_expiry_of_facts", "expires_after_years")
    return Veto(
        id=node.text("id"),
        name=node.text("name"),
        trigger=node.text("trigger"),
        effect=effect,
        rule=node.text("rule"),
        fact=fact,
        basis=node.text("basis"),
        condition=condition,
        level=node.one_of("level", [one.id for one in levels]),
        expires_after_years=whole(node, "expires_after_years", 1) or 1,
    )


def _veto_condition(node: Node, fact: str, definitions: Definitions) -> Condition | None:
    if node.has("condition"):
        if node.has("equals"):
            node.fault("veto_two_triggers", "equals")
        return read_condition(node.child("condition"), definitions)
    if not node.has("equals"):
        return None
    if not fact:
        node.fault("key_missing", None, key="fact")
    if fact not in definitions:
        return None
    short = {"value": fact, "equals": node.child("equals").value}
    return read_condition(Node(short, node.path, node.faults), definitions)


def read_placement(node: Node, definitions: Definitions, levels: Sequence[Level]) -> Placement:
    """Return a placement; the level "none" takes part without one."""
    node.keys(("id", "name", "level", "how", "condition"), ("rule", "notes"))
    level = node.one_of("level", [NO_LEVEL, *(one.id for one in levels)])
    read = read_condition(node.child("condition"), definitions) if node.has("condition") else None
    return Placement(
        id=node.text("id"),
        name=node.text("name"),
        level="" if level == NO_LEVEL else level,
        how=node.one_of("how", PLACED, "at_most"),
        condition=read or Condition(),  # a fault has been noted; it is never asked
        rule=node.text("rule"),
    )


def read_quota(node: Node, levels: Sequence[Level]) -> Quota:
    """Return a share or number of branches; ``levels`` are those of the document."""
    node.keys(
        ("id", "name", "kind", "level"),
        ("share", "count", "of", "year_index", "rounding", "scope", "ties", "rule", "notes"),
    )
    if node.has("share") == node.has("count"):
        node.fault("quota_share_or_count")
    kind = node.one_of("kind", QUOTA_KINDS, "floor")
    if node.has("ties") and kind != "cap":
        node.fault("quota_ties_of_cap", "ties")
    return Quota(
        id=node.text("id"),
        name=node.text("name"),
        kind=kind,
        level=node.one_of("level", [level.id for level in levels]),
        share=node.number("share", low=0, high=1),
        rule=node.text("rule"),
        count=whole(node, "count"),
        of=node.one_of("of", COUNTED, "stock"),
        year_index=whole(node, "year_index"),
        rounding=node.one_of("rounding", ROUNDINGS),
        scope=node.one_of("scope", SCOPES, "cycle"),
        ties=node.one_of("ties", TIES, "decide"),
    )


def with_promotion(node: Node, levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """Return the levels with the gates of ``promotion``: at most so many steps a year.

    A level within ``steps`` of nothing is open to everybody; every other one asks for the level
    held before, unless an exception is claimed and granted.
    """
    if node.value is None or not node.keys(("steps",), ("exception", "name", "rule", "notes")):
        return levels
    steps = whole(node, "steps", 1) or 1
    named, rule, exception = node.text("name"), node.text("rule"), node.text("exception")
    found = list(levels[:steps])
    for rank, level in enumerate(levels[steps:], steps + 1):
        below = levels[rank - steps - 1]
        gate = Gate(
            id=f"PROMOTION-{level.id}",
            name=named or say(Reason("promotion_gate", {"level": below.name})),
            condition=Compare(LevelHeld(), "at_least", exact(rank - steps)),
            rule=rule,
            exception=exception,
        )
        if any(one.id == gate.id for each in levels for one in each.gates):
            node.fault("id_twice", None, id=gate.id)
        found.append(replace(level, gates=(*level.gates, gate)))
    return tuple(found)


def reads_held(root: Node, vetoes: Sequence[Veto], levels: Sequence[Level]) -> bool:
    """Tell whether a rule asks for levels held before; note levels asked for that do not exist."""
    known = [one.id for one in levels]
    asks = root.has("promotion") or any(one.effect == FREEZE for one in vetoes)
    for node in _maps(root):
        asks = asks or node.has("level_held") or node.has("years_held")
        level = node.child("years_held").value
        if isinstance(level, str) and level not in known:
            data = {"key": "years_held", "value": level, "options": known}
            node.fault("choice_unknown", "years_held", **data)
    return asks


def _maps(node: Node) -> Iterator[Node]:
    entries: list[tuple[Any, Any]] = []
    if isinstance(node.value, dict):
        yield node
        entries = list(node.value.items())
    elif isinstance(node.value, list):
        entries = list(enumerate(node.value))
    for key, value in entries:
        yield from _maps(Node(value, f"{node.path}/{key}", node.faults))


def check_cutoff(root: Node, indicators: Sequence[Indicator]) -> None:
    """Note a final cut-off that is no day of the year, and year-end items without one."""
    settings = root.child("settings")
    if settings.has(FINAL_CUTOFF):
        text = settings.value[FINAL_CUTOFF]
        if not (isinstance(text, str) and _is_day(text)):
            settings.fault("cutoff_malformed", FINAL_CUTOFF)
    elif any(one.year_end for one in indicators):
        names = [one.number for one in indicators if one.year_end]
        root.fault("year_end_without_cutoff", "settings", items=names)


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
        return False
    try:
        date(2001, *map(int, text.split("-")))  # no 29 February, which most years lack
    except ValueError:
        return False
    return True
