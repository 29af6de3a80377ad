"""What facts there are: type, provider, bounds, derivation. Read from the facts document."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.engine.faults import Faults, Node, near

FORMAT = "branchstd-facts/1"
BRANCH_PROVIDERS = frozenset({"secretary", "org_member", "publicity_member", "discipline_member"})
SYSTEM = "system"
SCOPES = (
    "branch", "unit", "member", "town", "village", "community", "enterprise", "subdistrict",
    "authority",
)  # fmt: skip
PERIODS = ("year_end", "year", "month", "quarter", "event", "term", "cycle")


class FactType(enum.StrEnum):
    """The closed set of fact types."""

    INT = "int"
    MONEY = "money"
    AREA = "area"
    NUMBER = "number"
    RATIO = "ratio"
    BOOL = "bool"
    DATE = "date"
    ENUM = "enum"
    SET = "set"
    TABLE = "table"
    INT_BY_MONTH = "int_by_month"
    INT_BY_QUARTER = "int_by_quarter"
    COUNT_BY_YEAR = "count_by_year"
    TEXT = "text"


NUMERIC = frozenset(
    {
        FactType.INT, FactType.MONEY, FactType.AREA, FactType.NUMBER, FactType.RATIO,
        FactType.COUNT_BY_YEAR,
    }
)  # fmt: skip
PERIODIC = frozenset({FactType.INT_BY_MONTH, FactType.INT_BY_QUARTER})
_COLUMN_TYPES = ("text", "int", "number", "bool", "date", "enum")
_DERIVATIONS = ("sum", "ratio", "count_rows", "min_of", "count_where", "years_free_of")


@dataclass(frozen=True)
class Column:
    """One column of a table fact."""

    key: str
    zh: str
    en: str
    type: FactType
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Derivation:
    """How a fact follows from others. ``kind`` names the form; see FORMAT of the facts file."""

    kind: str
    facts: tuple[str, ...]
    column: str = ""
    at_least: Decimal | None = None
    equals: Any = None


@dataclass(frozen=True)
class FactDefinition:
    """One fact: who provides it, what it may be. Bounds are inclusive, in ``unit``."""

    key: str
    zh: str
    en: str
    type: FactType
    unit: str = ""
    scope: str = "branch"
    provider: str = "secretary"
    period: str = "year"
    options: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    at_most: str | None = None
    derivation: Derivation | None = None

    @property
    def branch_owned(self) -> bool:
        """Tell whether the branch itself enters this fact."""
        return self.provider in BRANCH_PROVIDERS

    @property
    def computed(self) -> bool:
        """Tell whether nobody types this fact."""
        return self.derivation is not None or self.provider == SYSTEM

    @property
    def label(self) -> dict[str, str]:
        """Return the name in both languages, as reasons carry it."""
        return {"zh": self.zh, "en": self.en}

    def column(self, key: str) -> Column | None:
        """Return a column of a table fact, None for an unknown one."""
        return next((column for column in self.columns if column.key == key), None)


def roots(keys: tuple[str, ...], definitions: Mapping[str, FactDefinition]) -> tuple[str, ...]:
    """Return the typed facts behind these facts, each once, in order."""
    found: dict[str, None] = {}
    for key in keys:
        definition = definitions.get(key)
        if definition is None or definition.derivation is None:
            found[key] = None
        else:
            found.update(dict.fromkeys(roots(definition.derivation.facts, definitions)))
    return tuple(found)


def read_definitions(
    document: Any, *, lines: Mapping[str, int] | None = None
) -> dict[str, FactDefinition]:
    """Return the fact definitions of a facts document, by key.

    Raises:
        FaultsFound: with every fault of the document.
    """
    faults = Faults(lines)
    root = Node(document, "", faults)
    root.keys(("format", "providers", "facts"), ("notes", "source"))
    root.one_of("format", (FORMAT,))
    providers = root.child("providers")
    if providers.keys((), providers.value if isinstance(providers.value, dict) else ()):
        for key in providers.value:
            providers.child(key).keys(("zh", "en"))
    known = set(providers.value) if isinstance(providers.value, dict) else set()
    definitions: dict[str, FactDefinition] = {}
    nodes: dict[str, Node] = {}
    for node in root.nodes("facts", filled=True):
        definition = _read_definition(node, known)
        if definition.key in definitions:
            node.fault("id_twice", "key", id=definition.key)
        definitions[definition.key] = definition
        nodes[definition.key] = node
    for key, definition in definitions.items():
        _check_links(nodes[key], definition, definitions)
    faults.check()
    return definitions


def _read_definition(node: Node, providers: set[str]) -> FactDefinition:
    node.keys(
        ("key", "zh", "en", "type", "provider", "period", "scope"),
        ("unit", "options", "columns", "minimum", "maximum", "at_most", "derived"),
    )
    kind = FactType(node.one_of("type", tuple(FactType), "text") or "text")
    options, columns = node.texts("options"), tuple(map(_read_column, node.nodes("columns")))
    if kind in (FactType.ENUM, FactType.SET) and not options:
        node.fault("options_missing", None, type=str(kind))
    if kind == FactType.TABLE and not columns:
        node.fault("columns_missing", None)
    return FactDefinition(
        key=node.text("key"),
        zh=node.text("zh"),
        en=node.text("en"),
        type=kind,
        unit=node.text("unit") if node.child("unit").value else "",
        scope=node.one_of("scope", SCOPES, "branch"),
        provider=node.one_of("provider", providers),
        period=node.one_of("period", PERIODS, "year"),
        options=options,
        columns=columns,
        minimum=node.number("minimum") if node.has("minimum") else None,
        maximum=node.number("maximum") if node.has("maximum") else None,
        at_most=node.text("at_most") or None,
        derivation=_read_derivation(node.child("derived")) if node.has("derived") else None,
    )


def _read_column(node: Node) -> Column:
    node.keys(("key", "zh", "en", "type"), ("options",))
    kind = FactType(node.one_of("type", _COLUMN_TYPES, "text") or "text")
    options = node.texts("options")
    if kind == FactType.ENUM and not options:
        node.fault("options_missing", None, type=str(kind))
    return Column(node.text("key"), node.text("zh"), node.text("en"), kind, options)


def _read_derivation(node: Node) -> Derivation | None:
    if not node.keys((), _DERIVATIONS):
        return None
    if len(node.value) != 1:
        node.fault("derivation_not_one", None, options=list(_DERIVATIONS))
        return None
    ((kind, value),) = node.value.items()
    if kind not in _DERIVATIONS:
        return None  # noted as an unknown key already
    if kind in ("count_rows", "years_free_of"):
        return Derivation(kind, (str(value),))
    shapes = {"sum": None, "ratio": 2, "min_of": 2, "count_where": 3}
    size = shapes.get(kind)
    if not isinstance(value, list) or not value or (size and len(value) != size):
        node.fault("derivation_malformed", kind, kind=kind)
        return None
    if kind in ("sum", "ratio"):
        return Derivation(kind, tuple(map(str, value)))
    test = value[2] if kind == "count_where" else {}
    if not isinstance(test, dict) or not set(test) <= {"at_least", "equals"} or len(test) > 1:
        node.fault("derivation_malformed", kind, kind=kind)
        return None
    bar = Decimal(str(test["at_least"])) if "at_least" in test else None
    return Derivation(kind, (str(value[0]),), str(value[1]), bar, test.get("equals"))


_DERIVES_FROM = {
    "sum": NUMERIC,
    "ratio": NUMERIC,
    "count_rows": frozenset({FactType.TABLE}),
    "min_of": frozenset({FactType.TABLE}),
    "count_where": frozenset({FactType.TABLE}),
    "years_free_of": frozenset({FactType.COUNT_BY_YEAR}),
}


def _check_links(
    node: Node, definition: FactDefinition, definitions: Mapping[str, FactDefinition]
) -> None:
    bound = definition.at_most
    if bound and (bound not in definitions or definitions[bound].type not in NUMERIC):
        node.fault("fact_unknown", "at_most", fact=bound, near=near(bound, definitions))
    derivation = definition.derivation
    if derivation is None:
        return
    for fact in derivation.facts:
        other = definitions.get(fact)
        if other is None:
            node.fault("fact_unknown", "derived", fact=fact, near=near(fact, definitions))
        elif other.type not in _DERIVES_FROM[derivation.kind]:
            node.fault("fact_type_unfit", "derived", fact=fact, type=str(other.type))
        elif derivation.column and other.column(derivation.column) is None:
            node.fault("column_unknown", "derived", fact=fact, column=derivation.column)
    if _circles(definition.key, definitions):
        node.fault("derivation_circular", "derived", fact=definition.key)


def _circles(start: str, definitions: Mapping[str, FactDefinition]) -> bool:
    seen: set[str] = set()
    todo = [start]
    while todo:
        definition = definitions.get(todo.pop())
        for fact in definition.derivation.facts if definition and definition.derivation else ():
            if fact == start:
                return True
            if fact not in seen:
                seen.add(fact)
                todo.append(fact)
    return False
