"""The form of a part as plain data: inputs with what was typed, in blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from scoring.engine.definitions import FactDefinition, FactType
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
from scoring.web.rubrics.draft_measures import MEASURES, OPERATORS
from scoring.web.rubrics.draft_reading import lines_of, row_count
from scoring.web.rubrics.draft_typed import YAML, Typed, join, measure_fields
from scoring.web.selfassessment.controls import fact_label

_FLAGS = ("odd", "filled")
_LISTS = ("between", "includes", "one_of")
SPARE_FACTS = 1  # empty inputs below the facts that are there


@dataclass(frozen=True)
class Choice:
    """One option of a select."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Widget:
    """One input. ``kind``: text, area, yaml, select, flag, facts; ``reshapes`` the form."""

    kind: str
    name: str
    id: str
    label: str
    value: str = ""
    values: tuple[tuple[str, str], ...] = ()  # of facts: key, what it is called
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    faults: tuple[str, ...] = ()
    wide: bool = False
    reshapes: bool = False
    short: bool = False


@dataclass(frozen=True)
class Block:
    """Inputs under one heading. A row of a list can be taken out or moved up."""

    id: str
    title: str
    parts: tuple[Widget | Block, ...]
    hidden: tuple[tuple[str, str], ...] = ()
    remove: str = ""
    up: str = ""
    add: str = ""
    add_words: str = ""
    faults: tuple[str, ...] = ()
    level: int = 2
    kind: str = "block"


def input_id(name: str) -> str:
    """Return the id of the input with this name."""
    return "f-" + name.replace(".", "-")


@dataclass(frozen=True)
class FormBuilder:
    """Builds the blocks of a part's form from what was typed."""

    typed: Typed
    definitions: Mapping[str, FactDefinition]
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by name of the input

    def form(self, spec: PartSpec) -> Block:
        """Return the form of a part."""
        parts = [one for each in spec.specs for one in self._parts(each, "", 2)]
        rest = self._widget(
            Field(
                "rest",
                _("Further content (YAML)"),
                "yaml",
                hint=_("What these fields do not show; leave empty where there is nothing"),
                wide=True,
            ),
            "rest",
        )
        return Block("part", str(spec.name), (*parts, rest), level=2)

    def _parts(self, spec: Spec, prefix: str, level: int) -> Iterable[Widget | Block]:
        name = join(prefix, spec.key)
        if isinstance(spec, Field):
            return [self._widget(spec, name)]
        if isinstance(spec, Rows):
            return [self._rows(spec, name, level)]
        if isinstance(spec, (Group, Kinds)):
            return [self._group(spec, name, level)]
        return [self._rule(spec, name, level)]

    def _widget(self, spec: Field, name: str) -> Widget:
        value = self.typed.get(name, "")
        kind = {"choice": "select", "fact": "facts"}.get(spec.kind, spec.kind)
        kind = {"id": "text", "number": "text", "words": "area", "plain": "area"}.get(kind, kind)
        return Widget(
            kind=kind,
            name=name,
            id=input_id(name),
            label=str(spec.label),
            value=value,
            values=self._facts(spec, value),
            choices=_choices(spec.options, value) if kind == "select" else (),
            hint=str(spec.hint),
            faults=tuple(self.faults.get(name, ())),
            wide=spec.wide or kind in ("yaml", "facts"),
            short=spec.kind in ("number", "id"),
        )

    def _facts(self, spec: Field, value: str) -> tuple[tuple[str, str], ...]:
        if spec.kind not in ("fact", "facts"):
            return ()
        keys = lines_of(value)
        spare = SPARE_FACTS if spec.kind == "facts" or not keys else 0
        return tuple((key, self._called(key)) for key in [*keys, *[""] * spare])

    def _called(self, key: str) -> str:
        definition = self.definitions.get(key)
        return fact_label(definition) if definition else ""

    def _rows(self, spec: Rows, name: str, level: int) -> Block:
        count = row_count(self.typed, name)
        rows = [self._row(spec, name, n, level + 1) for n in range(count)]
        return Block(
            id=input_id(name),
            title=str(spec.label),
            parts=tuple(rows),
            hidden=((join(name, "rows"), str(count)),),
            add=f"add:{name}",
            add_words=_("Add: %(what)s") % {"what": spec.one},
            faults=tuple(self.faults.get(name, ())),
            level=level,
        )

    def _row(self, spec: Rows, name: str, n: int, level: int) -> Block:
        inside = join(name, str(n))
        parts = [one for each in spec.specs for one in self._parts(each, inside, level + 1)]
        return Block(
            id=input_id(inside),
            title=f"{spec.one} {n + 1}",
            parts=(*parts, *self._nested_rest(inside)),
            remove=f"remove:{name}:{n}",
            up=f"up:{name}:{n}" if n else "",
            faults=tuple(self.faults.get(inside, ())),
            level=level,
        )

    def _nested_rest(self, name: str) -> list[Widget]:
        rest = join(name, "rest")
        if not self.typed.get(rest):
            return []
        return [self._widget(Field("rest", _("Further content (YAML)"), "yaml"), rest)]

    def _group(self, spec: Group | Kinds, name: str, level: int) -> Block:
        parts: list[Widget | Block] = []
        specs: tuple[Spec, ...]
        if isinstance(spec, Kinds):
            kind = self.typed.get(join(name, "kind"), "")
            options = (("", _("Please choose")), *spec.options)
            parts.append(self._select(join(name, "kind"), str(spec.label), options))
            specs = spec.specs.get(kind, ())
        else:
            specs = spec.specs
        parts += [one for each in specs for one in self._parts(each, name, level + 1)]
        return Block(
            id=input_id(name),
            title=str(spec.label),
            parts=(*parts, *self._nested_rest(name)),
            faults=tuple(self.faults.get(name, ())),
            level=level,
        )

    def _select(self, name: str, label: str, options: Iterable[tuple[str, Any]]) -> Widget:
        return Widget(
            kind="select",
            name=name,
            id=input_id(name),
            label=label,
            value=self.typed.get(name, ""),
            choices=_choices(options, self.typed.get(name, "")),
            faults=tuple(self.faults.get(name, ())),
            reshapes=True,
        )

    def _rule(self, spec: MeasureSpec | ConditionSpec, name: str, level: int) -> Block:
        measure = self.typed.get(join(name, "measure"), "")
        options = (("", _("none")), *MEASURES, (YAML, _("several conditions (YAML)")))
        parts: list[Widget | Block] = [
            self._select(join(name, "measure"), _("Measured by"), options)
        ]
        if measure == YAML:
            parts.append(self._widget(Field(YAML, _("As YAML"), "yaml"), join(name, YAML)))
        parts += [self._widget(each, join(name, each.key)) for each in measure_fields(measure)]
        if isinstance(spec, ConditionSpec) and measure and measure != YAML:
            parts += self._comparison(name)
        return Block(
            id=input_id(name),
            title=str(spec.label),
            parts=tuple(parts),
            faults=tuple(self.faults.get(name, ())),
            level=level,
        )

    def _comparison(self, name: str) -> list[Widget]:
        options = (("", _("Please choose")), *OPERATORS)
        operator = self.typed.get(join(name, "operator"), "")
        found = [self._select(join(name, "operator"), _("Must be"), options)]
        operand = join(name, "operand")
        definition = self.definitions.get(self.typed.get(join(name, "value"), "").strip())
        if operator in _FLAGS or (definition and definition.type == FactType.BOOL):
            yes_no = (("true", _("Yes")), ("false", _("No")))
            answers = (("", _("Please choose")), *yes_no)
            widget = self._select(operand, _("Value to compare with"), answers)
        else:
            several = operator in _LISTS
            hints = [_("One a line") if several else "", _options_of(definition)]
            widget = self._widget(
                Field(
                    "operand",
                    _("Value to compare with"),
                    "area" if several else "text",
                    hint=" ".join(hint for hint in hints if hint),
                ),
                operand,
            )
        return [*found, widget]


def _options_of(definition: FactDefinition | None) -> str:
    if definition is None or not definition.options:
        return ""
    return _("Possible: %(options)s") % {"options": "、".join(definition.options)}


def _choices(options: Iterable[tuple[str, Any]], value: str) -> tuple[Choice, ...]:
    found = tuple(Choice(one, str(words), one == value) for one, words in options)
    if value and not any(one.chosen for one in found):
        return (*found, Choice(value, value, True))  # what stands there is shown, known or not
    return found
