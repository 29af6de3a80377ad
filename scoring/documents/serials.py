"""Certificate numbers as they are printed."""

import string

DEFAULT_PATTERN = "星评〔{year}〕第 {number} 号"
DIGITS = 4
FIELDS = {"year", "number"}


def format_serial(*, year: int, number: int, epoch: int, pattern: str = DEFAULT_PATTERN) -> str:
    """Return the number of one certificate.

    ``epoch`` counts the restores from backup. From the second epoch on it stands before the
    number, so that a number printed before the restore can never be given out again.

    Source: decisions, numbers are gapless between restores.
    """
    digits = f"{number:0{DIGITS}d}"
    return pattern.format(year=year, number=digits if epoch <= 1 else f"{epoch}-{digits}")


def pattern_faults(pattern: str) -> list[str]:
    """Return the fields that a pattern lacks or that nobody fills; empty when it is good."""
    try:
        found = {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
    except ValueError:
        return ["{}"]
    return sorted(found ^ FIELDS)
