"""Read a workbook that somebody has edited: the document, or every fault by sheet and cell."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from scoring.engine.facts import FactDefinition
from scoring.engine.faults import Fault, FaultsFound
from scoring.engine.results import Reason
from scoring.rubrics.checking import read_checked
from scoring.rubrics.workbook.decoding import Decoded, decode_lines
from scoring.rubrics.workbook.layout import layout
from scoring.rubrics.workbook.lines import CellError, Line, Spot
from scoring.rubrics.workbook.values import Cell
from scoring.rubrics.workbook.writing import columns_of

MOST_UNPACKED = 16 * 1024 * 1024
"""Bytes inside the file; the largest scheme that ships has 0.3 million."""

MOST_ROWS, MOST_COLUMNS, MOST_ERRORS = 5_000, 200, 200
_PLACES = re.compile(r"0\.(0+)")
_HIGHEST, _FINEST = 1e15, 8  # what lies beyond is no number of a rubric, and told as such
# What openpyxl and the packages under it raise on files that are broken or made to break them.
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    SyntaxError,
    RuntimeError,
)


@dataclass(frozen=True)
class WorkbookReading:
    """What a workbook says. ``document`` may be used only while there are no ``errors``."""

    document: dict[str, Any]
    errors: tuple[CellError, ...]


def read_workbook(content: bytes, definitions: Mapping[str, FactDefinition]) -> WorkbookReading:
    """Return the document of a workbook, with every fault that can be told at once.

    Formulas are not computed but refused, so that nobody imports what they do not see.
    """
    opened = _opened(content)
    if isinstance(opened, Reason):
        return WorkbookReading({}, (CellError(Spot("", ""), opened),))
    errors: list[CellError] = []
    lines = {}
    heads = _heads()
    for sheet in opened.worksheets:
        if sheet.title in heads:
            lines[sheet.title] = list(_read_sheet(sheet, heads[sheet.title], errors))
        elif sheet.title != layout().words["facts_sheet"]:
            data = {"text": sheet.title, "options": list(heads)}
            errors.append(CellError(Spot(sheet.title, "A1"), Reason("sheet_unknown", data)))
    errors += _missing(set(opened.sheetnames))
    found = decode_lines(lines)
    errors += found.errors
    if not errors:
        errors += _faults(found, definitions)
    return WorkbookReading(found.document, tuple(errors[:MOST_ERRORS]))


def _opened(content: bytes) -> Workbook | Reason:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MOST_UNPACKED:
            return Reason("workbook_too_large", {"limit": MOST_UNPACKED // 1024 // 1024})
        return load_workbook(io.BytesIO(content), keep_links=False)
    except _BROKEN:
        return Reason("workbook_unreadable", {})


def _missing(given: set[str]) -> Iterator[CellError]:
    """Yield the sheets that every export has and this file lacks, in the order of an export."""
    words = layout().words
    tables = (table.sheet for table in layout().tables if not table.is_newer)
    for title in (words["head_sheet"], *tables, words["rest_sheet"]):
        if title not in given:
            yield CellError(Spot("", ""), Reason("sheet_missing", {"text": title}))


def _heads() -> dict[str, list[str]]:
    """Return the heads that each sheet may have."""
    words = layout().words
    heads = {
        words["head_sheet"]: list(words["head_heads"]),
        words["rest_sheet"]: list(words["rest_heads"]),
    }
    for table in layout().tables:
        heads[table.sheet] = [column.label for column in columns_of(table)]
    return heads


def _read_sheet(sheet: Worksheet, known: list[str], errors: list[CellError]) -> Iterator[Line]:
    title = sheet.title
    for merged in sheet.merged_cells.ranges:
        spot = Spot(title, merged.coord.partition(":")[0])
        errors.append(CellError(spot, Reason("cell_merged", {"range": merged.coord})))
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        data = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        errors.append(CellError(Spot(title, "A1"), Reason("sheet_too_large", data)))
        return
    rows = sheet.iter_rows()
    heads, strange = _read_heads(title, next(rows, ()), known, errors)
    letters = {head: get_column_letter(column) for column, head in heads.items()}
    for row in rows:
        values = {cell.column: _value(cell, errors, title) for cell in row}
        given = {column: value for column, value in values.items() if value is not None}
        for column in sorted(set(given) - set(heads) - strange):
            spot = Spot(title, f"{get_column_letter(column)}1")
            errors.append(CellError(spot, Reason("column_headless", {})))
            strange.add(column)
        cells = {heads[column]: value for column, value in given.items() if column in heads}
        if cells:
            yield Line(row[0].row, cells, letters)


def _read_heads(
    title: str, row: tuple[SheetCell, ...], known: list[str], errors: list[CellError]
) -> tuple[dict[int, str], set[int]]:
    """Return column -> head of the heads we know, and the columns of others, which are faults."""
    heads: dict[int, str] = {}
    strange: set[int] = set()
    for cell in row:
        value = _value(cell, errors, title)
        if value is None:
            continue
        head = "".join(str(value).split())
        if head in known and head not in heads.values():
            heads[cell.column] = head
            continue
        strange.add(cell.column)
        code = "head_twice" if head in known else "head_unknown"
        data = {"text": head, "options": known}
        errors.append(CellError(Spot(title, cell.coordinate), Reason(code, data)))
    return heads, strange


def _value(cell: SheetCell, errors: list[CellError], title: str) -> Cell:
    """Return what stands in a cell, None for nothing; formulas and errors are faults."""
    value: Any = cell.value
    if value is None:
        return None
    if cell.data_type in ("f", "e"):
        code = "cell_formula" if cell.data_type == "f" else "cell_error"
        errors.append(CellError(Spot(title, cell.coordinate), Reason(code, {})))
        return None
    if isinstance(value, bool):
        return str(layout().words["flags"][value])
    if isinstance(value, (int, float)):
        return _number(value, str(cell.number_format))
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value).strip() or None


def _number(value: float, form: str) -> Cell:
    """Return a number with the places that the cell shows, or more where it has more."""
    shown = _PLACES.fullmatch(form)
    places = len(shown[1]) if shown else 0
    if isinstance(value, float) and not abs(value) < _HIGHEST:
        return str(value)
    number = Decimal(repr(round(value, 10)))
    own = -int(number.normalize().as_tuple().exponent)
    places = max(min(places, _FINEST), own, 0)
    return int(number) if not places else number.quantize(Decimal(1).scaleb(-places))


def _faults(found: Decoded, definitions: Mapping[str, FactDefinition]) -> list[CellError]:
    try:
        read_checked(found.document, definitions)
    except FaultsFound as faults:
        return [_placed(fault, found) for fault in faults.faults]
    return []


def _placed(fault: Fault, found: Decoded) -> CellError:
    """Return a fault at its cell; a key that is missing at the cell where it should stand."""
    data = dict(fault.data)
    key = data.get("key")
    spot = found.spot(fault.path)
    if fault.code == "key_missing":
        spot = found.spots.get(f"{fault.path}/{key}", spot)
    if key and spot.label:
        data["key"] = spot.label
    return CellError(spot, Reason(fault.code, data))
