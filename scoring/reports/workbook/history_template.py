"""The workbook of past years to be filled in: heads, lists to choose from, an explanation."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.ratings.history_rows import FACTS, INCIDENTS, MOST_ROWS, RATINGS, SHEETS
from scoring.reports.workbook.cells import BODY_FONT, BORDER, HEAD_FONT, TEXT, put
from scoring.reports.workbook.history_columns import (
    CHOICES,
    CLEAN,
    COLUMNS,
    EXPLANATION,
    NONE_GIVEN,
    NOTES,
    ROSTER,
    TITLES,
    HistoryColumn,
)
from scoring.reports.workbook.sheets import TITLE_FONT

Lists = Mapping[tuple[str, str], Sequence[str]]  # (sheet, column) -> words


def history_template(
    *, programmes: Sequence[str], levels: Sequence[str], incidents: Sequence[str],
    facts: Sequence[str], organizations: Sequence[tuple[str, str]],
) -> bytes:  # fmt: skip
    """Return the empty workbook; the words are offered as lists in their columns.

    ``organizations`` are (code, name) of those that may be named, to be copied from their sheet.
    """
    lists: Lists = {
        (RATINGS, "programme"): programmes,
        (RATINGS, "level"): [*levels, NONE_GIVEN],
        (INCIDENTS, "fact"): incidents,
        (FACTS, "fact"): facts,
        (FACTS, "value"): [CLEAN],
    }
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = {key: _heads(book, key) for key in SHEETS}
    _roster(book, organizations)
    _explain(book)
    hidden = book.create_sheet(CHOICES)
    for number, ((key, column), words) in enumerate(lists.items(), 1):
        _offer(sheets[key], key, column, hidden, number, words)
    hidden.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _heads(book: Workbook, key: str) -> Worksheet:
    return _headed(book, TITLES[key], COLUMNS[key])


def _roster(book: Workbook, organizations: Sequence[tuple[str, str]]) -> None:
    sheet = _headed(book, ROSTER, COLUMNS[RATINGS][:2])
    for number, pair in enumerate(organizations, 2):
        for place, text in enumerate(pair, 1):
            put(sheet.cell(number, place), text)


def _headed(book: Workbook, title: str, columns: Sequence[HistoryColumn]) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number)
        put(cell, column.head)
        cell.font, cell.border = HEAD_FONT, BORDER
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = TEXT  # 文号 and codes stay as typed
    sheet.freeze_panes = "A2"
    return sheet


def _offer(
    sheet: Worksheet, key: str, column: str, hidden: Worksheet, number: int, words: Sequence[str]
) -> None:
    """Put the words into the hidden sheet and offer them; another word may still be typed."""
    for row, word in enumerate(words, 1):
        put(hidden.cell(row, number), word)
    letter = get_column_letter(number)
    place = [one.key for one in COLUMNS[key]].index(column) + 1
    target = get_column_letter(place)
    validation = DataValidation(
        "list",
        formula1=f"{CHOICES}!${letter}$1:${letter}${max(len(words), 1)}",
        allow_blank=True,
        showErrorMessage=False,
    )
    validation.add(f"{target}2:{target}{MOST_ROWS + 1}")
    sheet.add_data_validation(validation)


def _explain(book: Workbook) -> None:
    sheet = book.create_sheet(EXPLANATION)
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = 92
    put(sheet.cell(1, 1), "历史认定表填写说明")
    sheet.cell(1, 1).font = TITLE_FONT
    for number, pair in enumerate(NOTES, 3):
        for place, text in enumerate(pair, 1):
            cell = sheet.cell(number, place)
            put(cell, text)
            cell.font = HEAD_FONT if place == 1 else BODY_FONT
            cell.alignment = Alignment(wrap_text=True, vertical="top")
