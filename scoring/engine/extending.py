"""Resolving of ``extends``: a rubric that demands another one besides its own, blended by weight.

The base and the own part become two part sheets, named by the ids of the two rubrics.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.engine.faults import Node, as_decimal, near

EXTENDS = ("rubric", "weight", "level")


def extend(document: dict[str, Any], base: Mapping[str, Any], extends: Node) -> None:
    """Put the base's dimensions, line, floor, gates, vetoes and aggregates into a document.

    The items and gates named under ``not_applicable`` are left out: items stay named in their
    dimension with the reason, and the rest of it carries their points. Faults are noted at
    ``extends``; the base itself is not changed.
    """
    weight = extends.number("weight", low=0, high=1)
    level = _level_of(base, extends)
    kept, gates = _fitting(base, level, extends)
    own = document.get("dimensions")
    document["dimensions"] = [*kept, *(own if isinstance(own, list) else ())]
    if "sheets" in document:
        extends.fault("extends_and_sheets")
        return
    if base.get("sheets") or base.get("bonuses"):
        extends.fault("extends_base_unfit", "rubric")
        return
    document["sheets"] = [_sheet(base, weight, kept), _sheet(document, 1 - weight, own)]
    levels = document.get("levels")
    for n, one in enumerate(_maps(levels)):
        # A gate has one id: the lowest level keeps that of the base, the others add their own.
        own_ids = [{**gate, "id": f"{gate.get('id')}-{one.get('id')}"} for gate in gates]
        _demand(one, base, level, own_ids if n else gates)
    for key in ("vetoes", "aggregates"):
        both = [*_maps(document.get(key)), *_maps(base.get(key))]
        if both:
            document[key] = both


def _level_of(base: Mapping[str, Any], extends: Node) -> dict[str, Any]:
    found = {one.get("id"): one for one in _maps(base.get("levels"))}
    name = extends.text("level")
    if name and name not in found:
        extends.fault("extends_level_unknown", "level", level=name, near=near(name, _texts(found)))
    return found.get(name, {})


def _fitting(
    base: Mapping[str, Any], level: Mapping[str, Any], extends: Node
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the base's dimensions and the level's gates without what does not apply."""
    names = extends.texts("not_applicable")
    reason = extends.text("reason")
    if names and not reason:
        extends.fault("key_missing", None, key="reason")
    dimensions = [_without(one, names, reason) for one in _maps(base.get("dimensions"))]
    gates = [one for one in _maps(level.get("gates")) if one.get("id") not in names]
    known = {one.get("id") for one in _maps(level.get("gates"))}
    known |= {item.get("id") for one in _maps(base.get("dimensions")) for item in _items(one)}
    for n, name in enumerate(names):
        if name not in known:
            data = {"id": name, "near": near(name, _texts(known))}
            extends.fault("extends_item_unknown", f"not_applicable/{n}", **data)
    for one in dimensions:
        if not one["indicators"]:
            extends.fault("extends_dimension_empty", "not_applicable", name=str(one.get("name")))
    return dimensions, gates


def _without(dimension: Mapping[str, Any], names: tuple[str, ...], reason: str) -> dict[str, Any]:
    kept = [one for one in _items(dimension) if one.get("id") not in names]
    dropped = [
        {**{key: one.get(key) for key in ("id", "number", "name", "max")}, "reason": reason}
        for one in _items(dimension)
        if one.get("id") in names
    ]
    found = {**dimension, "indicators": kept}
    dropped = [*_maps(dimension.get("dropped")), *dropped]
    return {**found, "dropped": dropped} if dropped else found


def _sheet(rubric: Mapping[str, Any], weight: Decimal, dimensions: Any) -> dict[str, Any]:
    named = {key: rubric.get(key) for key in ("id", "name", "name_en")}
    parts = [one.get("id") for one in _maps(dimensions)]
    return {**named, "weight": str(weight), "dimensions": parts}


def _demand(
    level: dict[str, Any],
    base: Mapping[str, Any],
    demanded: Mapping[str, Any],
    gates: list[dict[str, Any]],
) -> None:
    """Let a level ask for the base's line, floor and gates besides its own."""
    identifier = str(base.get("id"))
    floor = as_decimal(demanded.get("dimension_floor"))
    for key, value in (
        ("sheet_lines", demanded.get("min_score")),
        ("sheet_floors", "0" if floor is None else str(floor)),
    ):
        given = level.get(key)
        level[key] = {identifier: value, **(given if isinstance(given, dict) else {})}
    level["gates"] = [*_maps(level.get("gates")), *gates]


def _maps(value: Any) -> list[dict[str, Any]]:
    """Return the maps of a list; anything else is a fault that reading reports."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _items(dimension: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _maps(dimension.get("indicators"))


def _texts(names: Any) -> list[str]:
    return [one for one in names if isinstance(one, str)]
