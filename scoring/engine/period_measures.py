"""Measures over the months and quarters of the window."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.engine.book import MISSING, FactBook
from scoring.engine.definitions import NUMERIC, PERIODIC, FactType
from scoring.engine.measures import Definitions, Measure, Missing, Value, missing
from scoring.engine.numbers import plain, quantity
from scoring.engine.results import Reason


def period_name(year: int, n: int, every: str) -> str:
    """Return "2026-03" or "2026-Q1", which the wording turns into a name."""
    return f"{year}-{n:02d}" if every == "month" else f"{year}-Q{n}"


@dataclass(frozen=True)
class PeriodsMet(Measure):
    """``{periods_met: k, every: month|quarter, at_least: 1}``: share of periods that reach it."""

    fact: str
    every: str
    at_least: Fraction = Fraction(1)

    def facts(self) -> tuple[str, ...]:
        """Return the one fact."""
        return (self.fact,)

    def check(self, definitions: Definitions) -> tuple[Reason, ...]:
        """Return faults; a quarterly fact cannot be asked for months."""
        found = super().check(definitions)
        definition = definitions.get(self.fact)
        if self.every == "month" and definition and definition.type == FactType.INT_BY_QUARTER:
            return (*found, Reason("months_of_quarters", {"fact": self.fact}))
        return found

    def kind(self, definitions: Definitions) -> str:
        """Return periods: a share that is said as a number of periods."""
        return "periods"

    def by_period(self, book: FactBook) -> list[tuple[int, int, Any]]:
        """Return (year, period, number or MISSING); months are added up into quarters."""
        entries = book.periods(self.fact)
        monthly = book.definitions[self.fact].type == FactType.INT_BY_MONTH
        if not (monthly and self.every == "quarter"):
            return entries
        quarters: dict[tuple[int, int], list[Any]] = {}
        for year, month, value in entries:
            quarters.setdefault((year, (month + 2) // 3), []).append(value)
        return [
            (year, quarter, MISSING if all(value is MISSING for value in values) else
             sum(value for value in values if value is not MISSING))
            for (year, quarter), values in quarters.items()
        ]  # fmt: skip

    def compute(self, book: FactBook) -> Value:
        """Return the share of periods met; while periods are missing, at least that share."""
        entries = self.by_period(book)
        met = sum(1 for _, _, value in entries if value is not MISSING and value >= self.at_least)
        share = Fraction(met, len(entries))
        if any(value is MISSING for _, _, value in entries):
            return missing(book, (self.fact,), share)
        return share

    def explain(self, book: FactBook) -> tuple[Reason, ...]:
        """Return the periods that fall short, by how much, and those not yet filled in."""
        short: dict[Fraction, list[str]] = {}
        open_: list[str] = []
        for year, n, value in self.by_period(book):
            name = period_name(year, n, self.every)
            if value is MISSING:
                open_.append(name)
            elif value < self.at_least:
                short.setdefault(self.at_least - value, []).append(name)
        definition = book.definitions[self.fact]
        data = {"fact": definition.label, "year": book.window.year}
        wanted = quantity(plain(self.at_least), definition.unit)
        found = [
            Reason(
                "period_short" if len(names) == 1 else "periods_short",
                {
                    **data,
                    "periods": names,
                    "short": quantity(plain(by), definition.unit),
                    "wanted": wanted,
                },
            )
            for by, names in short.items()
        ]
        if open_ and len(open_) < len(self.by_period(book)):
            found.append(Reason("periods_open", {**data, "periods": open_}))
        return tuple(found)

    def label(self, book: FactBook) -> Any:
        """Return "months (quarters) with enough …"."""
        definition = book.definitions[self.fact]
        wanted = quantity(plain(self.at_least), definition.unit)
        return Reason(f"label_{self.every}s_met", {"fact": definition.label, "wanted": wanted})

    def count(self, share: Fraction, book: FactBook) -> int:
        """Return the least number of periods that make up a share."""
        return math.ceil(share * len(self.by_period(book)))

    def _fits(self) -> frozenset[FactType]:
        return PERIODIC


@dataclass(frozen=True)
class OnePeriod(Measure):
    """``{period: k, quarter: 1}``: the number of one calendar month or quarter."""

    fact: str
    every: str
    n: int

    def facts(self) -> tuple[str, ...]:
        """Return the one fact."""
        return (self.fact,)

    def check(self, definitions: Definitions) -> tuple[Reason, ...]:
        """Return faults; a quarterly fact cannot be asked for a month."""
        return PeriodsMet(self.fact, self.every).check(definitions)

    def compute(self, book: FactBook) -> Value:
        """Return the number; of a period twice in the window the later, of none missing."""
        hits = [
            value
            for _, n, value in PeriodsMet(self.fact, self.every).by_period(book)
            if n == self.n
        ]
        if not hits or hits[-1] is MISSING:
            return missing(book, (self.fact,))
        return Fraction(hits[-1])

    def label(self, book: FactBook) -> Any:
        """Return "… in the quarter"."""
        places = book.window.months() if self.every == "month" else book.window.quarters()
        year = next((year for year, n in reversed(places) if n == self.n), book.window.year)
        return Reason(
            "label_period",
            {
                "fact": book.definitions[self.fact].label,
                "periods": [period_name(year, self.n, self.every)],
                "year": book.window.year,
            },
        )

    def unit(self, book: FactBook) -> str:
        """Return the unit of the fact."""
        return book.definitions[self.fact].unit


@dataclass(frozen=True)
class Over(Measure):
    """``{min|max|sum: k or [a, b]}``: over the periods of the window, or over several facts."""

    how: str
    keys: tuple[str, ...]

    def facts(self) -> tuple[str, ...]:
        """Return the facts."""
        return self.keys

    def kind(self, definitions: Definitions) -> str:
        """Return share when every fact is one."""
        shares = all(definitions[key].type == FactType.RATIO for key in self.keys)
        return "share" if shares else "number"

    def compute(self, book: FactBook) -> Value:
        """Return the least, greatest or summed number; sum and max say what they are at least."""
        numbers: list[Fraction] = []
        owed: list[str] = []
        for key in self.keys:
            for value in self._values(book, key):
                if value is MISSING:
                    owed.append(key)
                else:
                    numbers.append(Fraction(value))
        if owed:
            return self._owed(book, owed, numbers)
        return _AGGREGATES[self.how](numbers)

    def label(self, book: FactBook) -> Any:
        """Return "least", "greatest" or "sum of …"."""
        labels = [book.definitions[key].label for key in self.keys]
        return Reason(f"label_{self.how}", {"facts": labels})

    def unit(self, book: FactBook) -> str:
        """Return the unit of the first fact."""
        return book.definitions[self.keys[0]].unit

    def _values(self, book: FactBook, key: str) -> list[Any]:
        if book.definitions[key].type in PERIODIC:
            return [value for _, _, value in book.periods(key)]
        return [book.get(key)]

    def _owed(self, book: FactBook, owed: list[str], numbers: list[Fraction]) -> Missing:
        low = None if self.how == "min" or not numbers else _AGGREGATES[self.how](numbers)
        return missing(book, tuple(dict.fromkeys(owed)), low)

    def _fits(self) -> frozenset[FactType]:
        return NUMERIC | PERIODIC


def _sum(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))


_AGGREGATES: dict[str, Callable[[list[Fraction]], Fraction]] = {"min": min, "max": max, "sum": _sum}
