"""Rows of a workbook as they were read, and what is wrong with them, by sheet and cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.engine.results import Reason
from scoring.rubrics.workbook.values import Cell


@dataclass(frozen=True)
class Line:
    """One row: ``cells`` by the head of the column, ``letters`` of the columns likewise."""

    number: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str] = field(default_factory=dict)

    def cell(self, label: str) -> str:
        """Return the name of a cell of this row, as in F12; the first one for no such column."""
        return f"{self.letters.get(label, 'A')}{self.number}"


Lines = Mapping[str, list[Line]]
"""Sheet -> rows, without the heads."""


@dataclass(frozen=True)
class Spot:
    """One cell; ``label`` is the head of its column, empty where the whole row is meant."""

    sheet: str
    cell: str
    label: str = ""


@dataclass(frozen=True)
class CellError:
    """What is wrong with one cell of a workbook."""

    spot: Spot
    reason: Reason
