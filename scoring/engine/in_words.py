"""What a condition asks for, as a reason: for reading a rubric without any branch's facts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from scoring.engine.book import FactBook
from scoring.engine.conditions import All, AnyOf, Compare, Condition, Not, When
from scoring.engine.measures import Definitions, Measure
from scoring.engine.numbers import percent, plain, quantity
from scoring.engine.results import Reason
from scoring.engine.rubric import Scoring
from scoring.engine.windows import Window

# Periods are counted in a year of the calendar: none lies outside it, so no sentence names a year.
_WINDOW = Window(2001, date(2001, 1, 1), date(2001, 12, 31))


def empty_book(definitions: Definitions) -> FactBook:
    """Return a book without facts, which measures need to say what they are called."""
    return FactBook(definitions, _WINDOW, {})


def asked(condition: Condition, definitions: Definitions) -> Reason:
    """Return what a condition asks for, such as "members at least 3"."""
    return _asked(condition, empty_book(definitions))


def scoring_asked(scoring: Scoring, definitions: Definitions) -> tuple[Reason, ...]:
    """Return how an item earns points, as far as its tiers, parts and answers do not say it."""
    book = empty_book(definitions)
    if scoring.condition is not None:
        return (_asked(scoring.condition, book),)
    if scoring.measure is None:
        return ()
    data = {"what": scoring.measure.label(book)}
    if scoring.kind == "proportional":
        share = scoring.measure.kind(definitions) != "number"
        target = Fraction(scoring.target)
        unit = scoring.measure.unit(book)
        text = percent(target) if share else _quantity(target, unit)
        return (Reason("asks_proportion", {**data, "target": text}),)
    each = {**data, "each": plain(Fraction(scoring.each))}
    unit = scoring.measure.unit(book)
    if scoring.short_of is not None:
        return (Reason("asks_short", {**each, "of": _quantity(Fraction(scoring.short_of), unit)}),)
    if scoring.free:
        return (Reason("asks_over", {**each, "free": _quantity(Fraction(scoring.free), unit)}),)
    return (Reason("asks_each", each),)


def _asked(condition: Condition, book: FactBook) -> Reason:
    if isinstance(condition, All):
        return Reason("asks_all", {"because": _several(condition.conditions, book)})
    if isinstance(condition, AnyOf):
        return Reason("asks_any", {"because": _several(condition.conditions, book)})
    if isinstance(condition, Not):
        return Reason("asks_not", {"condition": _asked(condition.condition, book)})
    if isinstance(condition, When):
        first, then = _asked(condition.condition, book), _asked(condition.then, book)
        return Reason("asks_when", {"first": first, "then": then})
    if not isinstance(condition, Compare):
        raise TypeError(type(condition).__name__)  # the set of conditions is closed
    data = {"what": condition.measure.label(book), "requirement": _requirement(condition, book)}
    return Reason("asks", data)


def _several(conditions: tuple[Condition, ...], book: FactBook) -> list[Reason]:
    return [_asked(one, book) for one in conditions]


def _requirement(condition: Compare, book: FactBook) -> Reason:
    other: Any = condition.operand
    if isinstance(other, Measure):
        return Reason(f"require_{condition.operator}", {"wanted": other.label(book)})
    return condition.requirement(book, other)


def _quantity(number: Fraction, unit: str) -> Any:
    if unit == "@years":
        return Reason("year" if number == 1 else "years", {"n": plain(number)})
    return quantity(plain(number), unit)
