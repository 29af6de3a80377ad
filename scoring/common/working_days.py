"""The working-day calendar of the installation, read from ``fixtures/holidays``."""

import datetime
import functools
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.conf import settings

from scoring.engine.deadlines import add_working_days


@dataclass(frozen=True)
class Calendar:
    """Days off besides the weekends, and weekend days that are worked."""

    holidays: frozenset[datetime.date]
    workdays: frozenset[datetime.date]


def read_calendar(folder: Path) -> Calendar:
    """Return the calendar of all yearly files of a folder; a missing year has only weekends."""
    holidays: set[datetime.date] = set()
    workdays: set[datetime.date] = set()
    for path in sorted(folder.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        workdays.update(_day(day) for day in document.get("workdays", ()))
        for holiday in document.get("holidays", ()):
            holidays.update(_day(day) for day in holiday["days"])
    return Calendar(frozenset(holidays), frozenset(workdays))


def _day(value: str | datetime.date) -> datetime.date:
    """Return the day; an unquoted date of a hand-edited file is one already."""
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


@functools.cache
def calendar() -> Calendar:
    """Return the installation's calendar, read once per process."""
    return read_calendar(settings.BASE_DIR / "fixtures" / "holidays")


def last_day(starts_on: datetime.date, working_days: int) -> datetime.date:
    """Return the last day of a period of so many working days; the first day does not count.

    Source: decisions.md 5.
    """
    known = calendar()
    return add_working_days(
        starts_on, working_days, holidays=known.holidays, workdays=known.workdays
    )
