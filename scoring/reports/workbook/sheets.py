"""How our worksheets look: title, two-row head, borders, print set-up, closing line.

The workbook is an official table in Chinese, whatever language the person reads the pages in.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from scoring.reports.workbook.cells import BORDER, HEAD_FONT, Column, put

TITLE_FONT = Font(name="方正小标宋简体", size=22)
NOTE_FONT = Font(name="宋体", size=10)
HEAD_FILL = PatternFill("solid", fgColor="FFFBF6E9")
HEAD_ROWS = (3, 4)
FIRST_ROW = 5


@dataclass(frozen=True)
class Frame:
    """What stands around every table."""

    title: str
    unit: str
    filled_on: datetime.date
    closing: str = "制表人：　　　　　　审核人：　　　　　　负责人：　　　　　　联系电话："


def set_up_print(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Set A4 landscape, one page wide, repeated head, frozen panes and page numbers."""
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.print_title_rows = f"1:{FIRST_ROW - 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width


def write_frame(sheet: Worksheet, frame: Frame, columns: Sequence[Column]) -> None:
    """Write title, unit, day and the two-row head of a table."""
    width = len(columns)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    put(sheet.cell(1, 1), frame.title)
    sheet.cell(1, 1).font = TITLE_FONT
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 36
    half = max(width // 2, 1)
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=half)
    put(sheet.cell(2, 1), f"填报单位（盖章）：{frame.unit}")
    if width > half:
        sheet.merge_cells(start_row=2, start_column=half + 1, end_row=2, end_column=width)
        day = frame.filled_on
        put(sheet.cell(2, half + 1), f"填报日期：{day.year}年{day.month}月{day.day}日")
        sheet.cell(2, half + 1).alignment = Alignment(horizontal="right")
    for cell in (sheet.cell(2, 1), sheet.cell(2, half + 1)):
        cell.font = NOTE_FONT
    _write_head(sheet, columns)


def _write_head(sheet: Worksheet, columns: Sequence[Column]) -> None:
    upper, lower = HEAD_ROWS
    for number, column in enumerate(columns, 1):
        put(sheet.cell(upper, number), column.group or column.head)
        put(sheet.cell(lower, number), column.head if column.group else "")
        for row in HEAD_ROWS:
            cell = sheet.cell(row, number)
            cell.font, cell.border, cell.fill = HEAD_FONT, BORDER, HEAD_FILL
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if not column.group:
            sheet.cell(lower, number).value = None
            sheet.merge_cells(
                start_row=upper, start_column=number, end_row=lower, end_column=number
            )
    for first, last in _groups(columns):
        for number in range(first + 1, last + 1):
            sheet.cell(upper, number).value = None
        sheet.merge_cells(start_row=upper, start_column=first, end_row=upper, end_column=last)


def _groups(columns: Sequence[Column]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(columns):
        end = start
        while end + 1 < len(columns) and columns[end + 1].group == columns[start].group:
            end += 1
        if columns[start].group and end > start:
            spans.append((start + 1, end + 1))
        start = end + 1
    return spans


def write_closing(sheet: Worksheet, frame: Frame, number: int, width: int) -> None:
    """Write the line that those responsible sign."""
    sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
    put(sheet.cell(number, 1), frame.closing)
    sheet.cell(number, 1).font = NOTE_FONT
    if "\n" in frame.closing:  # merged cells do not grow with their text
        sheet.cell(number, 1).alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[number].height = 15 * (frame.closing.count("\n") + 2)
