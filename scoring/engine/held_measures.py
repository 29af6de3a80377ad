"""Measures of what the organization held in earlier years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.engine.book import FactBook
from scoring.engine.measures import Definitions, Measure, Value
from scoring.engine.results import Reason
from scoring.engine.wording import in_both


@dataclass(frozen=True)
class LevelHeld(Measure):
    """``{level_held: true}``: rank of the level held before this year, 1 the lowest, 0 none."""

    def check(self, definitions: Definitions) -> tuple[Reason, ...]:
        """Return nothing: no fact is read."""
        return ()

    def compute(self, book: FactBook) -> Value:
        """Return the rank."""
        return Fraction(book.held.before(book.window.year))

    def label(self, book: FactBook) -> Any:
        """Return "level held before"."""
        return Reason("label_level_held")

    def named(self, book: FactBook, value: Fraction) -> Mapping[str, str] | None:
        """Return the name of the level with this rank, "none" for 0."""
        levels = book.held.levels
        if not value:
            return in_both(Reason("no_level"))
        return levels[int(value) - 1].name if 0 < value <= len(levels) else None


@dataclass(frozen=True)
class YearsHeld(Measure):
    """``{years_held: five}``: years in a row before this one with at least this level."""

    level: str

    def check(self, definitions: Definitions) -> tuple[Reason, ...]:
        """Return nothing: whether the level exists is asked of the whole document."""
        return ()

    def compute(self, book: FactBook) -> Value:
        """Return the years."""
        return Fraction(book.held.years(book.window.year, self.level))

    def label(self, book: FactBook) -> Any:
        """Return "years with … or higher"."""
        rank = book.held.rank(self.level)
        name = book.held.levels[rank - 1].name if rank else self.level
        return Reason("label_years_held", {"level": name})

    def unit(self, book: FactBook) -> str:
        """Return the word for years."""
        return "@years"
