"""Numbers and dates as people type them, and the one rounding of points."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from scoring.engine.results import Reason

# Full-width forms lie at a fixed distance from their ASCII twins; U+3000 is the wide space.
_FULL_WIDTH = {ord(sign) + 0xFEE0: sign for sign in "0123456789,.-+%/"} | {0x3000: " "}
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DATES = (
    re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"),
    re.compile(r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})"),
    re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
    # year, month and day followed by their Chinese signs
    re.compile(r"([0-9]{4})\s*\u5e74\s*([0-9]{1,2})\s*\u6708\s*([0-9]{1,2})\s*\u65e5"),
)
_LONGEST = 18  # digits; more than any sum of money a branch can hold


class EntryError(ValueError):
    """An entry that cannot be read; ``code`` and ``data`` say why (see ``engine.wording``)."""

    def __init__(self, code: str, data: dict[str, Any] | None = None) -> None:
        """Keep the reason as code and data."""
        super().__init__(code)
        self.code = code
        self.data = data or {}

    @property
    def reason(self) -> Reason:
        """Return the refusal as a reason that can be worded."""
        return Reason(self.code, self.data)


class NumberError(EntryError):
    """A text that is no number."""


class DateError(EntryError):
    """A text that is no date."""


def _normalized(text: object) -> str:
    return str(text).translate(_FULL_WIDTH).strip()


def parse_number(text: object, *, whole: bool = False) -> Decimal:
    """Return the number a person typed.

    Outer spaces, full-width digits and thousands commas are accepted; exponents, NaN,
    infinities and anything else are refused. ``whole`` refuses a fraction (32.0 is whole).

    Raises:
        NumberError: number_empty, number_malformed, number_too_long or number_not_whole.
    """
    typed = _normalized(text)
    if not typed:
        raise NumberError("number_empty")
    if not (_PLAIN.fullmatch(typed) or _THOUSANDS.fullmatch(typed)):
        raise NumberError("number_malformed", {"text": str(text)[:40]})
    if sum(sign.isdigit() for sign in typed) > _LONGEST:
        raise NumberError("number_too_long", {"digits": _LONGEST})
    number = Decimal(typed.replace(",", ""))
    if not whole:
        return number
    if number != number.to_integral_value():
        raise NumberError("number_not_whole", {"text": typed})
    return number.to_integral_value()


def parse_date(text: object) -> date:
    """Return the date a person typed: 2026-1-23, 2026.1.23, 2026/1/23, 20260123, or Chinese.

    Raises:
        DateError: date_empty, date_malformed or date_impossible.
    """
    typed = _normalized(text)
    if not typed:
        raise DateError("date_empty")
    hits = [hit for pattern in _DATES if (hit := pattern.fullmatch(typed))]
    if not hits:
        raise DateError("date_malformed", {"text": str(text)[:40]})
    year, month, day = (int(part) for part in hits[0].groups())
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DateError("date_impossible", {"text": typed}) from error


@lru_cache(maxsize=8192)
def exact(value: Decimal | int) -> Fraction:
    """Return a number of a rubric as a fraction; remembered, for there are few."""
    return Fraction(value)


def round_points(value: Fraction | Decimal | int) -> Decimal:
    """Return points rounded once to 0.01, halves away from zero (ROUND_HALF_UP)."""
    number = value if isinstance(value, Fraction) else Fraction(value)
    over, under = number.numerator, number.denominator
    hundredths = (abs(over) * 200 + under) // (2 * under)
    return Decimal(hundredths if over >= 0 else -hundredths).scaleb(-2)


def plain(value: Fraction | Decimal | int) -> str:
    """Return a number for people: at most two decimals, cut not rounded, no trailing zeros."""
    number = value if isinstance(value, Fraction) else Fraction(value)
    if number.denominator == 1:
        return str(number.numerator)
    cut = (Decimal(number.numerator) / Decimal(number.denominator)).quantize(
        Decimal("0.01"), rounding=ROUND_DOWN
    )
    return f"{cut:f}".rstrip("0").rstrip(".") if cut else "0"


def quantity(n: str, unit: str) -> str | Reason:
    """Return a number with its unit as data of a reason; units are Chinese only."""
    return Reason("quantity", {"n": n, "unit": unit}) if unit and unit != "%" else n


def percent(value: Fraction | Decimal | int) -> str:
    """Return a share as a percentage, cut to 0.01 so that 99.999 % never reads as 100 %."""
    return f"{plain(value * 100)}%"
