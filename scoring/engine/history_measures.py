"""Measures that look beyond one value: earlier years, another fact, organizations below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.engine.book import MISSING, FactBook, cell_fits
from scoring.engine.definitions import NUMERIC, FactType
from scoring.engine.measures import (
    Definitions,
    Measure,
    Missing,
    NotArising,
    Value,
    ValueOf,
    missing,
)
from scoring.engine.numbers import plain
from scoring.engine.results import Reason


@dataclass(frozen=True)
class YearsFreeOf(Measure):
    """``{years_free_of: k}``: clean windows in a row, the current one included."""

    fact: str

    def facts(self) -> tuple[str, ...]:
        """Return the one fact."""
        return (self.fact,)

    def compute(self, book: FactBook) -> Value:
        """Return the years; years nobody has attested are missing, earlier clean ones count."""
        windows, final = book.clean_windows(self.fact)
        if final:
            return Fraction(windows)
        provider = book.definitions[self.fact].provider
        return Missing((self.fact,), (provider,), Fraction(windows))

    def explain(self, book: FactBook) -> tuple[Reason, ...]:
        """Return what ends the row: a count, a year not attested, or the founding."""
        windows, final = book.clean_windows(self.fact)
        window = book.window.prior(windows)
        data = {"fact": book.definitions[self.fact].label, "of_year": window.year}
        if not book.answers_for(self.fact, windows):
            return (Reason("younger_than_window", {**data, "from": window.start.isoformat()}),)
        if not final:
            return (Reason("year_not_attested", data),)
        count = book.count_in(self.fact, windows)
        return (Reason("year_not_clean", {**data, "count": count}),) if count else ()

    def label(self, book: FactBook) -> Any:
        """Return "years without …"."""
        return Reason("label_years_free_of", {"fact": book.definitions[self.fact].label})

    def unit(self, book: FactBook) -> str:
        """Return the word for years."""
        return "@years"

    def _fits(self) -> frozenset[FactType]:
        return frozenset({FactType.COUNT_BY_YEAR})


@dataclass(frozen=True)
class ChangeFromPrior(ValueOf):
    """``{change_from_prior: k}``: the value less that of the year before."""

    def compute(self, book: FactBook) -> Value:
        """Return the change, exact."""
        now, before = book.number(self.fact), book.number(self.fact, 1)
        if isinstance(now, Fraction) and isinstance(before, Fraction):
            return now - before
        return missing(book, (self.fact,))

    def kind(self, definitions: Definitions) -> str:
        """Return number or share."""
        return "share" if definitions[self.fact].type == FactType.RATIO else "number"

    def label(self, book: FactBook) -> Any:
        """Return "change of …"."""
        return Reason("label_change", {"fact": book.definitions[self.fact].label})

    def _fits(self) -> frozenset[FactType]:
        return NUMERIC


@dataclass(frozen=True)
class Difference(Measure):
    """``{difference: [a, b]}``: a less b."""

    first: str
    second: str

    def facts(self) -> tuple[str, ...]:
        """Return both facts."""
        return (self.first, self.second)

    def compute(self, book: FactBook) -> Value:
        """Return a − b, exact."""
        first, second = book.number(self.first), book.number(self.second)
        if isinstance(first, Fraction) and isinstance(second, Fraction):
            return first - second
        return missing(book, tuple(key for key in self.facts() if book.number(key) is MISSING))

    def explain(self, book: FactBook) -> tuple[Reason, ...]:
        """Return both numbers."""
        first, second = book.number(self.first), book.number(self.second)
        if first is MISSING or second is MISSING:
            return ()
        return (
            Reason("difference_is", {"a": plain(first), "b": plain(second), **self._names(book)}),
        )

    def label(self, book: FactBook) -> Any:
        """Return "a less b"."""
        return Reason("label_difference", self._names(book))

    def unit(self, book: FactBook) -> str:
        """Return the unit of the first fact."""
        return book.definitions[self.first].unit

    def _names(self, book: FactBook) -> dict[str, Any]:
        return {
            "first": book.definitions[self.first].label,
            "second": book.definitions[self.second].label,
        }


@dataclass(frozen=True)
class YearsSince(Measure):
    """``{years_since: k}``: completed years from a date to the end of the window."""

    fact: str

    def facts(self) -> tuple[str, ...]:
        """Return the one fact."""
        return (self.fact,)

    def compute(self, book: FactBook) -> Value:
        """Return whole years; a date after the window gives a negative number."""
        value = book.get(self.fact)
        if value is MISSING:
            return missing(book, (self.fact,))
        start, end = date.fromisoformat(value), book.window.end
        return Fraction(end.year - start.year - ((end.month, end.day) < (start.month, start.day)))

    def label(self, book: FactBook) -> Any:
        """Return "years since …"."""
        return Reason("label_years_since", {"fact": book.definitions[self.fact].label})

    def unit(self, book: FactBook) -> str:
        """Return the word for years."""
        return "@years"

    def _fits(self) -> frozenset[FactType]:
        return frozenset({FactType.DATE})


@dataclass(frozen=True)
class ShareBelow(Measure):
    """``{share_below: [k, {at_least: n}]}``: share of organizations below whose fact fits."""

    fact: str
    at_least: Fraction | None = None
    equals: Any = None

    def kind(self, definitions: Definitions) -> str:
        """Return share."""
        return "share"

    def compute(self, book: FactBook) -> Value:
        """Return the share; without organizations below the question does not arise."""
        if not book.below:
            return NotArising(Reason("nothing_below"))
        values = [one.get(self.fact) for one in book.below]
        fitting = [value for value in values if value is not MISSING and self._fit(value)]
        return Fraction(len(fitting), len(values))

    def facts(self) -> tuple[str, ...]:
        """Return nothing: the facts are those of other organizations."""
        return ()

    def check(self, definitions: Definitions) -> tuple[Reason, ...]:
        """Return faults of the fact that is looked up below."""
        return ValueOf(self.fact).check(definitions)

    def label(self, book: FactBook) -> Any:
        """Return "share of organizations below with …"."""
        return Reason("label_share_below", {"fact": book.definitions[self.fact].label})

    def _fit(self, value: Any) -> bool:
        return cell_fits(value, self.at_least, self.equals)
