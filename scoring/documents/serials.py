"""Numbers of certificates and notices as they are printed."""

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
