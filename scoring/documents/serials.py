"""Numbers of certificates and notices as they are printed."""

import re
import string

FIELDS = {"year", "number"}


def format_serial(*, year: int, number: int, epoch: int, pattern: str, digits: int) -> str:
    """Return a number as printed: ``pattern`` with {year} and {number}, padded to ``digits``.

    ``epoch`` counts the restores from backup. From the second epoch on it stands before the
    number, so that a number printed before the restore can never be given out again.

    Source: decisions, numbers are gapless between restores.
    """
    counted = f"{number:0{digits}d}"
    return pattern.format(year=year, number=counted if epoch <= 1 else f"{epoch}-{counted}")


def pattern_faults(pattern: str) -> list[str]:
    """Return the fields that a pattern lacks or that nobody fills; empty when it is good."""
    try:
        found = {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
    except ValueError:
        return ["{}"]
    return sorted(found ^ FIELDS)


def dispatch_faults(pattern: str) -> list[str]:
    """Return what a 发文字号 pattern lacks, as 〔{year}〕 or {number}号; empty when it is good.

    Source: documents.md 4.3: the year in 〔〕, no leading zero, no 第.
    """
    if faults := pattern_faults(pattern):
        return faults
    return [] if _DISPATCH.fullmatch(pattern) else ["〔{year}〕{number}号"]


def is_dispatch_number(number: str) -> bool:
    """Tell whether a text reads as a 发文字号: code, 〔year〕, number without leading zero, 号."""
    return _NUMBER.fullmatch(number) is not None


_CODE = r"[^\s{}〔〕0-9第]{1,20}"
_DISPATCH = re.compile(_CODE + r"〔\{year\}〕\{number\}号")
_NUMBER = re.compile(_CODE + r"〔(19|20)[0-9]{2}〕[1-9][0-9]{0,6}号")
