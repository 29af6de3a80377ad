"""Checks of entered values: what a person typed becomes the canonical JSON value of a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.engine.definitions import NUMERIC, Column, FactDefinition, FactType
from scoring.engine.numbers import EntryError, parse_date, parse_number, plain, quantity
from scoring.engine.results import Reason

# The Chinese words are "is" and "has", "is not" and "has none"; the signs a tick and a cross.
_YES = frozenset({"true", "yes", "y", "on", "1", "\u662f", "\u6709", "\u221a"})
_NO = frozenset({"false", "no", "n", "off", "0", "\u5426", "\u65e0", "\u00d7"})
_LONGEST_TEXT = 2000
_MOST_ROWS = 500
_PLACES = {FactType.RATIO: 4}


class FactError(ValueError):
    """A value that a fact cannot have; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        """Keep the reason."""
        super().__init__(reason.code)
        self.reason = reason


def check_value(definition: FactDefinition, raw: Any) -> Any:
    """Return the canonical JSON value of what was typed for a fact.

    Ints come back as int, other numbers as decimal text, dates as YYYY-MM-DD, sets in option
    order, months and quarters as maps of those that were entered.

    Raises:
        FactError: with the reason, for anything the fact cannot be.
    """
    if definition.computed:
        raise FactError(_reason(definition, "fact_computed"))
    try:
        return _CHECKS[definition.type](definition, raw)
    except EntryError as error:
        raise FactError(_reason(definition, error.code, **error.data)) from error


def check_together(
    definitions: Mapping[str, FactDefinition], values: Mapping[str, Any]
) -> dict[str, Reason]:
    """Return, by fact key, why a value cannot stand beside another (attended over due)."""
    found: dict[str, Reason] = {}
    for key, definition in definitions.items():
        bound = definition.at_most
        if not bound or values.get(key) is None or values.get(bound) is None:
            continue
        if Fraction(values[key]) > Fraction(values[bound]):
            found[key] = _reason(
                definition,
                "value_over_other",
                other=definitions[bound].label,
                limit=quantity(plain(Fraction(values[bound])), definition.unit),
            )
    return found


def _reason(definition: FactDefinition, code: str, **data: Any) -> Reason:
    return Reason(code, {"fact": definition.label, **data})


def _bounds(definition: FactDefinition) -> tuple[Decimal, Decimal | None]:
    low = Decimal(0) if definition.minimum is None else definition.minimum
    high = definition.maximum
    if definition.type == FactType.RATIO and high is None:
        high = Decimal(1)
    return low, high


def _within(definition: FactDefinition, number: Decimal) -> Decimal:
    low, high = _bounds(definition)
    if number < low:
        raise EntryError("value_below", {"limit": quantity(plain(low), definition.unit)})
    if high is not None and number > high:
        raise EntryError("value_above", {"limit": quantity(plain(high), definition.unit)})
    return number


def _whole(definition: FactDefinition, raw: Any) -> int:
    if isinstance(raw, bool):
        raise EntryError("number_malformed", {"text": str(raw)})
    return int(_within(definition, parse_number(raw, whole=True)))


def _decimal(definition: FactDefinition, raw: Any) -> str:
    if isinstance(raw, bool):
        raise EntryError("number_malformed", {"text": str(raw)})
    number = _within(definition, parse_number(raw))
    places = _PLACES.get(definition.type, 2)
    if number != round(number, places):
        raise EntryError("number_too_fine", {"places": places})
    return f"{number:f}"


def _share(definition: FactDefinition, raw: Any) -> str:
    text = str(raw).strip().replace("\uff05", "%")  # the full-width percent sign
    if not text.endswith("%"):
        return _decimal(definition, raw)
    return _decimal(definition, parse_number(text[:-1]) / 100)


def _flag(_definition: FactDefinition, raw: Any) -> bool:
    word = str(raw).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise EntryError("flag_malformed", {"text": str(raw)[:40]})


def _day(_definition: FactDefinition, raw: Any) -> str:
    return raw.isoformat() if type(raw) is date else parse_date(raw).isoformat()


def _option(definition: FactDefinition | Column, raw: Any) -> str:
    word = str(raw).strip()
    if word not in definition.options:
        raise EntryError("option_unknown", {"text": word[:40], "options": list(definition.options)})
    return word


def _options(definition: FactDefinition, raw: Any) -> list[str]:
    if not isinstance(raw, (list, tuple, set, frozenset)):
        raise EntryError("not_a_selection")
    chosen = {_option(definition, entry) for entry in raw}
    return [option for option in definition.options if option in chosen]


def _text(_definition: FactDefinition | Column, raw: Any) -> str:
    text = str(raw).strip()
    if not text:
        raise EntryError("text_blank")
    if len(text) > _LONGEST_TEXT:
        raise EntryError("text_too_long", {"limit": _LONGEST_TEXT})
    return text


def _periods(most: int) -> Callable[[FactDefinition, Any], dict[str, int]]:
    def check(definition: FactDefinition, raw: Any) -> dict[str, int]:
        if not isinstance(raw, dict):
            raise EntryError("not_by_period")
        values: dict[str, int] = {}
        for key, entry in raw.items():
            if not str(key).isascii() or not str(key).isdigit() or not 1 <= int(key) <= most:
                raise EntryError("period_unknown", {"text": str(key)[:10], "most": most})
            if entry is not None and entry != "":
                values[str(int(key))] = _whole(definition, entry)
        return dict(sorted(values.items(), key=lambda entry: int(entry[0])))

    return check


def _cell(column: Column, raw: Any) -> Any:
    stand_in = FactDefinition(column.key, column.zh, column.en, column.type, options=column.options)
    try:
        return _CHECKS[column.type](stand_in, raw)
    except EntryError as error:
        data = {"fact": stand_in.label, **error.data}
        raise EntryError(error.code, data) from error


def _rows(definition: FactDefinition, raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise EntryError("not_a_table")
    if len(raw) > _MOST_ROWS:
        raise EntryError("too_many_rows", {"limit": _MOST_ROWS})
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(raw, 1):
        try:
            rows.append(_row(definition, row))
        except EntryError as error:
            raise EntryError(
                "row_faulty", {"row": number, "because": Reason(error.code, error.data)}
            ) from error
    return [row for row in rows if row]


def _row(definition: FactDefinition, row: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, entry in row.items():
        column = definition.column(str(key))
        if column is None:
            raise EntryError("cell_unknown", {"column": str(key)[:40]})
        if entry is not None and entry != "":
            values[column.key] = _cell(column, entry)
    return values


_CHECKS: dict[FactType, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(NUMERIC, _decimal),
    FactType.INT: _whole,
    FactType.COUNT_BY_YEAR: _whole,
    FactType.RATIO: _share,
    FactType.BOOL: _flag,
    FactType.DATE: _day,
    FactType.ENUM: _option,
    FactType.SET: _options,
    FactType.TABLE: _rows,
    FactType.INT_BY_MONTH: _periods(12),
    FactType.INT_BY_QUARTER: _periods(4),
    FactType.TEXT: _text,
}
