"""Heads of the chain that were kept outside: on paper, in a file, in a yearly workbook."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

# A number and a hash close behind it on one line, whatever is written between them: JSON, the
# sentence of the command, the line of the workbook, or the two copied by hand.
_HEAD = re.compile(r"(\d{1,18})[^\d\n]{1,16}(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])")
_LOOKED_AT = 200  # rows of each sheet; the head stands among a few lines of explanation


class NoHead(ValueError):
    """Nothing in the file or the text is a head."""


class HeadsDiffer(ValueError):
    """Two heads under one number. The number is the only argument."""


def read_heads(sources: Iterable[str]) -> dict[int, str]:
    """Return number → hash of every head that files or texts hold.

    A source is the path of a workbook (.xlsx) or of a text file, or the head itself, such as
    ``1234:<64 hexadecimal digits>``.

    Raises:
        NoHead: a source holds none, or cannot be read; its argument is the source.
        HeadsDiffer: two of them contradict each other.

    Source: reliability, F51: a head anchored outside.
    """
    kept: dict[int, str] = {}
    for source in sources:
        for number, seal in _heads_of(source):
            if kept.setdefault(number, seal) != seal:
                raise HeadsDiffer(number)
    return kept


def _heads_of(source: str) -> list[tuple[int, str]]:
    try:
        text = _text_of(source)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, InvalidFileException) as error:
        raise NoHead(source) from error
    found = [(int(number), seal) for number, seal in _HEAD.findall(text.lower())]
    heads = [(number, seal) for number, seal in found if number]  # 0 is the empty chain
    if not heads:
        raise NoHead(source)
    return heads


def _text_of(source: str) -> str:
    if _HEAD.search(source.lower()):
        return source
    path = Path(source)
    return _cells_of(path) if path.suffix.lower() == ".xlsx" else path.read_text("utf-8")


def _cells_of(path: Path) -> str:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        return "\n".join(
            value
            for sheet in book.worksheets
            for row in sheet.iter_rows(max_row=_LOOKED_AT, values_only=True)
            for value in row
            if isinstance(value, str)
        )
    finally:
        book.close()
