"""The closed set of measures: each validates itself, computes itself and explains itself.

No free expressions: a scheme is data, and every number on a page can be said in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.engine.book import MISSING, FactBook, cell_fits
from scoring.engine.definitions import NUMERIC, PERIODIC, FactDefinition, FactType, roots
from scoring.engine.faults import near
from scoring.engine.numbers import plain
from scoring.engine.results import Reason

Definitions = Mapping[str, FactDefinition]


@dataclass(frozen=True)
class Missing:
    """No value yet: these facts are owed by these providers.

    ``low`` is what the value is at least, whatever is still to come.
    """

    keys: tuple[str, ...]
    providers: tuple[str, ...]
    low: Fraction | None = None


@dataclass(frozen=True)
class NotArising:
    """The question does not arise, as with a zero denominator."""

    reason: Reason


Value = Fraction | str | bool | frozenset[str] | Missing | NotArising


def missing(book: FactBook, keys: tuple[str, ...], low: Fraction | None = None) -> Missing:
    """Return what is owed for these facts, with the kinds of providers that owe it."""
    owed = tuple(dict.fromkeys(root for key in keys for root in book.owed(key) or (key,)))
    providers = tuple(dict.fromkeys(book.definitions[key].provider for key in owed))
    return Missing(owed, providers, low)


def total(book: FactBook, keys: tuple[str, ...]) -> Fraction | Missing:
    """Return the sum of numeric facts, or what is owed for it."""
    if len(keys) == 1:
        number = book.number(keys[0])
        return number if isinstance(number, Fraction) else missing(book, keys)
    numbers = {key: book.number(key) for key in keys}
    known = [number for number in numbers.values() if isinstance(number, Fraction)]
    if len(known) == len(numbers):
        return sum(known, Fraction(0))
    return missing(book, tuple(key for key in keys if numbers[key] is MISSING))


@dataclass(frozen=True)
class Measure:
    """What one number, text or selection is taken from. Subclasses are the closed set."""

    def facts(self) -> tuple[str, ...]:
        """Return the keys of the facts that this measure reads."""
        return ()

    def check(self, definitions: Definitions) -> tuple[Reason, ...]:
        """Return what is wrong with this measure, given the definitions."""
        fits = self._fits()
        found = []
        for key in self.facts():
            definition = definitions.get(key)
            if definition is None:
                found.append(Reason("fact_unknown", {"fact": key, "near": near(key, definitions)}))
            elif definition.type not in fits:
                data = {"fact": key, "type": str(definition.type), "wanted": sorted(fits)}
                found.append(Reason("fact_type_unfit", data))
        return tuple(found)

    def kind(self, definitions: Definitions) -> str:
        """Return what comes out: number, share, text, bool, enum, set, table or date."""
        return "number"

    def compute(self, book: FactBook) -> Value:
        """Return the value, what is missing, or why the question does not arise."""
        raise NotImplementedError

    def explain(self, book: FactBook) -> tuple[Reason, ...]:
        """Return the arithmetic behind the value, as far as it says more than the value."""
        return ()

    def label(self, book: FactBook) -> Any:
        """Return what this measure is called: a label or a reason."""
        return book.definitions[self.facts()[0]].label

    def unit(self, book: FactBook) -> str:
        """Return the unit of a number, empty where there is none."""
        return ""

    def named(self, book: FactBook, value: Fraction) -> Mapping[str, str] | None:
        """Return what a number stands for, where it stands for something with a name."""
        return None

    def _fits(self) -> frozenset[FactType]:
        return NUMERIC


_KINDS = {
    FactType.RATIO: "share",
    FactType.BOOL: "bool",
    FactType.ENUM: "enum",
    FactType.SET: "set",
    FactType.TABLE: "table",
    FactType.TEXT: "text",
    FactType.DATE: "date",
}


@dataclass(frozen=True)
class ValueOf(Measure):
    """``{value: k}``: the fact itself; of a yearly count the current window."""

    fact: str

    def facts(self) -> tuple[str, ...]:
        """Return the one fact."""
        return (self.fact,)

    def kind(self, definitions: Definitions) -> str:
        """Return the kind that follows from the type of the fact."""
        return _KINDS.get(definitions[self.fact].type, "number")

    def compute(self, book: FactBook) -> Value:
        """Return the fact: numbers exact, a table as its number of rows, a date as text."""
        definition = book.definitions[self.fact]
        if definition.derivation is not None and definition.derivation.kind == "ratio":
            over, under = definition.derivation.facts
            return Ratio((over,), (under,)).compute(book)
        value = book.get(self.fact)
        if value is MISSING:
            return missing(book, (self.fact,))
        return _typed(definition.type, value)

    def unit(self, book: FactBook) -> str:
        """Return the unit of a numeric fact."""
        definition = book.definitions[self.fact]
        return definition.unit if definition.type in NUMERIC - {FactType.RATIO} else ""

    def _fits(self) -> frozenset[FactType]:
        return frozenset(FactType) - PERIODIC


@dataclass(frozen=True)
class RankOf(ValueOf):
    """``{rank: k}``: a place in an order, 1 the best."""

    def _fits(self) -> frozenset[FactType]:
        return frozenset({FactType.INT})


def _typed(kind: FactType, value: Any) -> Value:
    if kind == FactType.SET:
        return frozenset(value)
    if kind == FactType.TABLE:
        return Fraction(len(value))
    if kind in (FactType.BOOL, FactType.ENUM, FactType.TEXT, FactType.DATE):
        return value if isinstance(value, bool) else str(value)
    return Fraction(value)


@dataclass(frozen=True)
class Ratio(Measure):
    """``{ratio: [a, b]}``: a over b, each a fact or several added."""

    over: tuple[str, ...]
    under: tuple[str, ...]

    def facts(self) -> tuple[str, ...]:
        """Return numerator facts, then denominator facts."""
        return self.over + self.under

    def kind(self, definitions: Definitions) -> str:
        """Return share."""
        return "share"

    def compute(self, book: FactBook) -> Value:
        """Return the share; a zero denominator does not arise (decisions on zero, A-40)."""
        under = total(book, self.under)
        if isinstance(under, Fraction) and not under:
            return NotArising(Reason("denominator_zero", {"facts": labels(book, self.under)}))
        over = total(book, self.over)
        if isinstance(over, Fraction) and isinstance(under, Fraction):
            return over / under
        return missing(book, tuple(key for key in self.facts() if book.number(key) is MISSING))

    def numbers(self, book: FactBook) -> tuple[str, str]:
        """Return both numbers as text, for a share that is known."""
        over, under = total(book, self.over), total(book, self.under)
        if isinstance(over, Fraction) and isinstance(under, Fraction):
            return plain(over), plain(under)
        return "", ""

    def label(self, book: FactBook) -> Any:
        """Return "a over b"."""
        names = {"numerator": labels(book, self.over), "denominator": labels(book, self.under)}
        return Reason("label_ratio", names)


@dataclass(frozen=True)
class CountOf(Measure):
    """``{count: k}``: options chosen in a set, or rows of a table, all or some."""

    fact: str
    of: tuple[str, ...] = ()
    column: str = ""
    at_least: Fraction | None = None
    equals: Any = None

    def facts(self) -> tuple[str, ...]:
        """Return the one fact."""
        return (self.fact,)

    def check(self, definitions: Definitions) -> tuple[Reason, ...]:
        """Return faults of the fact, its options and its column."""
        definition = definitions.get(self.fact)
        found = list(super().check(definitions))
        if definition is None:
            return tuple(found)
        for option in self.of:
            if option not in definition.options:
                data = {"text": option, "options": list(definition.options)}
                found.append(Reason("option_not_of_fact", data))
        if self.column and definition.column(self.column) is None:
            data = {"fact": self.fact, "column": self.column}
            found.append(Reason("column_unknown", data))
        return tuple(found)

    def compute(self, book: FactBook) -> Value:
        """Return how many there are."""
        entries = book.get(self.fact)
        if entries is MISSING:
            return missing(book, (self.fact,))
        if self.of:
            return Fraction(sum(1 for option in self.of if option in entries))
        if self.column:
            cells = [row[self.column] for row in entries if self.column in row]
            fitting = [cell for cell in cells if cell_fits(cell, self.at_least, self.equals)]
            return Fraction(len(fitting))
        return Fraction(len(entries))

    def unit(self, book: FactBook) -> str:
        """Return the unit of the fact."""
        return book.definitions[self.fact].unit if not book.definitions[self.fact].options else ""

    def label(self, book: FactBook) -> Any:
        """Return "number of …"."""
        return Reason("label_count", {"fact": book.definitions[self.fact].label})

    def _fits(self) -> frozenset[FactType]:
        return frozenset({FactType.SET, FactType.TABLE})


def labels(book: FactBook, keys: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the names of facts."""
    return [book.definitions[key].label for key in keys]


def entered(book: FactBook, keys: tuple[str, ...]) -> bool:
    """Tell whether anything has been entered for any of these facts."""
    for key in roots(keys, book.definitions):
        if book.definitions[key].type in PERIODIC:
            if any(value is not MISSING for _, _, value in book.periods(key)):
                return True
        elif book.get(key) is not MISSING:
            return True
    return False
