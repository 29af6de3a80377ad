"""Workbooks: streamed rows beside openpyxl's write-only mode, CPU and memory, equal content."""

import datetime
import gc
import io
import itertools
import logging
import multiprocessing
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation

from bench.figures import Figure
from scoring.reports.workbook.cells import (
    DAY,
    POINTS,
    WARNING_FONT,
    Column,
    Looks,
    Value,
    put,
)
from scoring.reports.workbook.sheets import FIRST_ROW, Frame, set_up_print, write_frame
from scoring.reports.workbook.tables import TableBook

ROWS = 20_000
GROWN = 5
"""The second reading of memory is at so many times the rows."""

ROUNDS = 3
COMPARED = 500
MEGABYTE = 1024 * 1024

Row = list[Value]

LEVELS = ("五星级", "四星级", "三星级", "")
COLUMNS = [
    Column("所属单位", 24),
    Column("支部代码", 16),
    Column("支部名称", 34),
    Column("证书编号", 26),
    Column("有效期至", 13, form=DAY),
    Column("评定星级", 11),
    *[Column(f"指标{number}", 9, f"第{number // 9 + 1}部分", POINTS) for number in range(34)],
]
FRAME = Frame("2026年度支部得分表", "某省委组织部", datetime.date(2026, 12, 20))


def measure(n: int = ROWS) -> list[Figure]:
    """Return CPU for ``n`` rows of forty columns, and how memory grows from ``n`` to 5 ``n``.

    Both ways write the same cells, styles, merges, panes, rules and chart, and are compared
    before anything is timed. Memory is the peak of a process of its own for each size.
    """
    logging.disable(logging.WARNING)
    _compare(min(n, COMPARED))
    rows = list(_rows(n))
    ours, plain = [], []
    for _ in range(ROUNDS):
        plain.append(_cpu(lambda: _write(_plainly, rows)))
        ours.append(_cpu(lambda: _write(_streamed, rows)))
    few, many = _peak(n), _peak(GROWN * n)
    return [
        Figure("cpu", statistics.median(ours), statistics.median(plain), "s"),
        Figure("memory", many, few, "MB"),
        Figure("memory-growth", many / few, 1.0, "times"),
    ]


def _rows(n: int) -> Iterator[Row]:
    """Yield rows of invented branches, the same ones in every run."""
    chance = random.Random(2026)  # noqa: S311  # points for a bench, no secrets
    until = datetime.date(2027, 12, 31)
    for number in range(1, n + 1):
        points = [Decimal(chance.randrange(1001)) / 100 for _ in range(34)]
        yield [
            f"某市{number % 97}区直属机关工委",
            f"XQ-{number:06d}",
            f"某市{number % 97}区第{number}党支部",
            f"星评〔2026〕{number:06d}号" if number % 9 else None,
            until if number % 9 else None,
            LEVELS[number % 4],
            *points,
        ]


def _write(way: Callable[[Iterable[Row], IO[bytes]], None], rows: Iterable[Row]) -> None:
    with tempfile.TemporaryFile() as file:
        way(rows, file)


def _streamed(rows: Iterable[Row], file: IO[bytes]) -> None:
    with TableBook(kept_rows=0) as book:
        table = book.table("得分", FRAME, COLUMNS)
        table.add(rows)
        last = table.close()
        _rules(table.sheet, last)
        _chart(book.book)
        book.save(file)


def _plainly(rows: Iterable[Row], file: IO[bytes]) -> None:
    """Write as openpyxl advises for many rows: write-only, one styled cell for each value."""
    # The frame of our own sheets, so that both have the same; it costs next to nothing.
    model = openpyxl.Workbook().active
    write_frame(model, FRAME, COLUMNS)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("得分")
    set_up_print(sheet, COLUMNS)
    sheet.row_dimensions[1].height = 36
    for row in model.iter_rows():
        sheet.append([_like(sheet, cell) for cell in row])
    looks = Looks(book)
    last = FIRST_ROW - 1
    for row in rows:
        sheet.append([_styled(sheet, *pair, looks) for pair in zip(row, COLUMNS, strict=True)])
        last += 1
    sheet.append([])
    sheet.append([WriteOnlyCell(sheet, FRAME.closing)])
    for merged in model.merged_cells.ranges:
        sheet.merged_cells.add(CellRange(merged.coord))
    end = get_column_letter(len(COLUMNS))
    sheet.merged_cells.add(CellRange(f"A{last + 2}:{end}{last + 2}"))
    _rules(sheet, last)
    _chart(book)
    book.save(file)


def _like(sheet: Any, model: Any) -> Any:
    cell = WriteOnlyCell(sheet, model.value)
    cell.font, cell.border, cell.fill = copy(model.font), copy(model.border), copy(model.fill)
    cell.alignment, cell.number_format = copy(model.alignment), model.number_format
    return cell


def _styled(sheet: Any, value: Value, column: Column, looks: Looks) -> Any:
    cell = WriteOnlyCell(sheet)
    put(cell, value)
    # The quick way: a style set part by part would cost the baseline eight times as much.
    cell._style = looks.model(type(None) if cell.value is None else type(value), column)._style
    return cell


def _rules(sheet: Any, last: int) -> None:
    points = f"G{FIRST_ROW}:AN{last}"
    rule = CellIsRule(operator="lessThan", formula=["1"], font=WARNING_FONT)
    sheet.conditional_formatting.add(points, rule)
    choices = ",".join(filter(None, LEVELS))
    validation = DataValidation("list", formula1=f'"{choices}"', allow_blank=True)
    validation.add(f"F{FIRST_ROW}:F{last}")
    sheet.data_validations.append(validation)


def _chart(book: Any) -> None:
    sheet = book.create_sheet("图")
    for line in (["星级", "个"], ["五星级", 3], ["四星级", 4]):
        sheet.append(line)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")


def _compare(n: int) -> None:
    """Refuse to time two ways that do not write the same.

    Raises:
        SystemExit: a cell, a style, a merge or a pane differs.
    """
    told = []
    for way in (_streamed, _plainly):
        file = io.BytesIO()
        way(_rows(n), file)
        file.seek(0)
        told.append(_told(openpyxl.load_workbook(file)["得分"]))
    for one, other in itertools.zip_longest(*told):
        if one != other:
            raise SystemExit(f"the two ways write different sheets: {one} and {other}")


def _told(sheet: Any) -> list[Any]:
    """Return everything a reader learns of a sheet; the style of the closing line aside."""
    merged = sorted(one.coord for one in sheet.merged_cells.ranges)
    rules = [str(one.sqref) for one in sheet.conditional_formatting]
    choices = [str(one.sqref) for one in sheet.data_validations.dataValidation]
    around = [merged, rules, choices, sheet.freeze_panes, sheet.print_title_rows]
    widths = [sheet.column_dimensions["C"].width, sheet.page_setup.orientation]
    looks: dict[int, str] = {}
    cells = []
    for row in sheet.iter_rows(max_row=sheet.max_row - 1):
        for cell in row:
            if cell.style_id not in looks:
                parts = cell.font, cell.border, cell.fill, cell.alignment
                looks[cell.style_id] = cell.number_format + "".join(map(repr, parts))
            cells.append((cell.coordinate, cell.value, cell.data_type, looks[cell.style_id]))
    return [*around, *widths, sheet.cell(sheet.max_row, 1).value, *cells]


def _cpu(work: Callable[[], Any]) -> float:
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def _peak(n: int) -> float:
    """Return the megabytes that a fresh process holds at most while it streams ``n`` rows."""
    context = multiprocessing.get_context("spawn")
    readings: Any = context.Queue()
    process = context.Process(target=_write_and_read, args=(n, readings))
    process.start()
    found: float = readings.get(timeout=600)
    process.join()
    return found


def _write_and_read(n: int, readings: Any) -> None:
    _write(_streamed, _rows(n))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    held = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    readings.put(int(held[1]) * 1024 / MEGABYTE if held else 0.0)
