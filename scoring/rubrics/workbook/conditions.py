"""Conditions and measures in four columns; what is more than one comparison stands as YAML.

The four are the fact, the measure, the operator and what it is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from scoring.rubrics.workbook.layout import layout
from scoring.rubrics.workbook.values import (
    Cell,
    CellFault,
    chosen,
    flag_value,
    number_cell,
    number_value,
    plain_text,
    same,
    yaml_of,
)
from scoring.rubrics.yaml_files import yaml_value

_TWO = {"ratio": "over", "difference": "less"}  # measures of two facts, and the sign between
_EVERY = "every_"
_LISTS = ("includes", "one_of", "between")


def encode_condition(value: Any) -> dict[str, Cell]:
    """Return the cells of a condition or a measure, by part; a tree is one cell of YAML."""
    cells = _simple(value) if isinstance(value, Mapping) else None
    if cells is not None:
        try:
            if same(decode_condition(cells), value):
                return cells
        except CellFault:
            pass  # a condition with a fault of its own: kept as it was written
    return {"yaml": yaml_value(value)}


def decode_condition(cells: Mapping[str, Cell]) -> Any:
    """Return what the cells say; parts without content may be absent.

    Raises:
        CellFault: they say nothing, or two things at once.
    """
    given = {part: cell for part, cell in cells.items() if cell is not None}
    if "yaml" in given:
        if len(given) > 1:
            raise CellFault("cells_and_yaml")
        return yaml_of(given["yaml"])
    for part in ("fact", "measure"):
        if part not in given:
            raise CellFault("cell_missing", column=layout().words["parts"][part])
    found = _measure(given)
    if found.get("every"):
        return found
    if ("operator" in given) != ("operand" in given):
        part = "operator" if "operand" in given else "operand"
        raise CellFault("cell_missing", column=layout().words["parts"][part])
    if "operator" in given:
        operator = _at("operator", given, lambda cell: chosen(layout().operators, cell))
        found[operator] = _operand(operator, given["operand"])
    return found


def _measure(given: Mapping[str, Cell]) -> dict[str, Any]:
    every = {f"{_EVERY}{key}": word for key, word in layout().every.items()}
    measure = _at("measure", given, lambda cell: chosen({**layout().measures, **every}, cell))
    fact = plain_text(given["fact"])
    if measure.startswith(_EVERY):
        if given.get("operator") is not None:
            chosen({"at_least": layout().operators["at_least"]}, given["operator"])
        period = measure.removeprefix(_EVERY)
        found: dict[str, Any] = {"periods_met": fact, "every": period}
        if given.get("operand") is not None:
            found["at_least"] = _at("operand", given, number_value)
        return found
    if measure in _TWO:
        sides = [side.strip() for side in fact.split(layout().words[_TWO[measure]].strip())]
        if len(sides) != 2 or not all(sides):
            raise CellFault("cell_two_facts", sign=layout().words[_TWO[measure]].strip())
        return {measure: sides}
    return {measure: fact}


def _at(part: str, given: Mapping[str, Cell], read: Callable[[Cell], Any]) -> Any:
    """Return what a cell says; a fault names the part of the condition."""
    try:
        return read(given[part])
    except CellFault as fault:
        fault.part = part
        raise


def _operand(operator: str, cell: Cell) -> Any:
    text = plain_text(cell)
    if operator in _LISTS and "\n" in text:
        return [_scalar(line.strip()) for line in text.split("\n") if line.strip()]
    return _scalar(cell)


def _scalar(cell: Cell) -> Any:
    for read in (number_value, flag_value):
        try:
            return read(cell)
        except CellFault:
            continue
    return plain_text(cell)


def _simple(value: Mapping[str, Any]) -> dict[str, Cell] | None:
    """Return the cells of one comparison, or None for what they cannot hold."""
    words = layout()
    rest = dict(value)
    cells: dict[str, Cell] = {}
    if "periods_met" in rest:
        every = rest.pop("every", None)
        cells = {"fact": rest.pop("periods_met"), "measure": words.every.get(str(every))}
    else:
        name = next((name for name in words.measures if name in rest), None)
        if name is None:
            return None
        cells = {"fact": _facts(name, rest.pop(name)), "measure": words.measures[name]}
    if len(rest) > 1 or not all(isinstance(one, str) for one in cells.values()):
        return None
    for operator, operand in rest.items():
        cells["operator"] = words.operators.get(operator)
        cells["operand"] = _operand_cell(operand)
        if cells["operator"] is None or cells["operand"] is None:
            return None
    return cells


def _facts(measure: str, facts: Any) -> Cell:
    if measure not in _TWO:
        return facts if isinstance(facts, str) else None
    if not isinstance(facts, list) or not all(isinstance(one, str) for one in facts):
        return None
    return str(layout().words[_TWO[measure]]).join(facts)


def _operand_cell(operand: Any) -> Cell:
    if isinstance(operand, bool):
        return str(layout().words["flags"][operand])
    if isinstance(operand, list):
        parts = [_operand_cell(one) for one in operand]
        return None if None in parts else "\n".join(_shown(part) for part in parts)
    number = number_cell(operand)
    return number if number is not None else operand if isinstance(operand, str) else None


def _shown(cell: Cell) -> str:
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
