"""Parts of a case document: window, organization, facts by year, incidents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from scoring.engine.book import Incident, OrganizationFacts
from scoring.engine.definitions import FactDefinition, FactType
from scoring.engine.faults import Node, near
from scoring.engine.numbers import DateError, parse_date
from scoring.engine.values import FactError, check_value
from scoring.engine.windows import Window, default_window


def read_window(node: Node, year: int) -> Window:
    """Return the window written, or the default one of the year."""
    if node.value is None or not node.keys(("start", "end")):
        return default_window(year)
    start, end = _day(node, "start"), _day(node, "end")
    if start is None or end is None:
        return default_window(year)
    if end < start:
        node.fault("window_reversed", "end")
        return default_window(year)
    return Window(year, start, end)


def _day(node: Node, key: str) -> date | None:
    value = node.child(key).value
    if value is None:
        return None
    if isinstance(value, date):
        return value
    try:
        return parse_date(value)
    except DateError as error:
        node.fault(error.code, key, **error.data)
        return None


def read_organization(node: Node) -> OrganizationFacts:
    """Return what the case says of the organization."""
    if node.value is None or not node.keys((), ("kind", "founded_on")):
        return OrganizationFacts()
    return OrganizationFacts(node.text("kind", "branch"), _day(node, "founded_on"))


def read_sheets(node: Node, definitions: Mapping[str, FactDefinition]) -> dict[int, dict[str, Any]]:
    """Return the canonical values by calendar year."""
    sheets: dict[int, dict[str, Any]] = {}
    if not isinstance(node.value, dict):
        if node.value is not None:
            node.fault("not_a_map")
        return sheets
    for year, values in node.value.items():
        sheet = Node(values, f"{node.path}/{year}", node.faults)
        if not str(year).isdigit():
            sheet.fault("sheet_year_unknown", year=str(year))
        elif not isinstance(values, dict):
            sheet.fault("not_a_map")
        else:
            sheets[int(year)] = _values(sheet, definitions)
    return sheets


def _values(node: Node, definitions: Mapping[str, FactDefinition]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, raw in node.value.items():
        if key not in definitions:
            node.fault("fact_unknown", key, fact=str(key), near=near(str(key), definitions))
            continue
        if raw is None:
            continue
        try:
            values[key] = check_value(definitions[key], raw)
        except FactError as error:
            node.fault("value_faulty", key, key=key, because=error.reason)
    return values


def read_incidents(root: Node, definitions: Mapping[str, FactDefinition]) -> list[Incident]:
    """Return the dated incidents."""
    found: list[Incident] = []
    for node in root.nodes("incidents"):
        node.keys(("fact", "on"), ("reference",))
        fact, on = node.text("fact"), _day(node, "on")
        definition = definitions.get(fact)
        if fact and definition is None:
            node.fault("fact_unknown", "fact", fact=fact, near=near(fact, definitions))
        elif definition is not None and definition.type != FactType.COUNT_BY_YEAR:
            node.fault("incident_fact_unfit", "fact", fact=fact)
        elif on is not None:
            found.append(Incident(fact, on, node.text("reference")))
    return found
