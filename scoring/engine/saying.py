"""Values as short text, and as data of reasons."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.engine.book import FactBook
from scoring.engine.measures import Measure, Ratio, Value
from scoring.engine.numbers import percent, plain, quantity
from scoring.engine.period_measures import PeriodsMet
from scoring.engine.results import Reason


def shown(measure: Measure, book: FactBook, value: Value) -> str:
    """Return a value as short text without words: 90%, 11/12, 32, an option, a tick."""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, frozenset):
        options = book.definitions[measure.facts()[0]].options
        return "、".join(option for option in options if option in value)
    if not isinstance(value, Fraction):
        return str(value)
    named = measure.named(book, value)
    if named is not None:
        return named["zh"]
    if isinstance(measure, PeriodsMet):
        whole = len(measure.by_period(book))
        return f"{plain(value * whole)}/{whole}"
    return percent(value) if measure.kind(book.definitions) == "share" else plain(value)


def said(measure: Measure, book: FactBook, value: Any, *, itself: bool = False) -> Any:
    """Return a value as data of a reason: text, or a reason for yes, no and quantities.

    ``itself`` tells that this is the measured value, of which a ratio shows both numbers.
    """
    if isinstance(value, bool):
        return Reason("yes" if value else "no")
    if isinstance(value, Fraction) and (named := measure.named(book, value)) is not None:
        return dict(named)
    text = shown(measure, book, value)
    if itself and isinstance(measure, Ratio):
        over, under = measure.numbers(book)
        return Reason("share_of", {"share": text, "over": over, "under": under})
    unit = measure.unit(book) if isinstance(value, Fraction) else ""
    if unit == "@years":
        return Reason("year" if text == "1" else "years", {"n": text})
    return text if text.endswith("%") else quantity(text, unit)
