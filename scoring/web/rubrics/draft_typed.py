"""From a part of a document to what its form shows: one text per input name.

A name is the path inside the part with dots, so that a fault's place finds its input. Several
values of one name stand on lines of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.rubrics.yaml_files import yaml_text, yaml_value
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
from scoring.web.rubrics.draft_measures import MEASURE_FIELDS, OPERATORS, TREES

Typed = dict[str, str]
YAML = "yaml"  # the measure of a condition that is written as text
_OPERATORS = tuple(name for name, _words in OPERATORS)
_LISTS = ("facts", "words")


def typed_of(spec: PartSpec, part: Mapping[str, Any]) -> Typed:
    """Return what the form of a part shows; what no field holds stands as YAML under ``rest``."""
    typed: Typed = {}
    held = _write_map(spec.specs, part, "", typed)
    rest = {key: part[key] for key in part if key not in held and key not in spec.keeps}
    typed["rest"] = yaml_text(rest) if rest else ""
    return typed


def join(prefix: str, key: str) -> str:
    """Return the name of an input inside another."""
    return f"{prefix}.{key}" if prefix else key


def measure_fields(measure: str) -> tuple[Field, ...]:
    """Return the fields of a measure, none for an unknown one."""
    return MEASURE_FIELDS.get(measure, ())


def field_at(data: Any, key: str) -> Any:
    """Return what stands under a key; a dot leads into a list, None where nothing stands."""
    for step in key.split("."):
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def _write_map(
    specs: Iterable[Spec], data: Mapping[str, Any], prefix: str, typed: Typed
) -> set[str]:
    """Write the fields of a map; return the keys that they hold."""
    held = set()
    for spec in specs:
        if _write(spec, field_at(data, spec.key), join(prefix, spec.key), typed):
            held.add(spec.key.partition(".")[0])
    return held


def _write_nested(
    specs: Iterable[Spec], data: Mapping[str, Any], prefix: str, typed: Typed
) -> None:
    held = _write_map(specs, data, prefix, typed)
    rest = {key: data[key] for key in data if key not in held}
    if rest:
        typed[join(prefix, "rest")] = yaml_text(rest)


def _write(spec: Spec, value: Any, name: str, typed: Typed) -> bool:
    """Write one spec; tell whether it holds the whole value."""
    if isinstance(spec, Field):
        return _write_field(spec, value, name, typed)
    if isinstance(spec, ConditionSpec):
        _write_condition(value, name, typed)
        return True
    if isinstance(spec, MeasureSpec):
        _write_measure(value, name, typed)
        return True
    if isinstance(spec, Rows):
        return _write_rows(spec, value, name, typed)
    return _write_group(spec, value, name, typed)


def _write_field(spec: Field, value: Any, name: str, typed: Typed) -> bool:
    typed[name] = ""
    if value is None:
        return True
    if not _fits(spec, value):
        return False
    typed[name] = _text(spec, value)
    return True


def _fits(spec: Field, value: Any) -> bool:
    if spec.kind in ("plain", "yaml"):
        return True
    if spec.kind == "flag":
        return isinstance(value, bool)
    if spec.kind in _LISTS and isinstance(value, list):
        return all(isinstance(one, (str, int)) and "\n" not in str(one) for one in value)
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _text(spec: Field, value: Any) -> str:
    if spec.kind == "flag":
        return "yes" if value else ""
    if isinstance(value, list) and spec.kind in _LISTS:
        return "\n".join(str(one) for one in value)
    if spec.kind == "yaml":
        return yaml_text(value)
    return str(value) if isinstance(value, (str, int)) else yaml_value(value)


def _write_rows(spec: Rows, value: Any, name: str, typed: Typed) -> bool:
    entries = value if isinstance(value, list) else []
    fitting = all(isinstance(one, Mapping) for one in entries)
    if value is not None and not (isinstance(value, list) and fitting):
        typed[join(name, "rows")] = "0"
        return False
    typed[join(name, "rows")] = str(len(entries))
    for n, entry in enumerate(entries):
        _write_nested(spec.specs, entry, join(name, str(n)), typed)
    return True


def _write_group(spec: Group | Kinds, value: Any, name: str, typed: Typed) -> bool:
    data = value if isinstance(value, Mapping) else {}
    specs = spec.specs
    if isinstance(specs, dict):
        kind = str(data.get("kind", ""))
        typed[join(name, "kind")] = kind
        data = {key: one for key, one in data.items() if key != "kind"}
        specs = specs.get(kind, ())
    _write_nested(specs, data, name, typed)
    return value is None or isinstance(value, Mapping)


def _write_measure(value: Any, name: str, typed: Typed) -> None:
    measure = _measure_of(value)
    if value is None or (measure and not _others(value, measure)):
        typed[join(name, "measure")] = measure
        _write_map(measure_fields(measure), value or {}, name, typed)
        return
    typed[join(name, "measure")] = YAML
    typed[join(name, YAML)] = yaml_text(value)


def _write_condition(value: Any, name: str, typed: Typed) -> None:
    measure = _measure_of(value)
    operators = _others(value, measure) if measure else []
    simple = measure and len(operators) <= 1 and all(_plain(value[one]) for one in operators)
    if value is not None and not simple:
        typed[join(name, "measure")] = YAML
        typed[join(name, YAML)] = yaml_text(value)
        return
    typed[join(name, "measure")] = measure
    _write_map(measure_fields(measure), value or {}, name, typed)
    typed[join(name, "operator")] = operators[0] if operators else ""
    typed[join(name, "operand")] = _operand(value[operators[0]]) if operators else ""


def _measure_of(value: Any) -> str:
    """Return the measure of a map that the fields can show, empty for anything else."""
    if not isinstance(value, Mapping) or any(tree in value for tree in TREES):
        return ""
    given = [name for name in MEASURE_FIELDS if name in value]
    if len(given) != 1:
        return ""
    fields = MEASURE_FIELDS[given[0]]
    found = [(field, field_at(value, field.key)) for field in fields]
    whole = all(one is None or _fits(field, one) for field, one in found)
    known = {field.key.partition(".")[0] for field in fields} | set(_OPERATORS)
    return given[0] if whole and set(value) <= known else ""


def _others(value: Mapping[str, Any], measure: str) -> list[str]:
    """Return the operators of a condition, those keys that are not the measure's own."""
    own = {field.key.partition(".")[0] for field in MEASURE_FIELDS[measure]}
    return [key for key in value if key not in own]


def _plain(value: Any) -> bool:
    entries = value if isinstance(value, list) else [value]
    return all(isinstance(one, (str, int)) for one in entries)


def _operand(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
