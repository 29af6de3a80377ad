"""From the values of a document to what stands in a cell, and back.

A number keeps the decimals with which it was written: 0.80 is the cell 0.8 shown with two places.
What a cell cannot give back as it was is not encoded; the caller keeps it as YAML.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from scoring.engine.results import Reason
from scoring.rubrics.lined_yaml import YamlFaults
from scoring.rubrics.workbook.layout import Column, layout
from scoring.rubrics.yaml_files import parse_value, yaml_value

LONGEST = 32_000
"""Signs of a cell; WPS and Excel hold 32,767."""

Cell = str | int | Decimal | None
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,13})(\.[0-9]{1,8})?\Z")
_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")  # a sign spelt as the format spells it inside
_YES = ("true", "1", "√", "✓", "yes", "y")
_NO = ("false", "0", "×", "no", "n")


class CellFault(ValueError):
    """A cell that says nothing we can take."""

    def __init__(self, code: str, **data: Any) -> None:
        """Keep the reason."""
        super().__init__(code)
        self.reason = Reason(code, data)
        self.part = ""  # of a condition: which of its columns is meant


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same to the letter: 1, true and "1" are three things."""
    return _letter(one) == _letter(other)


def _letter(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def encode(column: Column, value: Any) -> Cell:
    """Return what stands in the cell; None where the cell could not give the value back."""
    cell = _ENCODERS[column.type](column, value)
    if cell is None or (isinstance(cell, str) and len(cell) > LONGEST):
        return None
    try:
        back = decode(column, cell)
    except CellFault:
        return None
    return cell if same(back, value) else None


def decode(column: Column, cell: Cell) -> Any:
    """Return the value of a cell that is not empty.

    Raises:
        CellFault: no such value.
    """
    return _DECODERS[column.type](column, cell)


def number_cell(value: Any) -> Cell:
    """Return a whole number, or the text of one with a point, as a number; None for others."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    if not _NUMBER.match(str(value)) or (isinstance(value, str) and "." not in value):
        return None
    return Decimal(value) if isinstance(value, str) else value


def number_value(cell: Cell) -> int | str:
    """Return the number of a cell as documents write it; full-width digits are taken.

    Raises:
        CellFault: it is no number.
    """
    text = unicodedata.normalize("NFKC", str(cell)).strip().replace(",", "")
    if text.endswith("%") and _NUMBER.match(text[:-1]):
        text = f"{Decimal(text[:-1]) / 100:f}"
    if not _NUMBER.match(text):
        raise CellFault("number_malformed", text=str(cell))
    return text if "." in text else int(text)


def plain_text(cell: Cell) -> str:
    """Return the text of a cell, with the line breaks of this system."""
    text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def flag_value(cell: Cell) -> bool:
    """Return yes or no. Raises CellFault."""
    text = unicodedata.normalize("NFKC", str(cell)).strip().lower()
    flags = layout().words["flags"]
    if text == flags[True] or text in _YES:
        return True
    if text == flags[False] or text in _NO:
        return False
    raise CellFault("cell_no_choice", text=str(cell), options=list(flags.values()))


def chosen(options: Mapping[str, str], cell: Cell) -> str:
    """Return the key of a word out of some; the key itself is taken too. Raises CellFault."""
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    for key, word in options.items():
        if text in (word, key):
            return key
    raise CellFault("cell_no_choice", text=str(cell), options=list(options.values()))


def yaml_of(cell: Cell) -> Any:
    """Return what the YAML of a cell says. Raises CellFault."""
    try:
        return parse_value(str(cell))
    except YamlFaults as found:
        raise CellFault("cell_yaml_broken", line=found.places[0].line) from found


def _text_cell(_column: Column, value: Any) -> Cell:
    """Return a text, with line breaks but nothing else that a cell could swallow."""
    if not isinstance(value, str) or not value or _ESCAPE.search(value):
        return None
    return value if all(line.isprintable() for line in value.split("\n")) else None


def _lines_cell(column: Column, value: Any) -> Cell:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return None
    return _text_cell(column, "\n".join(value))


def _lines(_column: Column, cell: Cell) -> list[str]:
    return [line.strip() for line in plain_text(cell).split("\n") if line.strip()]


def _flag_cell(_column: Column, value: Any) -> Cell:
    return str(layout().words["flags"][value]) if isinstance(value, bool) else None


def _choice_cell(column: Column, value: Any) -> Cell:
    return column.options.get(value) if isinstance(value, str) else None


_ENCODERS: dict[str, Callable[[Column, Any], Cell]] = {
    "text": _text_cell,
    "number": lambda _column, value: number_cell(value),
    "flag": _flag_cell,
    "lines": _lines_cell,
    "choice": _choice_cell,
    "yaml": lambda _column, value: yaml_value(value),
}
_DECODERS: dict[str, Callable[[Column, Cell], Any]] = {
    "text": lambda _column, cell: plain_text(cell),
    "number": lambda _column, cell: number_value(cell),
    "flag": lambda _column, cell: flag_value(cell),
    "lines": _lines,
    "choice": lambda column, cell: chosen(column.options, cell),
    "yaml": lambda _column, cell: yaml_of(cell),
}
