"""A block of cells copied from Excel or WPS: which columns, which rows, what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.web.errors import worded
from scoring.web.provider.columns import Column
from scoring.workflow.providing import PasteFault


@dataclass(frozen=True)
class Block:
    """What was pasted. ``first`` is the line of the first data row, counted from 1."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int
    unknown: tuple[str, ...] = ()  # heads that name no column


@dataclass(frozen=True)
class FaultLine:
    """One cell that cannot be taken, as the person counts rows and columns."""

    row: int
    column: str
    reason: str


def read_block(text: str, columns: Sequence[Column]) -> Block:
    """Return the pasted cells; a first line of column names chooses and orders the columns."""
    lines = [line.split("\t") for line in text.strip("\r\n").splitlines()]
    labels = {column.label: column for column in columns}
    heads = [cell.strip() for cell in lines[0][1:]] if lines else []
    if any(head in labels for head in heads):
        places = [place for place, head in enumerate(heads, 1) if head in labels]
        chosen = tuple(labels[heads[place - 1]] for place in places)
        unknown = tuple(head for head in heads if head and head not in labels)
        return Block(chosen, _words(_picked(lines[1:], places), chosen), 2, unknown)
    return Block(tuple(columns), _words(lines, columns), 1)


def _picked(lines: list[list[str]], places: Sequence[int]) -> list[list[str]]:
    """Return the branch and the cells under known heads; what stands under no head is left out."""
    return [
        [line[0], *(line[place] if place < len(line) else "" for place in places)] for line in lines
    ]


def _words(lines: list[list[str]], columns: Sequence[Column]) -> tuple[tuple[str, ...], ...]:
    """Return the cells with words of lists read as values; rows keep their place."""
    return tuple(
        (
            line[0].strip(),
            *(column.typed(cell) for column, cell in zip(columns, line[1:], strict=False)),
            *line[1 + len(columns) :],
        )
        for line in lines
    )


def fault_lines(block: Block, faults: Sequence[PasteFault]) -> list[FaultLine]:
    """Return the faults in the rows and columns of what was pasted."""
    return [
        FaultLine(fault.row + block.first - 1, _column(block, fault.column), worded(fault.reason))
        for fault in faults
    ]


def _column(block: Block, number: int) -> str:
    letter = chr(ord("A") + number - 1) if number <= 26 else str(number)
    if number == 1:
        return f"{letter} {_('Branch')}"
    if number - 2 < len(block.columns):
        return f"{letter} {block.columns[number - 2].label}"
    return letter
