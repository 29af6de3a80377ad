"""Tables that fill row by row: small ones are kept, large ones go to a temporary file.

openpyxl writes everything around the rows; the rows of a large table are put in between when
the workbook is saved, so that memory does not grow with them.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scoring.reports.workbook.cells import LAST_ROW, Column, Looks, Spelling, Value, write_row
from scoring.reports.workbook.sheets import (
    FIRST_ROW,
    Frame,
    set_up_print,
    write_closing,
    write_frame,
)

KEPT_ROWS = 2000
"""A table with more rows is streamed."""

BATCH = 500
"""Rows that are written to the temporary file together."""

IN_MEMORY = 4 * 1024 * 1024  # bytes of the frame of a workbook; what is larger goes to a file

_ROW = re.compile(rb'<row r="(\d+)"')


class Table:
    """One sheet with one table. Rows are added, then it is closed with or without a total."""

    def __init__(
        self, book: "TableBook", sheet: Worksheet, frame: Frame, columns: Sequence[Column]
    ) -> None:
        """Begin an empty table."""
        self.sheet = sheet
        self.columns = columns
        self.stream: IO[bytes] | None = None
        self._book = book
        self._frame = frame
        self._spelling = Spelling(columns, book.looks)
        self._waiting: list[Sequence[Value]] = []
        self._written = 0

    @property
    def count(self) -> int:
        """Return how many rows were added."""
        return self._written + len(self._waiting)

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """Add rows: one value for each column."""
        for row in rows:
            self._waiting.append(row)
            if self.stream is not None and len(self._waiting) >= BATCH:
                self._flush()
            elif self.stream is None and len(self._waiting) > self._book.kept_rows:
                self.stream = self._book.scratch()
                self._flush()

    def close(self, *, total: Sequence[Value] | None = None) -> int:
        """Write what stands around the rows; return the number of the last body row.

        Strings stay strings even when they look like formulas; Decimal becomes a number and a
        date a date, with the format of its column.

        Raises:
            OverflowError: more rows than a sheet can hold.
        """
        if not self.count:
            self.add([["（无）", *[None] * (len(self.columns) - 1)]])
        last = FIRST_ROW - 1 + self.count
        if last + 3 > LAST_ROW:
            raise OverflowError(f"{self.count} rows do not fit a worksheet")
        write_frame(self.sheet, self._frame, self.columns)
        if self.stream is not None:
            self._flush()
        else:
            for number, row in enumerate(self._waiting, FIRST_ROW):
                write_row(self.sheet, number, self.columns, row, self._book.looks)
        if total is not None:
            last += 1
            write_row(self.sheet, last, self.columns, total, self._book.looks, is_head=True)
        write_closing(self.sheet, self._frame, last + 2, len(self.columns))
        set_up_print(self.sheet, self.columns)
        return last

    def _flush(self) -> None:
        if self.stream is not None and self._waiting:
            first = FIRST_ROW + self._written
            spelled = self._spelling.row
            text = "".join(
                [spelled(number, row) for number, row in enumerate(self._waiting, first)]
            )
            self.stream.write(text.encode())
            self._written += len(self._waiting)
            self._waiting = []


class TableBook:
    """A workbook whose tables may be larger than memory. Use as a context; save inside it."""

    def __init__(self, *, kept_rows: int = KEPT_ROWS, folder: Path | None = None) -> None:
        """Begin an empty workbook; temporary files lie in ``folder``, the system's if None."""
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self.kept_rows = kept_rows
        self.looks = Looks(self.book)
        self._folder = folder
        self._tables: list[Table] = []
        self._files = ExitStack()

    def __enter__(self) -> "TableBook":
        """Return the workbook itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget the temporary files."""
        self._files.close()

    def table(self, name: str, frame: Frame, columns: Sequence[Column]) -> Table:
        """Append a sheet with an empty table."""
        table = Table(self, self.book.create_sheet(name), frame, columns)
        self._tables.append(table)
        return table

    def scratch(self) -> IO[bytes]:
        """Return a temporary file that lives as long as the workbook."""
        return self._files.enter_context(tempfile.TemporaryFile(dir=self._folder))

    def save(self, target: IO[bytes]) -> None:
        """Write the workbook; every table must be closed."""
        streams = {}
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as frame:
            self.book.save(frame)
            for table in self._tables:
                if table.stream is not None:
                    streams[table.sheet.path.lstrip("/")] = table.stream
            frame.seek(0)
            with (
                zipfile.ZipFile(frame) as source,
                zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
            ):
                for entry in source.infolist():
                    with archive.open(entry.filename, "w") as part:
                        _fill(part, source.read(entry), streams.get(entry.filename))


def _fill(part: IO[bytes], frame: bytes, rows: IO[bytes] | None) -> None:
    """Write one part of the workbook, with the streamed rows where they belong."""
    if rows is None:
        part.write(frame)
        return
    below = (row for row in _ROW.finditer(frame) if int(row[1]) >= FIRST_ROW)
    cut = next(below).start()  # total or closing line, which every table has
    part.write(frame[:cut])
    rows.seek(0)
    shutil.copyfileobj(rows, part, 1024 * 1024)
    part.write(frame[cut:])
