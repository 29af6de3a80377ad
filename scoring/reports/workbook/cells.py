"""From values to cells: one way for small sheets, which openpyxl holds, and for streamed ones.

What a value looks like is decided here only, by its type and its column.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

HEAD_FONT = Font(name="黑体", size=11)
BODY_FONT = Font(name="宋体", size=11)
WARNING_FONT = Font(color="FFB3261E")
THIN = Side(style="thin", color="FF857C70")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)

POINTS = "0.00"
SHARE = "0.0%"
DAY = "yyyy-mm-dd"
TEXT = "@"
WHOLE = "0"
NOTHING = "General"

Value = str | int | Decimal | datetime.date | None

LONGEST_TEXT = 32767
"""Characters that a cell can hold."""

LAST_ROW = 1_048_576
"""Rows that a sheet can hold."""

EPOCH = datetime.date(1899, 12, 30).toordinal()
"""Day 0 of the serial numbers, for every day after February 1900."""

# What XML 1.0 cannot say, and what a parser would not give back as it was written.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff&<>]")


@dataclass(frozen=True)
class Column:
    """One column: head, the group above it ("" for none), width in characters, number format."""

    head: str
    width: float
    group: str = ""
    form: str = TEXT


def clean(text: str) -> str:
    """Return the text as a cell can hold it: sayable in XML, line breaks as one character."""
    if _SPECIAL.search(text):
        text = _UNSAYABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text[:LONGEST_TEXT]


def look_of(kind: type, column: Column) -> tuple[str, str]:
    """Return number format and alignment of a value of some type in a column.

    Raises:
        TypeError: a worksheet of ours holds text, numbers, days and nothing else.
    """
    if issubclass(kind, str):
        return TEXT, "left"
    if issubclass(kind, (int, Decimal)) and kind is not bool:
        return column.form, "right"
    if issubclass(kind, datetime.date) and not issubclass(kind, datetime.datetime):
        return column.form, "left"
    if kind is type(None):
        return NOTHING, "left"
    raise TypeError(f"no cell for {kind.__name__}")


class Looks:
    """The styles of one workbook's table cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        """Begin without any."""
        self._book = book
        self._models: dict[tuple[str, str, bool], Cell] = {}

    def model(self, kind: type, column: Column, *, is_head: bool = False) -> Cell:
        """Return a cell that looks as a value of this type does in this column."""
        form, side = look_of(kind, column)
        key = form, side, is_head
        if key not in self._models:
            cell = WriteOnlyCell(self._book.worksheets[0])
            cell.font, cell.border = HEAD_FONT if is_head else BODY_FONT, BORDER
            cell.number_format = form
            cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
            self._models[key] = cell
        return self._models[key]


def put(cell: Cell, value: Value) -> None:
    """Write one value with its type; text is never taken for a formula."""
    if isinstance(value, str):
        text = clean(value)
        cell.value = text or None
        if text:
            cell.data_type = "s"
            cell.number_format = TEXT
    else:
        cell.value = value


def write_row(
    sheet: Worksheet,
    number: int,
    columns: Sequence[Column],
    values: Sequence[Value],
    looks: Looks,
    *,
    is_head: bool = False,
) -> None:
    """Write one row of a table with openpyxl."""
    for place, (column, value) in enumerate(zip(columns, values, strict=True), 1):
        cell = sheet.cell(number, place)
        model = looks.model(type(value), column, is_head=is_head)
        put(cell, value)
        if cell.value is None:
            model = looks.model(type(None), column, is_head=is_head)
        # How openpyxl copies a style; setting its parts takes ten times as long.
        cell._style = model._style


def _text(value: str) -> str:
    if _SPECIAL.search(value):
        value = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    elif len(value) > LONGEST_TEXT:
        value = value[:LONGEST_TEXT]
    if value != value.strip():
        return f'<t xml:space="preserve">{value}</t>'
    return f"<t>{value}</t>" if value else ""


def _serial(value: datetime.date) -> int:
    return value.toordinal() - EPOCH


@dataclass(frozen=True)
class _Shape:
    """How rows with the same types in the same places are spelled.

    ``spelling`` has ``%s`` for each value and the control character 1 for the row's number.
    """

    spelling: str
    filled: tuple[int, ...]
    spelled: tuple[tuple[int, Callable[[Any], object]], ...]  # place among the filled, how


class Spelling:
    """Rows of one table as worksheet XML."""

    def __init__(self, columns: Sequence[Column], looks: Looks) -> None:
        """Remember the columns; shapes are made when a row first needs them."""
        self._columns = columns
        self._looks = looks
        self._shapes: dict[tuple[type, ...], _Shape] = {}

    def row(self, number: int, values: Sequence[Value]) -> str:
        """Return the XML of one row.

        Raises:
            TypeError: a value is of no type that a cell can hold.
            ValueError: another number of values than of columns.
        """
        shape = self._shape(tuple(map(type, values)))
        filled: list[object] = [values[place] for place in shape.filled]
        for place, spelled in shape.spelled:
            filled[place] = said = spelled(filled[place])
            if said == "":  # a text of which nothing is left
                lost = shape.filled[place]
                return self.row(number, [*values[:lost], None, *values[lost + 1 :]])
        return shape.spelling.replace("\x01", str(number)) % tuple(filled)

    def _shape(self, kinds: tuple[type, ...]) -> _Shape:
        if kinds not in self._shapes:
            self._shapes[kinds] = self._made(kinds)
        return self._shapes[kinds]

    def _made(self, kinds: tuple[type, ...]) -> _Shape:
        parts = ['<row r="\x01">']
        filled: list[int] = []
        spelled: list[tuple[int, Callable[[Any], object]]] = []
        for place, (column, kind) in enumerate(zip(self._columns, kinds, strict=True)):
            style = self._looks.model(kind, column).style_id
            start = f'<c r="{get_column_letter(place + 1)}\x01" s="{style}"'
            if kind is type(None):
                parts.append(f"{start}/>")
                continue
            if issubclass(kind, str):
                parts.append(f'{start} t="inlineStr"><is>%s</is></c>')
                spelled.append((len(filled), _text))
            else:
                parts.append(f"{start}><v>%s</v></c>")
                if issubclass(kind, datetime.date):
                    spelled.append((len(filled), _serial))
            filled.append(place)
        return _Shape("".join([*parts, "</row>"]), tuple(filled), tuple(spelled))
