"""Large tables are streamed, small ones are not: nobody can tell from the workbook."""

import datetime
import io
import random
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from scoring.reports.workbook import tables
from scoring.reports.workbook.cells import DAY, POINTS, WHOLE, Column, Value, clean
from scoring.reports.workbook.sheets import FIRST_ROW, Frame
from scoring.reports.workbook.tables import TableBook

NOON = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
FRAME = Frame("2026年度样表", "某县委组织部", datetime.date(2026, 12, 20))
COLUMNS = [
    Column("序号", 7, form=WHOLE),
    Column("名称", 30),
    Column("得分", 10, "结果", POINTS),
    Column("日期", 12, "结果", DAY),
    Column("备注", 20),
]
HOSTILE = [
    '=HYPERLINK("x")',
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\x0b竖制表符\x00",
    "  前有空格",
    "后有空格 ",
    "第一行\r\n第二行\r第三行",
    "\t制表符",
    '<c r="A1"/>&amp;',
    "]]>",
    "%s %d %%",
    "\x01",
    "\ufffe\ud800",
    "",
    "   ",
    "🟊星𬭎",
    "000123",
    "1e5",
    "字" * 40000,
]
ILLEGAL = {"\x01": None, "\ufffe\ud800": None, "": None}


def workbook(rows: list[list[Value]], *, kept_rows: int, total: Any = None) -> bytes:
    file = io.BytesIO()
    with TableBook(kept_rows=kept_rows) as book:
        first = book.table("样表", FRAME, COLUMNS)
        other = book.table("另表", FRAME, COLUMNS[:2])
        first.add(rows)
        other.add([[1, "一"]])
        first.close(total=total)
        other.close()
        book.save(file)
    return file.getvalue()


def sample(count: int) -> list[list[Value]]:
    chance = random.Random(2026)  # noqa: S311  # points for a table, no secrets
    rows: list[list[Value]] = []
    for number in range(1, count + 1):
        text = HOSTILE[number % len(HOSTILE)]
        points = Decimal(chance.randrange(10001)) / 100 if number % 7 else None
        day = datetime.date(2026, 1, 1) + datetime.timedelta(number) if number % 5 else None
        rows.append([number, text, points, day, text or None])
    return rows


def told(cell: Cell, seen: dict[int, str]) -> tuple[Any, ...]:
    """Return everything that a reader can learn of a cell; ``seen``: styles spelled before."""
    if cell.style_id not in seen:
        style = cell.font, cell.border, cell.fill, cell.alignment, cell.protection
        seen[cell.style_id] = "".join([cell.number_format, *map(repr, style)])
    return cell.coordinate, cell.value, cell.data_type, seen[cell.style_id]


def all_told(sheet: Worksheet) -> list[tuple[Any, ...]]:
    seen: dict[int, str] = {}
    return [told(cell, seen) for row in sheet.iter_rows() for cell in row]


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("count", [1, 499, 500, 501, 1203])
def test_streamed_and_kept_rows_give_equal_cells_styles_and_formats(count: int) -> None:
    rows = sample(count)
    total = ["合计", None, Decimal("7.50"), None, None]
    kept = parts(workbook(rows, kept_rows=10**9, total=total))
    streamed = parts(workbook(rows, kept_rows=0, total=total))
    assert kept.keys() == streamed.keys()
    books = [
        openpyxl.load_workbook(io.BytesIO(workbook(rows, kept_rows=limit, total=total)))
        for limit in (10**9, 0)
    ]
    for one, other in zip(books[0].worksheets, books[1].worksheets, strict=True):
        assert one.dimensions == other.dimensions
        assert one.merged_cells.ranges == other.merged_cells.ranges
        assert one.freeze_panes == other.freeze_panes
        assert one.print_title_rows == other.print_title_rows
        assert all_told(one) == all_told(other)
    assert books[0]["样表"].dimensions == f"A1:E{FIRST_ROW + count + 2}"


def test_twin_a_cell_that_looks_otherwise_is_seen() -> None:
    one, other = openpyxl.Workbook().active, openpyxl.Workbook().active
    one["A1"], other["A1"] = Decimal(1), Decimal(1)
    assert all_told(one) == all_told(other)
    other["A1"].number_format = POINTS
    assert all_told(one) != all_told(other)


@pytest.mark.parametrize("kept_rows", [0, 10**9], ids=["streamed", "kept"])
def test_hostile_texts_come_back_as_text_and_nothing_else(kept_rows: int) -> None:
    content = workbook([[1, text, None, None, None] for text in HOSTILE], kept_rows=kept_rows)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["样表"]
    read = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("样表").to_python()
    for number, text in enumerate(HOSTILE, FIRST_ROW):
        wanted = ILLEGAL.get(text, clean(text))
        cell = sheet.cell(number, 2)
        assert cell.value == wanted
        assert cell.data_type == ("n" if wanted is None else "s")
        assert read[number - 1][1] == (wanted or "")
    assert len(sheet.cell(FIRST_ROW + len(HOSTILE) - 1, 2).value) == 32767


@pytest.mark.parametrize("kept_rows", [0, 10**9], ids=["streamed", "kept"])
def test_numbers_and_days_are_numbers_and_days_to_another_reader_as_well(kept_rows: int) -> None:
    rows: list[list[Value]] = [[7, "甲", Decimal("90.10"), datetime.date(2027, 12, 31), None]]
    content = workbook(rows, kept_rows=kept_rows)
    read = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("样表").to_python()
    assert read[FIRST_ROW - 1] == [7.0, "甲", 90.1, datetime.date(2027, 12, 31), ""]


@pytest.mark.parametrize("kept_rows", [0, 10**9], ids=["streamed", "kept"])
@pytest.mark.parametrize("value", [True, 1.5, NOON, object()])
def test_what_no_cell_holds_is_refused_the_same_way(value: Any, kept_rows: int) -> None:
    with pytest.raises(TypeError, match="no cell for"):
        workbook([[1, "甲", value, None, None]], kept_rows=kept_rows)


@pytest.mark.parametrize("kept_rows", [0, 10**9], ids=["streamed", "kept"])
def test_a_row_of_another_width_is_refused(kept_rows: int) -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        workbook([[1, "甲"]], kept_rows=kept_rows)


def test_an_empty_table_says_so() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([], kept_rows=0)))["样表"]
    assert sheet.cell(FIRST_ROW, 1).value == "（无）"


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LAST_ROW", 20)
    workbook(sample(13), kept_rows=0)
    with pytest.raises(OverflowError, match="14 rows"):
        workbook(sample(14), kept_rows=0)
