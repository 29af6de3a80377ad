"""Reading of how an item earns points."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from scoring.engine.faults import Node
from scoring.engine.measures import Definitions, Measure
from scoring.engine.reading_conditions import read_condition
from scoring.engine.reading_measures import read_measure
from scoring.engine.rubric import Choice, Part, Scoring, Tier

KINDS = ("boolean", "tiered", "proportional", "count_deduction", "checklist", "judged")
_COUNTABLE = ("number",)
_MEASURABLE = ("number", "share", "periods")


def read_scoring(node: Node, definitions: Definitions) -> Scoring:
    """Return a scoring; faults are noted and leave a scoring without parts."""
    if node.value is None:
        return Scoring("judged")  # its absence is noted by the indicator
    if not isinstance(node.value, dict):
        node.fault("not_a_map")
        return Scoring("judged")
    if not node.has("kind"):
        node.fault("key_missing", None, key="kind")
        return Scoring("judged")
    kind = node.one_of("kind", KINDS)
    return _READERS[kind](node, definitions) if kind else Scoring("judged")


def _read_boolean(node: Node, definitions: Definitions) -> Scoring:
    node.keys(("kind", "condition"))
    if not node.has("condition"):
        return Scoring("boolean")
    return Scoring("boolean", condition=read_condition(node.child("condition"), definitions))


def _read_tiered(node: Node, definitions: Definitions) -> Scoring:
    node.keys(("kind", "tiers"), ("otherwise",))
    tiers: list[Tier] = []
    above = Decimal(1)
    for one in node.nodes("tiers", filled=True):
        one.keys(("condition", "share"), ("name",))
        share = one.number("share", low=0, high=1)
        if share > above:
            one.fault("shares_not_falling", "share", share=str(share), above=str(above))
        above = share
        condition = read_condition(one.child("condition"), definitions)
        if condition is not None:
            tiers.append(Tier(condition, share, one.text("name")))
    otherwise = node.number("otherwise", low=0, high=1)
    return Scoring("tiered", tiers=tuple(tiers), otherwise=otherwise)


def _measure(node: Node, definitions: Definitions, kinds: tuple[str, ...]) -> Measure | None:
    if not node.has("measure"):
        return None
    measure = read_measure(node.child("measure"), definitions)
    if measure is not None and measure.kind(definitions) not in kinds:
        node.fault("measure_unfit", "measure", kind=measure.kind(definitions))
        return None
    return measure


def _read_proportional(node: Node, definitions: Definitions) -> Scoring:
    node.keys(("kind", "measure"), ("target",))
    target = node.number("target", Decimal(1), above=0)
    return Scoring("proportional", measure=_measure(node, definitions, _MEASURABLE), target=target)


def _read_deduction(node: Node, definitions: Definitions) -> Scoring:
    node.keys(("kind", "measure", "each"), ("free", "short_of"))
    short_of = node.number("short_of", above=0) if node.has("short_of") else None
    if short_of is not None and node.has("free"):
        node.fault("free_or_short_of")
    return Scoring(
        "count_deduction",
        measure=_measure(node, definitions, _COUNTABLE),
        each=node.number("each", above=0),
        free=node.number("free", low=0),
        short_of=short_of,
    )


def _read_checklist(node: Node, definitions: Definitions) -> Scoring:
    node.keys(("kind", "parts"))
    parts = [_read_part(one, definitions) for one in node.nodes("parts", filled=True)]
    _check_ids(node.nodes("parts"))
    return Scoring("checklist", parts=tuple(parts))


def _read_part(node: Node, definitions: Definitions) -> Part:
    node.keys(("id", "name"), ("weight", "condition", "judged"))
    judged = node.flag("judged")
    condition = None
    if judged == node.has("condition"):
        node.fault("condition_or_judged")
    elif not judged:
        condition = read_condition(node.child("condition"), definitions)
    weight = node.number("weight", Decimal(1), above=0)
    return Part(node.text("id"), node.text("name"), weight, condition)


def _read_judged(node: Node, _definitions: Definitions) -> Scoring:
    node.keys(("kind", "choices"))
    choices: list[Choice] = []
    above = Decimal(1)
    for one in node.nodes("choices", filled=True):
        one.keys(("id", "name", "share"))
        share = one.number("share", low=0, high=1)
        if share > above:
            one.fault("shares_not_falling", "share", share=str(share), above=str(above))
        above = share
        choices.append(Choice(one.text("id"), one.text("name"), share))
    _check_ids(node.nodes("choices"))
    return Scoring("judged", choices=tuple(choices))


def _check_ids(nodes: list[Node]) -> None:
    seen: set[str] = set()
    for node in nodes:
        identifier = node.text("id")
        if identifier and identifier in seen:
            node.fault("id_twice", "id", id=identifier)
        seen.add(identifier)


_READERS: dict[str, Callable[[Node, Definitions], Scoring]] = {
    "boolean": _read_boolean,
    "tiered": _read_tiered,
    "proportional": _read_proportional,
    "count_deduction": _read_deduction,
    "checklist": _read_checklist,
    "judged": _read_judged,
}
