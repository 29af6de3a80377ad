"""Reading of levels: their lines, their gates, and how they are approved."""

from __future__ import annotations

from scoring.engine.definitions import roots
from scoring.engine.faults import Node, near
from scoring.engine.measures import Definitions
from scoring.engine.reading_conditions import read_condition
from scoring.engine.reading_points import read_sheet_numbers
from scoring.engine.reading_rules import whole
from scoring.engine.rubric import Gate, Level

ROUTES = ("file", "review", "on_site")


def read_level(node: Node, definitions: Definitions) -> Level:
    """Return a level with its gates."""
    node.keys(
        ("id", "name", "name_en", "stars", "min_score"),
        (
            "route",
            "dimension_floor",
            "gates",
            "notes",
            "sheet",
            "sheet_lines",
            "sheet_floors",
            "approval",
            "validity_years",
        ),
    )
    approval = node.child("approval")
    if approval.value is not None:
        approval.keys((), ("publicity", "higher"))
    has_floor = node.child("dimension_floor").value is not None
    return Level(
        id=node.text("id"),
        name=node.text("name"),
        name_en=node.text("name_en"),
        stars=int(node.number("stars", low=0, high=10)),
        min_score=node.number("min_score", low=0),
        gates=tuple(_read_gate(gate, definitions) for gate in node.nodes("gates")),
        route=node.one_of("route", ROUTES, "review"),
        dimension_floor=node.number("dimension_floor", low=0, high=1) if has_floor else None,
        validity_years=whole(node, "validity_years"),
        publicity=approval.flag("publicity", default=True),
        higher=approval.flag("higher"),
        sheet=node.text("sheet"),
        sheet_lines=read_sheet_numbers(node, "sheet_lines", None),
        sheet_floors=read_sheet_numbers(node, "sheet_floors", 1),
    )


def _read_gate(node: Node, definitions: Definitions) -> Gate:
    node.keys(
        ("id", "name"), ("condition", "judged", "claim", "exception", "rule", "facts", "notes")
    )
    judged = node.flag("judged")
    condition = None
    if judged == node.has("condition"):
        node.fault("condition_or_judged")
    elif not judged:
        condition = read_condition(node.child("condition"), definitions)
    if judged and node.has("exception"):
        node.fault("exception_of_judged", "exception")
    needed = condition.facts() if condition else ()
    return Gate(
        id=node.text("id"),
        name=node.text("name"),
        condition=condition,
        rule=node.text("rule"),
        facts=read_facts(node, roots(needed, definitions), definitions),
        claim=node.text("claim"),
        exception=node.text("exception"),
    )


def read_facts(node: Node, needed: tuple[str, ...], definitions: Definitions) -> tuple[str, ...]:
    """Return the facts named beside a rule, which must hold the ``needed`` ones."""
    given = node.texts("facts")
    for n, key in enumerate(given):
        if key and key not in definitions:
            node.fault("fact_unknown", f"facts/{n}", fact=key, near=near(key, definitions))
    if not node.has("facts"):
        return needed
    lacking = [key for key in needed if key not in roots(given, definitions)]
    if lacking:
        node.fault("facts_incomplete", "facts", facts=lacking)
    return given
