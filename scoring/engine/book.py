"""The book of one organization's facts over the window of a year and the years before it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.engine.definitions import Derivation, FactDefinition, FactType
from scoring.engine.held import Held
from scoring.engine.windows import Window

LOOK_BACK = 5  # windows, the current one included


class Absent(enum.Enum):
    """The one value that says that a fact has not been entered."""

    MISSING = "missing"


MISSING = Absent.MISSING


@dataclass(frozen=True)
class Incident:
    """A dated event that a count_by_year fact counts."""

    fact: str
    on: date
    reference: str = ""


@dataclass(frozen=True)
class OrganizationFacts:
    """What the rules need to know of the organization itself."""

    kind: str = "branch"
    founded_on: date | None = None


@dataclass(frozen=True)
class FactBook:
    """Facts as the measures see them.

    ``sheets`` holds one map per calendar year. Snapshot and yearly facts are read from the sheet
    of the assessment year, months and quarters from the calendar year they lie in. ``below``
    holds the books of subordinate organizations, for ``share_below``. ``attested`` names the
    (fact, year) whose typed value an office has attested with proof, before the years rated here;
    ``held`` the levels of earlier years, where the rubric asks for them.
    """

    definitions: Mapping[str, FactDefinition]
    window: Window
    sheets: Mapping[int, Mapping[str, Any]]
    incidents: tuple[Incident, ...] = ()
    organization: OrganizationFacts = field(default_factory=OrganizationFacts)
    below: tuple[FactBook, ...] = ()
    attested: frozenset[tuple[str, int]] = frozenset()
    held: Held = field(default_factory=Held)

    def get(self, key: str, back: int = 0) -> Any:
        """Return the value of a fact ``back`` years before the assessment year, or MISSING."""
        definition = self.definitions[key]
        if definition.derivation is not None:
            return self._derived(definition.derivation, back)
        if definition.type == FactType.COUNT_BY_YEAR:
            return self.count_in(key, back)
        value = self.sheets.get(self.window.year - back, {}).get(key)
        return MISSING if value is None else value

    def number(self, key: str, back: int = 0) -> Fraction | Absent:
        """Return a numeric fact exactly, or MISSING."""
        value = self.get(key, back)
        return MISSING if value is MISSING else Fraction(value)

    def periods(self, key: str) -> list[tuple[int, int, Any]]:
        """Return (calendar year, month or quarter, value or MISSING) over the window."""
        monthly = self.definitions[key].type == FactType.INT_BY_MONTH
        places = self.window.months() if monthly else self.window.quarters()
        sheets = {year: self.sheets.get(year, {}).get(key) or {} for year, _ in places}
        return [(year, n, sheets[year].get(str(n), MISSING)) for year, n in places]

    def count_in(self, key: str, windows_back: int) -> int | Absent:
        """Return the count of a window: the larger of the typed number and the dated incidents."""
        typed = self.sheets.get(self.window.year - windows_back, {}).get(key)
        window = self.window.prior(windows_back)
        dated = sum(1 for one in self.incidents if one.fact == key and window.contains(one.on))
        if typed is None:
            return dated or MISSING
        return max(int(typed), dated)

    def existed(self, windows_back: int) -> bool:
        """Tell whether the organization existed for the whole of a window (A-09, strictly)."""
        founded_on = self.organization.founded_on
        return founded_on is None or founded_on <= self.window.prior(windows_back).start

    def answers_for(self, key: str, windows_back: int) -> bool:
        """Tell whether a window can count: the organization existed, or the year is attested.

        Source: A-09, the attested baseline of a branch younger than the look-back.
        """
        attested = (key, self.window.year - windows_back) in self.attested
        return attested or self.existed(windows_back)

    def clean_windows(self, key: str) -> tuple[int, bool]:
        """Return the clean windows in a row ending with the current one, and if that is final.

        It is not final when the first window that is not clean is one nobody has attested.

        Source: STB-15, STB-17; A-09.
        """
        for back in range(LOOK_BACK):
            if not self.answers_for(key, back):
                return back, True
            count = self.count_in(key, back)
            if count is MISSING:
                return back, False
            if count:
                return back, True
        return LOOK_BACK, True

    def owed(self, key: str) -> tuple[str, ...]:
        """Return the typed facts that are missing for this one, itself or those behind it."""
        definition = self.definitions[key]
        if definition.derivation is None:
            return (key,) if self.get(key) is MISSING else ()
        if definition.derivation.kind == "years_free_of":
            fact = definition.derivation.facts[0]
            return () if self.clean_windows(fact)[1] else (fact,)
        facts = definition.derivation.facts
        behind = tuple(dict.fromkeys(owed for fact in facts for owed in self.owed(fact)))
        if not behind and definition.derivation.kind == "min_of" and self.get(key) is MISSING:
            return facts  # the table is there, its column is not
        return behind

    def _derived(self, derivation: Derivation, back: int) -> Any:
        if derivation.kind == "years_free_of":
            windows, final = self.clean_windows(derivation.facts[0])
            return windows if final and not back else MISSING
        if derivation.kind in ("sum", "ratio"):
            numbers = [self.number(fact, back) for fact in derivation.facts]
            return _arithmetic(derivation.kind, numbers)
        rows = self.get(derivation.facts[0], back)
        return MISSING if rows is MISSING else _over_rows(derivation, rows)


def _arithmetic(kind: str, numbers: list[Fraction | Absent]) -> Fraction | Absent:
    known = [number for number in numbers if isinstance(number, Fraction)]
    if len(known) < len(numbers):
        return MISSING
    if kind == "sum":
        return sum(known, Fraction(0))
    return known[0] / known[1] if known[1] else MISSING


def _over_rows(derivation: Derivation, rows: list[dict[str, Any]]) -> int | Fraction | Absent:
    if derivation.kind == "count_rows":
        return len(rows)
    cells = [row[derivation.column] for row in rows if derivation.column in row]
    if derivation.kind == "min_of":
        return min(map(Fraction, cells)) if cells else MISSING
    return sum(1 for cell in cells if cell_fits(cell, derivation.at_least, derivation.equals))


def cell_fits(cell: Any, at_least: Any, equals: Any) -> bool:
    """Tell whether a cell reaches a number, or is the wanted value."""
    if at_least is not None:
        return Fraction(cell) >= Fraction(at_least)
    return str(cell) == str(equals)
