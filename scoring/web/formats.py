"""How numbers, dates and sizes are written on pages, in the language of the reader.

Scores have two decimals, averages and percentages one, rates of the heat map none. Rounding is
half up on exact values; no float takes part.
"""

import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Number = Decimal | Fraction | int | str

NOTHING = "—"
BYTES_PER_MEGABYTE = 1024 * 1024


def rounded(value: Number, places: int) -> Decimal:
    """Return ``value`` with ``places`` decimals, halves away from zero."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**places + Fraction(1, 2)
    whole = scaled.numerator // scaled.denominator
    return (Decimal(-whole) if exact < 0 else Decimal(whole)).scaleb(-places)


def _fixed(value: Number | None, places: int) -> str:
    return NOTHING if value is None or value == "" else f"{rounded(value, places):.{places}f}"


def points(value: Number | None) -> str:
    """Return a score in points with two decimals."""
    return _fixed(value, 2)


def average(value: Number | None) -> str:
    """Return an average with one decimal."""
    return _fixed(value, 1)


def percent(share: Number | None) -> str:
    """Return a share of 0 to 1 as a percentage with one decimal."""
    return NOTHING if share is None else f"{_fixed(Fraction(share) * 100, 1)}%"


def rate(share: Number | None) -> str:
    """Return a share of 0 to 1 in whole per cent, without the sign."""
    return NOTHING if share is None else _fixed(Fraction(share) * 100, 0)


def _written(value: datetime.date | None, pattern: str) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, pattern)


def day(value: datetime.date | None) -> str:
    """Return a date in full; moments are taken in local time."""
    return _written(value, _("j F Y"))


def typed_day(value: datetime.date) -> str:
    """Return a date for a field: as everywhere in Chinese, else in the spelling it reads back."""
    return day(value) if (get_language() or "").startswith("zh") else value.isoformat()


def month_day(value: datetime.date | None) -> str:
    """Return a date without its year."""
    return _written(value, _("j F"))


def moment(value: datetime.datetime | None) -> str:
    """Return a date without its year, and the time."""
    return _written(value, _("j F, H:i"))


def full_moment(value: datetime.datetime | None) -> str:
    """Return a date in full, and the time."""
    return _written(value, _("j F Y, H:i"))


def clock(value: datetime.datetime | None) -> str:
    """Return the time of day, hours and minutes."""
    return _written(value, "H:i")


def megabytes(size: int | None) -> str:
    """Return a size in bytes as megabytes with one decimal, never below 0.1."""
    if size is None:
        return NOTHING
    return f"{max(rounded(Fraction(size, BYTES_PER_MEGABYTE), 1), Decimal('0.1'))} MB"
