"""From what was typed into a part's form back to the part, noting what cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scoring.engine.definitions import FactDefinition, FactType
from scoring.rubrics.lined_yaml import YamlFaults, read_yaml_with_lines
from scoring.web.rubrics.draft_fields import (
    ConditionSpec,
    Field,
    Group,
    Kinds,
    MeasureSpec,
    PartSpec,
    Rows,
    Spec,
)
from scoring.web.rubrics.draft_new import free_id
from scoring.web.rubrics.draft_typed import YAML, Typed, join, measure_fields

MOST_ROWS = 200  # of one list in a form
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_LISTS = ("between", "includes", "one_of")
_FLAGS = ("odd", "filled")
_WORDED = (FactType.ENUM, FactType.SET, FactType.TEXT)
_FLOWS = ("[", "{")


class PartReader:
    """Reads one part; ``faults`` are (name of the input, code, data)."""

    def __init__(self, typed: Typed, definitions: Mapping[str, FactDefinition]) -> None:
        """Start without faults."""
        self.faults: list[tuple[str, str, dict[str, Any]]] = []
        self._typed = typed
        self._definitions = definitions
        self._by_name = {one.zh: key for key, one in definitions.items()}
        self._ids: set[str] = set()

    def part(self, spec: PartSpec, held: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part; keys that other pages edit are taken from ``held``."""
        found = self._map(spec.specs, "")
        empty = {key: held[key] for key in held if key not in found and _says_nothing(held[key])}
        kept = {key: held[key] for key in spec.keeps if key in held}
        return {**found, **empty, **kept}

    def _get(self, name: str) -> str:
        return self._typed.get(name, "").strip()

    def _map(self, specs: Iterable[Spec], prefix: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for spec in specs:
            value = self._read(spec, join(prefix, spec.key))
            if value is not None:
                _put(found, spec.key.split("."), value)
        rest = self._yaml(join(prefix, "rest"))
        if rest is not None and not isinstance(rest, dict):
            self.faults.append((join(prefix, "rest"), "not_a_map", {}))
            rest = None
        return {**(rest or {}), **found}

    def _read(self, spec: Spec, name: str) -> Any:
        if isinstance(spec, Field):
            return self._field(spec, name)
        if isinstance(spec, ConditionSpec):
            return self._condition(name)
        if isinstance(spec, MeasureSpec):
            return self._measure(name)
        if isinstance(spec, Rows):
            return self._rows(spec, name)
        return self._group(spec, name)

    def _field(self, spec: Field, name: str) -> Any:
        text = self._get(name)
        if spec.kind == "id":
            text = text or free_id(spec.key[0] + "-", self._ids)
            self._ids.add(text)
            return text
        if not text:
            return None
        if spec.kind == "yaml" or (spec.kind == "plain" and text.startswith(_FLOWS)):
            return self._yaml(name)
        return self._value(spec, text)

    def _value(self, spec: Field, text: str) -> Any:
        if spec.kind == "flag":
            return True
        if spec.kind == "number":
            return number(text)
        if spec.kind == "fact":
            return self.fact(text)
        if spec.kind == "facts":
            keys = [self.fact(line) for line in lines_of(text)]
            return keys[0] if len(keys) == 1 and spec.key != "facts" else keys
        return lines_of(text) if spec.kind == "words" else text

    def fact(self, text: str) -> str:
        """Return the key of a fact that was typed as key or by its Chinese name."""
        return self._by_name.get(text.strip(), text.strip())

    def _yaml(self, name: str) -> Any:
        text = self._get(name)
        if not text:
            return None
        try:
            return read_yaml_with_lines(Path(name), text.encode()).data
        except YamlFaults as found:
            for place in found.places:
                self.faults.append((name, place.code, {**place.data, "line": place.line}))
        except RecursionError:  # thousands of brackets in a row
            self.faults.append((name, "yaml_broken", {"line": 1}))
        return None

    def _rows(self, spec: Rows, name: str) -> list[dict[str, Any]]:
        before, self._ids = self._ids, set(self._given_ids(name))
        found = [
            self._map(spec.specs, join(name, str(n))) for n in range(row_count(self._typed, name))
        ]
        self._ids = before
        return found

    def _given_ids(self, name: str) -> list[str]:
        rows = range(row_count(self._typed, name))
        return [self._get(f"{name}.{n}.id") for n in rows if self._get(f"{name}.{n}.id")]

    def _group(self, spec: Group | Kinds, name: str) -> dict[str, Any] | None:
        if isinstance(spec, Group):
            return self._map(spec.specs, name) or None
        kind = self._get(join(name, "kind"))
        found = self._map(spec.specs.get(kind, ()), name)
        return {"kind": kind, **found} if kind else found or None

    def _measure(self, name: str) -> Any:
        measure = self._get(join(name, "measure"))
        if measure == YAML:
            return self._yaml(join(name, YAML))
        found: dict[str, Any] = {}
        for field in measure_fields(measure):
            value = self._field(field, join(name, field.key))
            if value is not None:
                _put(found, field.key.split("."), value)
        return (found or {measure: ""}) if measure else None

    def _condition(self, name: str) -> Any:
        measure = self._get(join(name, "measure"))
        found = self._measure(name)
        operator = self._get(join(name, "operator"))
        if not measure or measure == YAML or not operator:
            return found
        return {**found, operator: self._operand(name, operator, found)}

    def _operand(self, name: str, operator: str, measure: Mapping[str, Any]) -> Any:
        text = self._get(join(name, "operand"))
        kind = fact_type(measure, self._definitions)
        if operator in _FLAGS or kind == FactType.BOOL:
            return {"true": True, "false": False}.get(text, text)
        values = [line if kind in _WORDED else number(line) for line in lines_of(text)]
        if operator not in _LISTS or (operator == "includes" and len(values) == 1):
            return values[0] if len(values) == 1 else text
        return values


def fact_type(
    measure: Mapping[str, Any], definitions: Mapping[str, FactDefinition]
) -> FactType | None:
    """Return the type of the fact whose own value a measure takes, None for any other."""
    key = measure.get("value")
    definition = definitions.get(key) if isinstance(key, str) else None
    return definition.type if definition else None


def row_count(typed: Typed, name: str) -> int:
    """Return how many rows a list of the form has."""
    text = typed.get(join(name, "rows"), "0")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdecimal() else 0


def number(text: str) -> int | str:
    """Return a whole number; any other number as the text that was typed, in plain digits."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return int(plain) if _WHOLE.match(plain) else plain


def lines_of(text: str) -> list[str]:
    """Return the lines that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _says_nothing(value: Any) -> bool:
    """Tell whether a value says the same as no such key; then it stays as it stood."""
    return value is False or value in ([], {})


def _put(found: dict[str, Any], steps: list[str], value: Any) -> None:
    """Put a value under a key; a second step is the place in a list of two."""
    if len(steps) == 1:
        found[steps[0]] = value
        return
    pair = found.setdefault(steps[0], ["", ""])
    pair[int(steps[1])] = value
