"""The rows of a workbook as a document, with the place of every part and every fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.engine.results import Reason
from scoring.rubrics.workbook.conditions import decode_condition
from scoring.rubrics.workbook.layout import Column, Table, layout
from scoring.rubrics.workbook.lines import CellError, Line, Lines, Spot
from scoring.rubrics.workbook.values import Cell, CellFault, chosen, decode, plain_text, yaml_of


@dataclass
class Decoded:
    """What the rows say. ``spots``: JSON pointer -> cell."""

    document: dict[str, Any] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)

    def spot(self, pointer: str) -> Spot:
        """Return the cell of a pointer, or of the nearest part above it that has one."""
        while pointer and pointer not in self.spots:
            pointer = pointer.rpartition("/")[0]
        return self.spots.get(pointer) or Spot(layout().words["head_sheet"], "A1")


@dataclass
class _Node:
    """The map of a row, which rows of another sheet may hang below."""

    value: dict[str, Any]
    pointer: str


def decode_lines(lines: Lines) -> Decoded:
    """Return the document of some rows; what cannot be read is among the errors."""
    found = Decoded()
    _decode_head(lines.get(layout().words["head_sheet"], []), found)
    nodes: dict[str, dict[str, _Node]] = {}
    for table in layout().tables:
        if not table.parent:
            found.spots[f"/{table.at}"] = Spot(table.sheet, "A1")
        for line in lines.get(table.sheet, []):
            _TableReader(table, line, found, nodes).read()
    _decode_rest(lines.get(layout().words["rest_sheet"], []), found)
    return found


def _decode_head(lines: list[Line], found: Decoded) -> None:
    words = layout().words
    name, content, _note = words["head_heads"]
    rows = {row.column.label: row.column for row in layout().head}
    for line in lines:
        if line.cells.get(name) is None:
            continue
        label = plain_text(line.cells[name])
        if label not in rows:
            data = {"text": label, "options": list(rows)}
            spot = Spot(words["head_sheet"], line.cell(name))
            found.errors.append(CellError(spot, Reason("cell_no_choice", data)))
            continue
        spot = Spot(words["head_sheet"], line.cell(content), label)
        found.spots[f"/{rows[label].path[0]}"] = spot
        cell = line.cells.get(content)
        if cell is not None:
            _read_into(found.document, rows[label], cell, spot, found)


def _read_into(
    holder: dict[str, Any], column: Column, cell: Cell, spot: Spot, found: Decoded
) -> None:
    try:
        value = decode(column, cell)
    except CellFault as fault:
        found.errors.append(CellError(spot, fault.reason))
        return
    for name in column.path[:-1]:
        holder = holder.setdefault(name, {})
    holder[column.path[-1]] = value


def _decode_rest(lines: list[Line], found: Decoded) -> None:
    words = layout().words
    place, content = words["rest_heads"]
    for line in lines:
        spot = Spot(words["rest_sheet"], line.cell(content))
        path, cell = line.cells.get(place), line.cells.get(content)
        if path is None or cell is None:
            column = place if path is None else content
            found.errors.append(CellError(spot, Reason("cell_missing", {"column": column})))
            continue
        key, dot, inner = plain_text(path).partition(".")
        try:
            value = yaml_of(cell)
        except CellFault as fault:
            found.errors.append(CellError(spot, fault.reason))
            continue
        holder = found.document.setdefault(key, {}) if dot else found.document
        name = inner if dot else key
        if not isinstance(holder, dict) or name in holder:
            data = {"text": plain_text(path)}
            found.errors.append(CellError(spot, Reason("cell_twice", data)))
            continue
        holder[name] = value
        found.spots[f"/{key}/{inner}" if dot else f"/{key}"] = spot


class _TableReader:
    """Reads one row and hangs its map where it belongs."""

    def __init__(
        self, table: Table, line: Line, found: Decoded, nodes: dict[str, dict[str, _Node]]
    ) -> None:
        self._table = table
        self._line = line
        self._found = found
        self._nodes = nodes
        self._value: dict[str, Any] = {}
        self._own: dict[str, Spot] = {}  # path inside the row -> cell

    def read(self) -> None:
        """Read the row; faults are noted."""
        for column in self._table.columns:
            if column.type != "condition":
                self._read_column(column)
        for key in self._conditions():
            self._read_condition(key)
        self._read_rest()
        pointer = self._hang()
        if not pointer:
            return
        self._found.spots[pointer] = Spot(self._table.sheet, f"A{self._line.number}")
        for path, spot in self._own.items():
            self._found.spots.setdefault(f"{pointer}{path}", spot)
        known = self._nodes.setdefault(self._table.sheet, {})
        known.setdefault(str(self._value.get("id", "")), _Node(self._value, pointer))

    def _conditions(self) -> Iterator[str]:
        columns = self._table.columns
        yield from dict.fromkeys(one.path[0] for one in columns if one.type == "condition")

    def _read_column(self, column: Column) -> None:
        spot = self._spot(column.label)
        self._own["/" + "/".join(column.path)] = spot
        cell = self._line.cells.get(column.label)
        if cell is not None:
            _read_into(self._value, column, cell, spot, self._found)

    def _read_condition(self, key: str) -> None:
        columns = [one for one in self._table.columns if one.part and one.path == (key,)]
        cells = {one.part: self._line.cells.get(one.label) for one in columns}
        given = [one for one in columns if cells[one.part] is not None]
        spot = self._spot((given or columns)[0].label)
        self._own[f"/{key}"] = spot
        if not given:
            return
        try:
            self._value[key] = decode_condition(cells)
        except CellFault as fault:
            named = [one.label for one in columns if one.part == fault.part]
            self._fault(self._spot(named[0]) if named else spot, fault.reason)

    def _read_rest(self) -> None:
        label = layout().words["rest_note"]
        cell = self._line.cells.get(label)
        if cell is None:
            return
        spot = self._spot(label)
        try:
            rest = yaml_of(cell)
        except CellFault as fault:
            self._fault(spot, fault.reason)
            return
        if not isinstance(rest, dict):
            self._fault(spot, Reason("not_a_map", {}))
            return
        for key in rest:
            self._own.setdefault(f"/{key}", spot)
        for key in _merge(self._value, rest):
            self._fault(spot, Reason("cell_twice", {"text": key}))

    def _hang(self) -> str:
        """Put the map under its parent; return its pointer, empty where there is no parent."""
        table = self._table
        if not table.parent:
            return self._append(self._found.document, table.at, "")
        parent = self._parent()
        if parent is None:
            return ""
        if not table.kinds:
            return self._append(parent.value, table.at, parent.pointer)
        kind = self._kind()
        holder = parent.value.setdefault(table.at, {})
        if not kind or not isinstance(holder, dict):
            return ""
        pointer = f"{parent.pointer}/{table.at}"
        if kind in ("condition", "measure"):
            return self._put(holder, kind, pointer)
        return self._append(holder, kind, pointer)

    def _append(self, holder: dict[str, Any], key: str, pointer: str) -> str:
        entries = holder.setdefault(key, [])
        if not isinstance(entries, list):
            self._fault(self._spot(""), Reason("cell_twice", {"text": key}))
            return ""
        entries.append(self._value)
        return f"{pointer}/{key}/{len(entries) - 1}"

    def _put(self, holder: dict[str, Any], kind: str, pointer: str) -> str:
        """Put the one condition or measure of an item, whose row has nothing else."""
        label = self._table.kind_label
        if kind in holder:
            self._fault(self._spot(label), Reason("cell_twice", {"text": self._table.kinds[kind]}))
        elif "condition" not in self._value:
            column = layout().words["parts"]["fact"]
            self._fault(self._spot(label), Reason("cell_missing", {"column": column}))
        elif len(self._value) > 1:
            self._fault(
                self._spot(label), Reason("cells_beside", {"kind": self._table.kinds[kind]})
            )
        else:
            holder[kind] = self._value["condition"]
            self._own = {"": self._own["/condition"]}
            return f"{pointer}/{kind}"
        return ""

    def _parent(self) -> _Node | None:
        table = self._table
        cell = self._line.cells.get(table.parent_label)
        spot = self._spot(table.parent_label)
        if cell is None:
            self._fault(spot, Reason("cell_missing", {"column": table.parent_label}))
            return None
        name = plain_text(cell)
        parent = self._nodes.get(table.parent, {}).get(name)
        if parent is None:
            self._fault(spot, Reason("cell_parent", {"sheet": table.parent, "text": name}))
        return parent

    def _kind(self) -> str:
        label = self._table.kind_label
        cell = self._line.cells.get(label)
        if cell is None:
            self._fault(self._spot(label), Reason("cell_missing", {"column": label}))
            return ""
        try:
            return chosen(self._table.kinds, cell)
        except CellFault as fault:
            self._fault(self._spot(label), fault.reason)
            return ""

    def _spot(self, label: str) -> Spot:
        return Spot(self._table.sheet, self._line.cell(label), label)

    def _fault(self, spot: Spot, reason: Reason) -> None:
        self._found.errors.append(CellError(spot, reason))


def _merge(value: dict[str, Any], rest: Mapping[str, Any]) -> Iterator[str]:
    """Add what the columns have not said; yield the keys of what they have said already."""
    for key, one in rest.items():
        if key not in value:
            value[key] = one
        elif isinstance(value[key], dict) and isinstance(one, Mapping):
            yield from _merge(value[key], one)
        else:
            yield key
