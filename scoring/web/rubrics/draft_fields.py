"""The pieces that forms of a rubric's parts are declared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Options = tuple[tuple[str, Any], ...]  # value, words


@dataclass(frozen=True)
class Field:
    """One input. ``key`` is the key of the document; a dot in it leads into a list or map.

    kind: text, area, number, flag, choice, count_choice (a choice that is stored as a number),
    fact, facts (one or several), words (a list, one a line), plain (text, or any YAML value),
    id (filled in where left empty), yaml.
    """

    key: str
    label: Any
    kind: str = "text"
    options: Options = ()
    hint: Any = ""
    wide: bool = False


@dataclass(frozen=True)
class Group:
    """A map inside the part, with a heading."""

    key: str
    label: Any
    specs: tuple[Spec, ...]


@dataclass(frozen=True)
class Rows:
    """A list of maps; rows are added and taken away one by one."""

    key: str
    label: Any
    one: Any  # what a single row is called
    specs: tuple[Spec, ...]


@dataclass(frozen=True)
class MeasureSpec:
    """A measure: its fields follow from its name."""

    key: str
    label: Any


@dataclass(frozen=True)
class ConditionSpec:
    """A condition: one measure, one operator, what it is compared with; else YAML."""

    key: str
    label: Any


@dataclass(frozen=True)
class Kinds:
    """A map whose fields follow from its ``kind``."""

    key: str
    label: Any
    options: Options
    specs: dict[str, tuple[Spec, ...]]


Spec = Field | Group | Rows | MeasureSpec | ConditionSpec | Kinds


@dataclass(frozen=True)
class PartSpec:
    """The form of one part of a document.

    ``keeps`` are keys that other pages edit; whatever else the part holds is edited as YAML.
    """

    name: Any
    specs: tuple[Spec, ...]
    keeps: tuple[str, ...] = ()
