"""Deadlines as pure functions of one timestamp; working days with holidays as data."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
SATURDAY = 5  # date.weekday()


def phase(
    ts: datetime,
    *,
    declare_by: date | datetime,
    extended_until: date | datetime | None = None,
) -> Literal["open", "late"]:
    """Tell whether a declaration that arrived at ``ts`` is in time.

    A date means the whole of that day in China, a datetime that very moment; both included. An
    extension never shortens a deadline.

    Raises:
        ValueError: ``ts`` without time zone.

    Source: STB-05; decisions 4.
    """
    if ts.tzinfo is None:
        raise ValueError("timestamp_naive")
    end = _end(declare_by)
    if extended_until is not None:
        end = max(end, _end(extended_until))
    return "open" if ts <= end else "late"


def _end(moment: date | datetime) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.max, tzinfo=CHINA)


def is_working_day(
    day: date,
    *,
    holidays: Collection[date] = frozenset(),
    workdays: Collection[date] = frozenset(),
) -> bool:
    """Tell whether a day is worked; ``workdays`` are weekend days worked in exchange."""
    if day in workdays:
        return True
    return day not in holidays and day.weekday() < SATURDAY


def add_working_days(
    day: date,
    n: int,
    holidays: Collection[date] = frozenset(),
    workdays: Collection[date] = frozenset(),
) -> date:
    """Return the n-th working day after a day; the day itself does not count.

    Raises:
        ValueError: a negative number of days.
    """
    if n < 0:
        raise ValueError("days_negative")
    while n:
        day += timedelta(days=1)
        n -= is_working_day(day, holidays=holidays, workdays=workdays)
    return day
