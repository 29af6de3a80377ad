"""Write a document as a workbook that opens in WPS and Excel: lists to choose from, heads fixed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.engine.facts import FactDefinition
from scoring.rubrics.workbook.layout import Column, Table, layout
from scoring.rubrics.workbook.tables import rows_of
from scoring.rubrics.workbook.values import Cell

SPARE = 200
"""Rows below the last one in which the lists still offer themselves."""

_HEAD = Font(bold=True, size=11)
_FILL = PatternFill("solid", fgColor="FFF3EFE7")
_TOP = Alignment(vertical="top", wrap_text=True)
_LONGEST_LIST = 250  # signs of a list that is written into the validation itself


def workbook_of(document: Mapping[str, Any], definitions: Mapping[str, FactDefinition]) -> bytes:
    """Return the workbook of a document; ``definitions`` are listed for reference.

    Raises:
        TooLongForCell: a text of the document is longer than a cell.
    """
    rows = rows_of(document)
    book = Workbook()
    book.remove(book.active)
    _write_head(book, rows)
    for table in layout().tables:
        _write_table(book, table, rows.get(table.sheet, []))
    words = layout().words
    _write_plain(book, words["rest_sheet"], words["rest_heads"], (32, 80), rows)
    facts = [
        dict(zip(words["facts_heads"], (one.key, one.zh, str(one.type), one.unit), strict=True))
        for one in definitions.values()
    ]
    _write_plain(
        book,
        words["facts_sheet"],
        words["facts_heads"],
        (28, 36, 16, 8),
        {words["facts_sheet"]: facts},
    )
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write_head(book: Workbook, rows: Mapping[str, list[dict[str, Cell]]]) -> None:
    words = layout().words
    sheet = _write_plain(book, words["head_sheet"], words["head_heads"], (16, 72, 40), rows)
    for n, row in enumerate(layout().head, 2):
        _offer(sheet, "B", (n, n), row.column)


def _write_plain(
    book: Workbook,
    title: str,
    heads: list[str],
    widths: tuple[int, ...],
    rows: Mapping[str, list[dict[str, Cell]]],
) -> Worksheet:
    sheet = book.create_sheet(title)
    for n, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        _head_cell(sheet, n, head, width)
    for number, row in enumerate(rows.get(title, []), 2):
        for n, head in enumerate(heads, 1):
            _write(sheet.cell(number, n), row.get(head))
    sheet.freeze_panes = "A2"
    return sheet


def _write_table(book: Workbook, table: Table, rows: list[dict[str, Cell]]) -> None:
    sheet = book.create_sheet(table.sheet)
    columns = columns_of(table)
    last = len(rows) + 1 + SPARE
    for n, column in enumerate(columns, 1):
        letter = get_column_letter(n)
        _head_cell(sheet, n, column.label, column.width)
        if column.type in ("text", "lines", "yaml"):
            sheet.column_dimensions[letter].number_format = "@"
        _offer(sheet, letter, (2, last), column)
    for number, row in enumerate(rows, 2):
        for n, column in enumerate(columns, 1):
            _write(sheet.cell(number, n), row.get(column.label))
    sheet.freeze_panes = sheet.cell(2, 3 if table.parent else 2)


def columns_of(table: Table) -> list[Column]:
    """Return the columns of a sheet as they stand: where it belongs, its own, the rest."""
    own: list[Column] = []
    if table.parent:
        own.append(Column(table.parent_label, (), width=14))
    if table.kinds:
        own.append(Column(table.kind_label, (), "choice", 10, table.kinds))
    return [*own, *table.columns, Column(layout().words["rest_note"], (), "yaml", 36)]


def _head_cell(sheet: Worksheet, n: int, head: str, width: int) -> None:
    cell = sheet.cell(1, n, head)
    cell.font, cell.fill, cell.alignment = _HEAD, _FILL, _TOP
    sheet.column_dimensions[get_column_letter(n)].width = width


def _write(cell: SheetCell, value: Cell) -> None:
    cell.alignment = _TOP
    if value is None:
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with an equals sign is no formula
        cell.number_format = "@"
    elif isinstance(value, Decimal):
        cell.number_format = "0." + "0" * -int(value.as_tuple().exponent)
    else:
        cell.number_format = "0"


def _offer(sheet: Worksheet, letter: str, rows: tuple[int, int], column: Column) -> None:
    """Let the cells be chosen from the words of a column."""
    words = layout().words
    strict = True
    if column.type == "flag":
        formula = _listed(list(words["flags"].values()))
    elif column.options:
        formula = _listed(list(column.options.values()))
    elif column.part == "fact":
        formula, strict = f"'{words['facts_sheet']}'!$A$2:$A$2000", False
    else:
        return
    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    rule.showErrorMessage = strict
    sheet.add_data_validation(rule)
    rule.add(f"{letter}{rows[0]}:{letter}{rows[1]}")


def _listed(options: list[str]) -> str:
    text = ",".join(options)
    if len(text) > _LONGEST_LIST:
        raise ValueError("a list of options is longer than a workbook can hold")
    return f'"{text}"'
