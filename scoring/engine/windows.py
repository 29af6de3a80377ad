"""The assessment window of a year, and the months and quarters that lie in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True)
class Window:
    """The days that count for the assessment of ``year``, both ends included."""

    year: int
    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a window that ends before it starts."""
        if self.end < self.start:
            raise ValueError("window_reversed")

    def months(self) -> tuple[tuple[int, int], ...]:
        """Return (year, month) of every calendar month with a day in the window."""
        return _months(self.start, self.end)

    def quarters(self) -> tuple[tuple[int, int], ...]:
        """Return (year, quarter) of every calendar quarter with a day in the window."""
        return tuple(dict.fromkeys((year, (month + 2) // 3) for year, month in self.months()))

    def prior(self, years: int) -> Window:
        """Return the same window ``years`` earlier."""
        if not years:
            return self
        return Window(
            self.year - years, _years_before(self.start, years), _years_before(self.end, years)
        )

    def contains(self, day: date) -> bool:
        """Tell whether a day lies in the window."""
        return self.start <= day <= self.end


@lru_cache(maxsize=256)
def _months(start: date, end: date) -> tuple[tuple[int, int], ...]:
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return tuple((n // 12, n % 12 + 1) for n in range(first, last + 1))


def _years_before(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):  # a leap day answers to the last day of February
        return day.replace(day=28, year=day.year - years)
    return day.replace(year=day.year - years)


def default_window(year: int) -> Window:
    """Return 1 October of the year before to 30 September of ``year``."""
    return Window(year, date(year - 1, 10, 1), date(year, 9, 30))
