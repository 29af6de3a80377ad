"""What a workbook of past years holds before anybody has judged it: rows and faults."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.engine.results import Reason

RATINGS, INCIDENTS, FACTS = "ratings", "incidents", "facts"
SHEETS = (RATINGS, INCIDENTS, FACTS)
MOST_ROWS = 10_000  # of all sheets together
NO_LEVEL = "-"  # in the column ``level``: rated, and given none


@dataclass(frozen=True)
class HistoryRow:
    """One row; ``number`` counts from 1 as the person sees it, ``cells`` are texts by column."""

    sheet: str
    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class HistoryFault:
    """One cell that cannot be taken; ``column`` is its key, "" for the row or the sheet."""

    sheet: str
    number: int
    column: str
    reason: Reason


@dataclass(frozen=True)
class HistoryFile:
    """A workbook that was read: its rows, where each column stands, and what is wrong so far.

    ``spoilt`` are the rows with a cell in ``faults``: their other cells can still be judged.
    """

    rows: tuple[HistoryRow, ...]
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # sheet -> key -> "A"
    faults: tuple[HistoryFault, ...] = ()
    spoilt: tuple[HistoryRow, ...] = ()
