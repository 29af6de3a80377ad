"""Tables for a terminal in which a Chinese character is two columns wide."""

import unicodedata
from collections.abc import Sequence

_WIDE = ("W", "F")
_GAP = "  "


def width(text: str) -> int:
    """Return how many columns a text takes; combining marks take none."""
    return sum(0 if unicodedata.combining(sign) else 2 if _is_wide(sign) else 1 for sign in text)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in _WIDE


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Return a text filled up with spaces to so many columns, on the left for ``right``."""
    spaces = " " * max(0, columns - width(text))
    return spaces + text if right else text + spaces


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()
) -> list[str]:
    """Return the lines of a table: heads, a rule, rows. ``right``: columns set to the right."""
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(map(width, column)) for column in columns]
    lines = [_line(row, widths, right) for row in (heads, *rows)]
    return [lines[0], _GAP.join("─" * one for one in widths), *lines[1:]]


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    cells = (padded(cell, widths[n], right=n in right) for n, cell in enumerate(row))
    return _GAP.join(cells).rstrip()
