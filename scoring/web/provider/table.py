"""A provider's table as plain data, and what was typed into it.

Each row carries what its cells held when the page was made, with their versions. Only cells
that were changed against that are saved, so two offices may work on one page at a time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from scoring.common.entries import Conflict, WriteResult
from scoring.facts.models import FactSheet
from scoring.organizations.models import Organization
from scoring.organizations.permissions import belongs_to
from scoring.web import formats
from scoring.web.components import Fault
from scoring.web.errors import worded
from scoring.web.provider.columns import Column
from scoring.web.provider.tasks import Task

ROWS_PER_PAGE = 50
Sheets = Mapping[tuple[int, int], FactSheet]  # (branch, calendar year)


@dataclass(frozen=True)
class Cell:
    """One input."""

    column: Column
    name: str
    id: str
    value: str
    fault: str = ""
    note: str = ""  # what somebody else has written meanwhile

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Return (value, text, chosen)."""
        return [(value, text, value == self.value) for value, text in self.column.options]


@dataclass(frozen=True)
class Row:
    """One branch. ``held`` is what the page showed: entry -> [version, text]."""

    branch: Organization
    url: str
    cells: tuple[Cell, ...]
    held: str
    locked: bool  # the person belongs to this branch


@dataclass
class Leftover:
    """What could not be saved, by (branch, entry)."""

    typed: dict[tuple[int, str], str] = field(default_factory=dict)
    faults: dict[tuple[int, str], str] = field(default_factory=dict)
    notes: dict[tuple[int, str], str] = field(default_factory=dict)

    def take(
        self, row: int, columns: Mapping[str, Column], result: WriteResult, typed: Any
    ) -> None:
        """Keep what one branch's save turned down."""
        for entry, reason in result.refused.items():
            self.faults[row, entry] = worded(reason)
            self.typed[row, entry] = typed[entry]
        for entry, conflict in result.conflicts.items():
            self.notes[row, entry] = _note(columns[entry], conflict)
            self.typed[row, entry] = typed[entry]

    def lines(self, branches: Mapping[int, str], columns: Mapping[str, Column]) -> list[Fault]:
        """Return the lines of the error summary, each leading to its cell."""
        held = {**self.notes, **self.faults}
        return [
            Fault(cell_id(row, entry), f"{branches[row]}，{columns[entry].label}：{text}")
            for (row, entry), text in held.items()
        ]


def page_of(task: Task, number: str | None) -> Page[Organization]:
    """Return the branches of one page of the table."""
    return Paginator(task.branches(), ROWS_PER_PAGE).get_page(number)


def rows_of(task: Task, branches: list[Organization], leftover: Leftover) -> list[Row]:
    """Lay out the rows of one page."""
    sheets = sheets_of(task, branches)
    return [_row(task, branch, sheets, leftover) for branch in branches]


def sheets_of(task: Task, branches: list[Organization]) -> Sheets:
    """Return the sheets that the columns read, in one query."""
    years = {column.year for column in task.columns}
    found = FactSheet.objects.filter(organization__in=branches, year__in=years)
    return {(sheet.organization_id, sheet.year): sheet for sheet in found}


def _row(task: Task, branch: Organization, sheets: Sheets, leftover: Leftover) -> Row:
    held: dict[str, tuple[int, str]] = {}
    cells = []
    for column in task.columns:
        sheet = sheets.get((branch.pk, column.year))
        text = column.text(sheet.value(column.key)) if sheet else ""
        held[column.entry] = (sheet.version_of(column.key) if sheet else 0, text)
        place = (branch.pk, column.entry)
        cells.append(
            Cell(
                column=column,
                name=cell_name(*place),
                id=cell_id(*place),
                value=leftover.typed.get(place, text),
                fault=leftover.faults.get(place, ""),
                note=leftover.notes.get(place, ""),
            )
        )
    locked = belongs_to(task.user, branch.pk)
    url = task.url("provider:branch", branch.pk)
    return Row(branch, url, tuple(cells), json.dumps(held, ensure_ascii=False), locked)


def changed_cells(
    task: Task, branch: int, posted: QueryDict
) -> tuple[dict[str, str], dict[str, int]]:
    """Return what was changed in one row, and the versions that were seen."""
    held = _held(posted.get(f"held:{branch}", ""))
    changes: dict[str, str] = {}
    seen: dict[str, int] = {}
    for column in task.columns:
        typed = posted.get(cell_name(branch, column.entry))
        version, text = held.get(column.entry, (0, ""))
        if typed is not None and typed.strip() != text:
            changes[column.entry] = typed
            seen[column.entry] = version
    return changes, seen


def _held(text: str) -> dict[str, tuple[int, str]]:
    """Return what the page says it showed; nonsense counts as an empty page, never as newer."""
    try:
        document = json.loads(text)
        return {str(key): (int(pair[0]), str(pair[1])) for key, pair in document.items()}
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return {}


def cell_name(branch: int, entry: str) -> str:
    """Return the name of a cell's input."""
    return f"cell:{branch}:{entry}"


def cell_id(branch: int, entry: str) -> str:
    """Return the id of a cell's input; ids hold no colon or dot."""
    return f"c-{branch}-" + entry.translate(str.maketrans(":/.", "---"))


def _note(column: Column, conflict: Conflict) -> str:
    return _("%(who)s has meanwhile written %(value)s (%(at)s). Saving again writes yours.") % {
        "who": conflict.by,
        "value": column.spoken(conflict.value),
        "at": formats.moment(conflict.at),
    }
