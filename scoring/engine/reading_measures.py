"""Reading of measures out of a rubric document, noting every fault."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from scoring.engine.faults import Node, as_decimal, near
from scoring.engine.held_measures import LevelHeld, YearsHeld
from scoring.engine.history_measures import (
    ChangeFromPrior,
    Difference,
    ShareBelow,
    YearsFreeOf,
    YearsSince,
)
from scoring.engine.measures import CountOf, Definitions, Measure, RankOf, Ratio, ValueOf
from scoring.engine.period_measures import OnePeriod, Over, PeriodsMet

_EXTRAS: dict[str, tuple[str, ...]] = {
    "periods_met": ("every", "at_least"),
    "count": ("of", "where"),
    "period": ("quarter", "month"),
}
MEASURES = (
    "value", "ratio", "periods_met", "count", "min", "max", "sum", "period", "years_free_of",
    "change_from_prior", "rank", "difference", "years_since", "share_below",
    "level_held", "years_held",
)  # fmt: skip


def read_measure(
    node: Node, definitions: Definitions, *, operators: frozenset[str] = frozenset()
) -> Measure | None:
    """Return a measure, or None with its faults noted. ``operators`` may stand beside it."""
    if not isinstance(node.value, dict):
        node.fault("measure_not_a_map")
        return None
    given = [name for name in node.value if name in MEASURES]
    if len(given) != 1:
        _not_one_measure(node, given, operators)
        return None
    name = given[0]
    allowed = {name, *_EXTRAS.get(name, ()), *operators}
    for key in node.value:
        if key not in allowed:
            node.fault("key_unknown", key, key=str(key), near=near(str(key), allowed))
    measure = _READERS[name](node, definitions)
    if measure is None:
        return None
    wrong = measure.check(definitions)
    for reason in wrong:
        node.fault(reason.code, name, **reason.data)
    return None if wrong else measure


def _not_one_measure(node: Node, given: list[str], operators: frozenset[str]) -> None:
    others = [str(key) for key in node.value if key not in operators]
    guess = near(others[0], MEASURES) if others else ""
    node.fault("measure_not_one", None, found=given or others, near=guess, options=list(MEASURES))


def _fact(node: Node, name: str) -> str | None:
    value = node.child(name).value
    if isinstance(value, str) and value:
        return value
    node.fault("measure_malformed", name, measure=name)
    return None


def _simple(kind: Callable[[str], Measure], name: str) -> Callable[[Node, Definitions], Any]:
    def read(node: Node, _definitions: Definitions) -> Measure | None:
        fact = _fact(node, name)
        return kind(fact) if fact else None

    return read


def _sides(node: Node, name: str) -> list[tuple[str, ...]] | None:
    value = node.child(name).value
    sides = value if isinstance(value, list) else []
    lists = [side if isinstance(side, list) else [side] for side in sides]
    if len(lists) == 2 and all(isinstance(key, str) for side in lists for key in side):
        return [tuple(side) for side in lists]
    node.fault("measure_malformed", name, measure=name)
    return None


def _read_ratio(node: Node, _definitions: Definitions) -> Measure | None:
    sides = _sides(node, "ratio")
    return Ratio(*sides) if sides else None


def _read_difference(node: Node, _definitions: Definitions) -> Measure | None:
    sides = _sides(node, "difference")
    return Difference(sides[0][0], sides[1][0]) if sides else None


def _read_periods(node: Node, _definitions: Definitions) -> Measure | None:
    fact = _fact(node, "periods_met")
    if not node.has("every"):
        node.fault("key_missing", None, key="every")
    every = node.one_of("every", ("month", "quarter"), "quarter")
    bar = node.number("at_least", None, above=0) if node.has("at_least") else 1
    return PeriodsMet(fact, every, Fraction(bar)) if fact else None


def _read_one_period(node: Node, _definitions: Definitions) -> Measure | None:
    fact = _fact(node, "period")
    given = [name for name in ("quarter", "month") if node.has(name)]
    if len(given) != 1:
        node.fault("period_not_one")
        return None
    every = given[0]
    n = node.number(every, None, low=1, high=4 if every == "quarter" else 12)
    return OnePeriod(fact, every, int(n)) if fact else None


def _read_count(node: Node, _definitions: Definitions) -> Measure | None:
    fact = _fact(node, "count")
    of = node.texts("of")
    if not node.has("where"):
        return CountOf(fact, of) if fact else None
    where = _where(node, "where")
    return CountOf(fact, of, *where) if fact and where else None


def _read_share_below(node: Node, _definitions: Definitions) -> Measure | None:
    where = _where(node, "share_below")
    return ShareBelow(*where) if where else None


def _read_level_held(node: Node, _definitions: Definitions) -> Measure | None:
    if node.child("level_held").value is True:
        return LevelHeld()
    node.fault("measure_malformed", "level_held", measure="level_held")
    return None


def _where(node: Node, name: str) -> tuple[str, Fraction | None, Any] | None:
    """Return what is looked at, the number it must reach, the value it must be."""
    value = node.child(name).value
    test = value[1] if isinstance(value, list) and len(value) == 2 else None
    if not isinstance(test, dict) or len(test) != 1 or not set(test) <= {"at_least", "equals"}:
        node.fault("measure_malformed", name, measure=name)
        return None
    bar = as_decimal(test.get("at_least"))
    if bar is None and "at_least" in test:
        node.fault("measure_malformed", name, measure=name)
        return None
    return str(value[0]), None if bar is None else Fraction(bar), test.get("equals")


def _over(how: str) -> Callable[[Node, Definitions], Measure | None]:
    def read(node: Node, _definitions: Definitions) -> Measure | None:
        value = node.child(how).value
        keys = value if isinstance(value, list) else [value]
        if keys and all(isinstance(key, str) for key in keys):
            return Over(how, tuple(keys))
        node.fault("measure_malformed", how, measure=how)
        return None

    return read


_READERS: dict[str, Callable[[Node, Definitions], Measure | None]] = {
    "value": _simple(ValueOf, "value"),
    "rank": _simple(RankOf, "rank"),
    "years_free_of": _simple(YearsFreeOf, "years_free_of"),
    "years_since": _simple(YearsSince, "years_since"),
    "change_from_prior": _simple(ChangeFromPrior, "change_from_prior"),
    "ratio": _read_ratio,
    "difference": _read_difference,
    "periods_met": _read_periods,
    "period": _read_one_period,
    "count": _read_count,
    "min": _over("min"),
    "max": _over("max"),
    "sum": _over("sum"),
    "share_below": _read_share_below,
    "level_held": _read_level_held,
    "years_held": _simple(YearsHeld, "years_held"),
}
