"""Workbooks of past years whose worksheets say something else about themselves than they hold."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from scoring.common.uploads import CheckedUpload, ContentMismatch
from scoring.reports.workbook.history_columns import COLUMNS, TITLES
from scoring.reports.workbook.history_reading import LAST_ROW, read_history

ROWS = 3


def changed(change: Callable[[bytes], bytes]) -> CheckedUpload:
    """Return a workbook of three rows of each sheet, its worksheets changed."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for key, title in TITLES.items():
        sheet = book.create_sheet(title)
        sheet.append([column.head for column in COLUMNS[key]])
        for _ in range(ROWS):
            sheet.append(["甲"] * len(COLUMNS[key]))
    good, spoilt = io.BytesIO(), io.BytesIO()
    book.save(good)
    with zipfile.ZipFile(good) as parts, zipfile.ZipFile(spoilt, "w") as target:
        for name in parts.namelist():
            part = parts.read(name)
            target.writestr(name, change(part) if "worksheets" in name else part)
    return CheckedUpload("表.xlsx", "xlsx", "", 1, "", spoilt.getvalue())


def sized(part: bytes, size: bytes = b"") -> bytes:
    return re.sub(rb"<dimension[^>]*/>", size, part)


@pytest.mark.parametrize("size", [b"", b'<dimension ref="A1:F2"/>', b'<dimension ref="A1"/>'])
def test_every_row_is_read_whatever_size_the_file_names(size: bytes) -> None:
    found = read_history(changed(lambda part: sized(part, size)))
    assert (len(found.rows), found.faults) == (ROWS * len(TITLES), ())


def moved_down(to: int) -> Callable[[bytes], bytes]:
    return lambda part: sized(part).replace(b'<row r="4"', b'<row r="%d"' % to)


def test_a_row_at_the_foot_of_the_sheet_is_read() -> None:
    found = read_history(changed(moved_down(LAST_ROW)))
    assert {row.number for row in found.rows} == {2, 3, LAST_ROW}


def test_a_row_below_every_sheet_is_not_waited_for() -> None:
    with pytest.raises(ContentMismatch):
        read_history(changed(moved_down(2_000_000_000)))
