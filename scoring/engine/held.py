"""Levels held in earlier years, as far as the rules of this year ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HeldLevel:
    """A level of the rubric as history sees it; ``years`` is how long it stays in force."""

    id: str
    name: Mapping[str, str]
    years: int = 1


@dataclass(frozen=True)
class Held:
    """What one organization was given by year of assessment, and the levels, lowest first.

    "" stands for a year that was rated without a level. Levels that the rubric does not know
    count as none.
    """

    levels: tuple[HeldLevel, ...] = ()
    by_year: Mapping[int, str] = field(default_factory=dict)

    def rank(self, identifier: str) -> int:
        """Return the place of a level counted from 1 at the lowest; 0 for none or an unknown."""
        return next((n for n, one in enumerate(self.levels, 1) if one.id == identifier), 0)

    def before(self, year: int) -> int:
        """Return the rank of the level in force when a year began, 0 for none.

        A star runs to the end of its term, whatever a year without a level says; of several the
        newest counts.
        """
        for given in sorted(self.by_year, reverse=True):
            rank = self.rank(self.by_year[given])
            if given < year and rank and year - given <= self.levels[rank - 1].years:
                return rank
        return 0

    def years(self, year: int, identifier: str) -> int:
        """Return for how many years in a row before ``year`` at least this level was held."""
        wanted, count = self.rank(identifier), 0
        while wanted and self.before(year - count) >= wanted:
            count += 1
        return count
