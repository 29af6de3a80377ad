"""Read a workbook of past years cell by cell, whoever made it."""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from scoring.common.entries import cleaned
from scoring.common.uploads import CheckedUpload, ContentMismatch, KindNotAllowed
from scoring.engine.results import Reason
from scoring.ratings.history_rows import (
    MOST_ROWS,
    NO_LEVEL,
    RATINGS,
    HistoryFault,
    HistoryFile,
    HistoryRow,
)
from scoring.reports.workbook.history_columns import (
    CLEAN,
    COLUMNS,
    NO_LEVEL_WORDS,
    TITLES,
    YEAR_SIGNS,
    HistoryColumn,
)

MOST_UNPACKED = 60 * 1024 * 1024  # bytes; ten thousand rows unpack to far less
MOST_COLUMNS = 40
LAST_ROW = 1_048_576  # of any worksheet; a row said to lie further down is made up
LONGEST = 400  # characters of a cell
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
# What the reader of worksheets raises for files that only look like one.
_BROKEN = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, SyntaxError,
    AssertionError, OverflowError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile,
)  # fmt: skip


def read_history(upload: CheckedUpload) -> HistoryFile:
    """Return the rows of the three sheets as texts, with the faults of their form.

    Heads stand in the first row, in any order. Days come back as YYYY-MM-DD. Formulas are
    faults: what they would give is not in the file for sure.

    Raises:
        KindNotAllowed: the file is no worksheet file.
        ContentMismatch: it cannot be read.
    """
    if upload.kind != "xlsx":
        raise KindNotAllowed(name=upload.name, found=upload.kind, allowed=["xlsx"])
    damaged = ContentMismatch(name=upload.name, claimed="xlsx", found="damaged")
    try:
        if not _harmless(upload.content):
            raise damaged
        return _read(upload.content)
    except _BROKEN as error:
        raise damaged from error


def _harmless(content: bytes) -> bool:
    """Tell whether the parts are small enough and declare no entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
            return False
        parts = (archive.read(one)[:2048] for one in archive.namelist() if one.endswith(".xml"))
        return not any(sign in part for part in parts for sign in _DECLARATIONS)


def _read(content: bytes) -> HistoryFile:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    rows: list[HistoryRow] = []
    faults: list[HistoryFault] = []
    letters: dict[str, dict[str, str]] = {}
    try:
        present = {sheet.title.strip(): sheet for sheet in book.worksheets}
        for key, title in TITLES.items():
            if title in present:
                present[title].reset_dimensions()  # what a file says of its size may be wrong
                lines = present[title].iter_rows(max_col=MOST_COLUMNS)
                letters[key] = _sheet(key, lines, rows, faults)
    finally:
        book.close()
    if not letters:
        faults.append(HistoryFault(RATINGS, 1, "", Reason("history_no_sheet", {})))
    elif not rows and not faults:
        faults.append(HistoryFault(next(iter(letters)), 2, "", Reason("history_empty", {})))
    wrong = {(one.sheet, one.number) for one in faults}
    return HistoryFile(
        rows=tuple(one for one in rows if (one.sheet, one.number) not in wrong),
        letters=letters,
        faults=tuple(faults),
        spoilt=tuple(one for one in rows if (one.sheet, one.number) in wrong),
    )


def _sheet(
    key: str,
    lines: Iterable[Sequence[Any]],
    rows: list[HistoryRow],
    faults: list[HistoryFault],
) -> dict[str, str]:
    """Add the rows and faults of one sheet; return the letter of each column it has."""
    remaining = iter(lines)
    heads = [_text(cell.value).strip() for cell in next(remaining, ())]
    places = {one.key: heads.index(one.head) for one in COLUMNS[key] if one.head in heads}
    missing = [one for one in COLUMNS[key] if one.needed and one.key not in places]
    letters = {name: get_column_letter(place + 1) for name, place in places.items()}
    if missing:
        heads_missing = "、".join(one.head for one in missing)
        reason = Reason("history_head_missing", {"text": heads_missing})
        faults.append(HistoryFault(key, 1, "", reason))
        return letters
    blank: Sequence[Any] = ()
    for number, line in enumerate(remaining, 2):
        if number > LAST_ROW:
            raise ValueError(number)
        if line is blank:
            continue  # one object stands for every row that the file leaves out
        if all(cell.value is None for cell in line):
            blank = line
            continue
        if len(rows) >= MOST_ROWS:
            faults.append(HistoryFault(key, number, "", Reason("paste_too_long", _LIMIT)))
            break
        row = _row(key, number, line, places, faults)
        if row is not None:
            rows.append(row)
    return letters


_LIMIT = {"limit": MOST_ROWS}


def _row(
    key: str,
    number: int,
    line: Sequence[Any],
    places: dict[str, int],
    faults: list[HistoryFault],
) -> HistoryRow | None:
    cells: dict[str, str] = {}
    found: list[HistoryFault] = []
    for column in COLUMNS[key]:
        place = places.get(column.key)
        cell = line[place] if place is not None and place < len(line) else None
        text = "" if cell is None else _words(column.key, _text(cell.value))
        reason = _fault(column, cell, text)
        if reason is not None:
            found.append(HistoryFault(key, number, column.key, reason))
        cells[column.key] = text
    if not any(cells.values()):
        return None  # remarks beside the table, or spaces
    faults.extend(found)
    return HistoryRow(key, number, cells)


def _fault(column: HistoryColumn, cell: Any, text: str) -> Reason | None:
    if cell is not None and cell.data_type == "f":
        return Reason("history_formula", {})
    if not text and column.needed:
        return Reason("history_cell_empty", {"text": column.head})
    if len(text) > LONGEST:
        return Reason("history_too_long", {"limit": LONGEST})
    return None


def _words(key: str, text: str) -> str:
    """Return a cell with the words of people read as values."""
    if key == "level":
        return NO_LEVEL if text in NO_LEVEL_WORDS else text
    if key == "value":
        return "0" if text == CLEAN else text
    if key == "year":
        for sign in YEAR_SIGNS:
            text = text.removesuffix(sign)
    return text.strip()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return " ".join(str(cleaned(str(value))).split())
