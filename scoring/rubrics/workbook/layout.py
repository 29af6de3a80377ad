"""How the workbook of a rubric is laid out: read from ``layout.yaml``, once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CONDITION = ("fact", "measure", "operator", "operand", "yaml")


@dataclass(frozen=True)
class Column:
    """One column. ``path``: the keys that lead from the row's map to the value."""

    label: str
    path: tuple[str, ...]
    type: str = "text"  # text, number, flag, lines, choice, yaml, condition
    width: int = 16
    options: Mapping[str, str] = field(default_factory=dict)  # key -> word
    part: str = ""  # which of CONDITION, for a column of a condition


@dataclass(frozen=True)
class Table:
    """One sheet. ``parent`` is the sheet whose rows hold these, named by ``parent_label``."""

    sheet: str
    at: str
    columns: tuple[Column, ...]
    parent: str = ""
    parent_label: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)  # list or part -> word
    kind_label: str = ""
    is_newer: bool = False  # files from before this sheet do without it


@dataclass(frozen=True)
class HeadRow:
    """One row of the first sheet."""

    column: Column
    note: str = ""


@dataclass(frozen=True)
class Layout:
    """The whole workbook."""

    words: Mapping[str, Any]
    head: tuple[HeadRow, ...]
    tables: tuple[Table, ...]
    measures: Mapping[str, str]
    every: Mapping[str, str]
    operators: Mapping[str, str]

    def table(self, sheet: str) -> Table:
        """Return the table of a sheet. Raises StopIteration for a sheet without one."""
        return next(table for table in self.tables if table.sheet == sheet)

    def children(self, sheet: str) -> tuple[Table, ...]:
        """Return the tables whose rows hang below the rows of a sheet."""
        return tuple(table for table in self.tables if table.parent == sheet)


@lru_cache(maxsize=1)
def layout() -> Layout:
    """Return the layout."""
    text = Path(__file__).with_name("layout.yaml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    conditions = document["condition"]
    return Layout(
        words=document["words"],
        head=tuple(HeadRow(_column(one), one.get("note", "")) for one in document["head"]),
        tables=tuple(_table(one, conditions) for one in document["tables"]),
        measures=conditions["measures"],
        every=conditions["every"],
        operators=conditions["operators"],
    )


def _table(one: Mapping[str, Any], conditions: Mapping[str, Any]) -> Table:
    parent = one.get("parent", {})
    columns: list[Column] = []
    for column in one["columns"]:
        if column.get("type") == "condition":
            columns += _condition_columns(column, conditions)
        else:
            columns.append(_column(column))
    return Table(
        sheet=one["sheet"],
        at=one["at"],
        columns=tuple(columns),
        parent=parent.get("sheet", ""),
        parent_label=parent.get("label", ""),
        kinds=one.get("kinds", {}),
        kind_label=one.get("kind_label", ""),
        is_newer=one.get("newer", False),
    )


def _column(one: Mapping[str, Any]) -> Column:
    return Column(
        label=one["label"],
        path=tuple(one["key"].split(".")),
        type=one.get("type", "text"),
        width=one.get("width", 16),
        options=one.get("options", {}),
    )


def _condition_columns(one: Mapping[str, Any], conditions: Mapping[str, Any]) -> list[Column]:
    prefix = one.get("prefix", "")
    options = {
        "measure": {
            **conditions["measures"],
            **{f"every_{key}": word for key, word in conditions["every"].items()},
        },
        "operator": conditions["operators"],
    }
    return [
        Column(
            label=prefix + conditions["labels"][part],
            path=(one["key"],),
            type="condition",
            width=conditions["widths"][part],
            options=options.get(part, {}),
            part=part,
        )
        for part in CONDITION
    ]
