"""A document as the rows of a workbook. Whatever no column holds is kept beside its row as YAML."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.engine.faults import as_decimal
from scoring.rubrics.workbook.conditions import encode_condition
from scoring.rubrics.workbook.decoding import decode_lines
from scoring.rubrics.workbook.layout import Column, Table, layout
from scoring.rubrics.workbook.lines import Line, Lines
from scoring.rubrics.workbook.values import LONGEST, Cell, encode, same
from scoring.rubrics.yaml_files import ordered, yaml_value

_PLAIN = re.compile(r"[A-Za-z0-9_-]+\Z")


class TooLongForCell(ValueError):
    """A text of the document is longer than a cell of a workbook. ``sheet``: where it stands."""

    def __init__(self, sheet: str) -> None:
        """Keep the sheet."""
        super().__init__(sheet)
        self.sheet = sheet


@dataclass
class _Sheets:
    """The rows of every sheet while they are made."""

    rows: dict[str, list[dict[str, Cell]]] = field(default_factory=dict)

    def add(self, sheet: str, row: dict[str, Cell]) -> None:
        self.rows.setdefault(sheet, []).append(row)


def rows_of(document: Mapping[str, Any]) -> dict[str, list[dict[str, Cell]]]:
    """Return sheet -> rows, each a map from the head of a column to its cell.

    A section whose rows would not give it back (ids that are missing or stand twice) is kept
    whole on the last sheet.

    Raises:
        TooLongForCell: a text is longer than a cell.
    """
    plain = normalized(document)
    rows = _encoded(plain, frozenset())
    back = decode_lines(as_lines(rows)).document
    lost = frozenset(
        key for key, value in plain.items() if key not in back or not same(back[key], value)
    )
    return _encoded(plain, lost) if lost else rows


def normalized(value: Any) -> Any:
    """Return the same content in the spelling of a file: maps in order, no floats."""
    if isinstance(value, Mapping):
        return {str(key): normalized(one) for key, one in ordered(value).items()}
    if isinstance(value, (list, tuple)):
        return [normalized(one) for one in value]
    if isinstance(value, (float, Decimal)):
        number = as_decimal(value)
        text = str(value) if number is None else f"{number.normalize():f}"
        return text if "." in text else int(text)
    return value


def as_lines(rows: Mapping[str, list[dict[str, Cell]]]) -> Lines:
    """Return rows as a reader would find them: without empty cells and empty rows."""
    return {
        sheet: [
            Line(number, given)
            for number, cells in enumerate(found, 2)
            if (given := {head: one for head, one in cells.items() if one not in (None, "")})
        ]
        for sheet, found in rows.items()
    }


def _encoded(
    document: Mapping[str, Any], whole: frozenset[str]
) -> dict[str, list[dict[str, Cell]]]:
    sheets = _Sheets()
    rest = dict(copy.deepcopy(dict(document)))
    _encode_head(rest, whole, sheets)
    for table in layout().tables:
        section = rest.get(table.at)
        if table.parent or table.at in whole or not _rows_fit(section):
            continue
        for one in rest.pop(table.at):
            _encode_row(table, one, {}, sheets)
    _encode_rest(rest, sheets)
    return sheets.rows


def _encode_head(rest: dict[str, Any], whole: frozenset[str], sheets: _Sheets) -> None:
    words = layout().words
    for row in layout().head:
        key = row.column.path[0]
        cell = None if key in whole or key not in rest else encode(row.column, rest[key])
        if cell is not None:
            del rest[key]
        name, content, note = words["head_heads"]
        sheets.add(words["head_sheet"], {name: row.column.label, content: cell, note: row.note})


def _encode_rest(rest: Mapping[str, Any], sheets: _Sheets) -> None:
    words = layout().words
    place, content = words["rest_heads"]
    for key, value in rest.items():
        parts = {key: value}
        if isinstance(value, Mapping) and value and all(map(_PLAIN.match, value)):
            parts = {f"{key}.{one}": inner for one, inner in value.items()}
        for path, inner in parts.items():
            row: dict[str, Cell] = {
                place: path,
                content: _checked(yaml_value(inner), words["rest_sheet"]),
            }
            sheets.add(words["rest_sheet"], row)


def _rows_fit(section: Any) -> bool:
    """Tell whether a section can be rows; an id names its rows below in a cell of their own."""
    return (
        isinstance(section, list)
        and bool(section)
        and all(isinstance(one, dict) and str(one.get("id", "")).isprintable() for one in section)
    )


def _encode_row(
    table: Table, given: dict[str, Any], start: dict[str, Cell], sheets: _Sheets
) -> None:
    """Add the row of one map, and the rows of what hangs below it."""
    rest = copy.deepcopy(given)
    cells = dict(start)
    for column in table.columns:
        if column.type != "condition":
            cells[column.label] = _taken(column, rest)
    for key in dict.fromkeys(one.path[0] for one in table.columns if one.type == "condition"):
        cells |= _condition_cells(table, key, rest)
    below = [
        (child, entry, first)
        for child in layout().children(table.sheet)
        for entry, first in _entries(child, given, rest)
    ]
    if rest:
        cells[layout().words["rest_note"]] = _checked(yaml_value(rest), table.sheet)
    sheets.add(table.sheet, cells)
    for child, entry, first in below:
        _encode_row(child, entry, first, sheets)


def _taken(column: Column, rest: dict[str, Any]) -> Cell:
    """Return the cell of a value and take the value away; None where it must stay."""
    *above, key = column.path
    holder: Any = rest
    for name in above:
        holder = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(holder, dict) or key not in holder:
        return None
    cell = encode(column, holder[key])
    if cell is not None:
        _remove(rest, column.path)
    return cell


def _remove(rest: dict[str, Any], path: tuple[str, ...]) -> None:
    """Take a value away, and the map that held it when nothing else is in it."""
    first, *more = path
    if not more:
        del rest[first]
        return
    _remove(rest[first], tuple(more))
    if not rest[first]:
        del rest[first]


def _condition_cells(table: Table, key: str, rest: dict[str, Any]) -> dict[str, Cell]:
    columns = [one for one in table.columns if one.type == "condition" and one.path == (key,)]
    if key not in rest:
        return {one.label: None for one in columns}
    parts = encode_condition(rest[key])
    text = parts.get("yaml")
    if isinstance(text, str):
        _checked(text, table.sheet)
    del rest[key]
    return {one.label: parts.get(one.part) for one in columns}


def _entries(
    child: Table, given: Mapping[str, Any], rest: dict[str, Any]
) -> list[tuple[dict[str, Any], dict[str, Cell]]]:
    """Return the maps below a row with the cells that say where they belong; take them away."""
    start: dict[str, Cell] = {child.parent_label: str(given.get("id", ""))}
    if not child.kinds:
        if not _rows_fit(rest.get(child.at)):
            return []
        return [(one, start) for one in rest.pop(child.at)]
    holder = rest.get(child.at)
    held = dict(holder) if isinstance(holder, dict) else {}
    found = []
    for kind, word in child.kinds.items():
        value = held.get(kind)
        first: dict[str, Cell] = {**start, child.kind_label: word}
        if _rows_fit(value):
            found += [(one, first) for one in held[kind]]
        elif isinstance(value, dict):
            found.append(({"condition": value}, first))
        else:
            continue
        _remove(rest, (child.at, kind))
    return found


def _checked(text: str, sheet: str) -> str:
    if len(text) > LONGEST:
        raise TooLongForCell(sheet)
    return text
