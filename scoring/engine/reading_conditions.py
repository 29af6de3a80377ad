"""Reading of conditions out of a rubric document, noting every fault."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from scoring.engine.conditions import (
    OPERATORS,
    All,
    AnyOf,
    Compare,
    Condition,
    Not,
    Operand,
    When,
)
from scoring.engine.faults import Node, as_decimal
from scoring.engine.measures import Definitions, Measure
from scoring.engine.period_measures import PeriodsMet
from scoring.engine.reading_measures import read_measure

_TREES = ("all", "any", "not", "when")
_FITTING = {
    "number": OPERATORS - {"includes", "of_periods", "filled"},
    "share": OPERATORS - {"includes", "of_periods", "odd", "one_of", "filled"},
    "periods": frozenset({"of_periods"}),
    "enum": frozenset({"at_least", "at_most", "above", "below", "equals", "one_of", "filled"}),
    "bool": frozenset({"equals", "filled"}),
    "text": frozenset({"equals", "one_of", "filled"}),
    "set": frozenset({"includes", "filled"}),
    "table": frozenset({"filled"}),
    "date": frozenset({"filled"}),
}


def read_condition(node: Node, definitions: Definitions) -> Condition | None:
    """Return a condition, or None with its faults noted."""
    if not isinstance(node.value, dict):
        node.fault("condition_not_a_map")
        return None
    tree = next((name for name in _TREES if name in node.value), None)
    return _TREE_READERS[tree](node, definitions) if tree else _read_compare(node, definitions)


def _read_list(node: Node, definitions: Definitions, name: str) -> tuple[Condition, ...]:
    node.keys((name,))
    read = [read_condition(entry, definitions) for entry in node.nodes(name, filled=True)]
    return tuple(one for one in read if one is not None)


def _read_all(node: Node, definitions: Definitions) -> Condition:
    return All(_read_list(node, definitions, "all"))


def _read_any(node: Node, definitions: Definitions) -> Condition:
    return AnyOf(_read_list(node, definitions, "any"))


def _read_not(node: Node, definitions: Definitions) -> Condition | None:
    node.keys(("not",))
    inner = read_condition(node.child("not"), definitions)
    return Not(inner) if inner else None


def _read_when(node: Node, definitions: Definitions) -> Condition | None:
    node.keys(("when", "then"))
    first = read_condition(node.child("when"), definitions)
    then = read_condition(node.child("then"), definitions) if node.has("then") else None
    return When(first, then) if first and then else None


_TREE_READERS: dict[str, Callable[[Node, Definitions], Condition | None]] = {
    "all": _read_all,
    "any": _read_any,
    "not": _read_not,
    "when": _read_when,
}


def _read_compare(node: Node, definitions: Definitions) -> Condition | None:
    measure = read_measure(node, definitions, operators=OPERATORS)
    if measure is None:
        return None
    taken = ("at_least",) if isinstance(measure, PeriodsMet) else ()
    given = [name for name in node.value if name in OPERATORS and name not in taken]
    if isinstance(measure, PeriodsMet) and not given:
        return Compare(measure, "of_periods", Fraction(1))
    if len(given) != 1:
        node.fault("operator_not_one", None, found=given, options=sorted(OPERATORS))
        return None
    operator = given[0]
    kind = measure.kind(definitions)
    if operator not in _FITTING[kind]:
        node.fault("operator_unfit", operator, operator=operator, options=sorted(_FITTING[kind]))
        return None
    operand = _read_operand(node.child(operator), operator, kind, measure, definitions)
    return None if operand is None else Compare(measure, operator, operand)


def _read_operand(
    node: Node, operator: str, kind: str, measure: Measure, definitions: Definitions
) -> Operand | None:
    value = node.value
    if isinstance(value, dict):
        other = read_measure(node, definitions)
        if other and operator not in ("at_least", "at_most", "above", "below", "equals"):
            node.fault("operand_unfit", operator=operator)
            return None
        return other
    if operator in ("odd", "filled") or kind == "bool":
        return value if isinstance(value, bool) else _unfit(node, operator)
    if operator == "between":
        numbers = _numbers(value)
        return numbers if numbers and len(numbers) == 2 else _unfit(node, operator)
    if operator in ("includes", "one_of"):
        return _several(node, operator, kind, measure, definitions)
    if kind in ("enum", "text"):
        return _words(node, [value], measure, definitions, kind, lambda words: words[0])
    number = as_decimal(value)
    return Fraction(number) if number is not None else _unfit(node, operator)


def _several(
    node: Node, operator: str, kind: str, measure: Measure, definitions: Definitions
) -> Operand | None:
    entries = node.value if isinstance(node.value, list) else [node.value]
    if kind == "number":
        numbers = _numbers(entries)
        return numbers if numbers else _unfit(node, operator)
    return _words(node, entries, measure, definitions, kind, tuple)


def _numbers(entries: Any) -> tuple[Fraction, ...] | None:
    numbers = [as_decimal(entry) for entry in entries] if isinstance(entries, list) else [None]
    known = tuple(Fraction(number) for number in numbers if number is not None)
    return known if len(known) == len(numbers) else None


def _words(
    node: Node,
    entries: list[Any],
    measure: Measure,
    definitions: Definitions,
    kind: str,
    shape: Callable[[list[str]], Operand],
) -> Operand | None:
    words = [str(entry) for entry in entries]
    options = definitions[measure.facts()[0]].options
    unknown = [word for word in words if word not in options] if kind in ("enum", "set") else []
    for word in unknown:
        node.fault("option_not_of_fact", text=word, options=list(options))
    return shape(words) if words and not unknown else None


def _unfit(node: Node, operator: str) -> Operand | None:
    node.fault("operand_unfit", operator=operator)
    return None
