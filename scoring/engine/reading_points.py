"""Reading of what adds points up beside the dimensions: part sheets and bonuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scoring.engine.faults import Node, as_decimal, near
from scoring.engine.measures import Definitions
from scoring.engine.reading_conditions import read_condition
from scoring.engine.reading_measures import read_measure
from scoring.engine.rubric import Bonus, Dimension, Dropped, Level, Rubric, SubSheet

_MEASURABLE = ("number", "periods")
_WAYS = ("condition", "measure", "judged")


def read_sheets(root: Node, dimensions: Sequence[Dimension]) -> tuple[SubSheet, ...]:
    """Return the part sheets; every dimension stands in exactly one of them."""
    if not root.has("sheets"):
        return ()
    nodes = root.nodes("sheets", filled=True)
    sheets = tuple(_read_sheet(node) for node in nodes)
    names = [one.id for one in dimensions]
    seen: set[str] = set()
    for node, sheet in zip(nodes, sheets, strict=True):
        for n, name in enumerate(sheet.dimensions):
            if name not in names:
                data = {"dimension": name, "near": near(name, names)}
                node.fault("sheet_dimension_unknown", f"dimensions/{n}", **data)
            elif name in seen:
                node.fault("sheet_dimension_twice", f"dimensions/{n}", dimension=name)
            seen.add(name)
    lacking = [one.name for one in dimensions if one.id not in seen]
    if sheets and lacking:
        root.fault("sheet_dimension_left", "sheets", names=lacking)
    given = sum((one.weight for one in sheets), Decimal(0))
    if sheets and given != 1:
        root.fault("sheet_weights_not_one", "sheets", sum=str(given))
    return sheets


def _read_sheet(node: Node) -> SubSheet:
    node.keys(("id", "name", "name_en", "weight", "dimensions"), ("notes",))
    node.nodes("dimensions", filled=True)
    return SubSheet(
        id=node.text("id"),
        name=node.text("name"),
        name_en=node.text("name_en"),
        weight=node.number("weight", low=0, high=1),
        dimensions=node.texts("dimensions"),
    )


def read_dropped(node: Node) -> tuple[Dropped, ...]:
    """Return the items of an extended rubric that were left out of a dimension."""
    found = []
    for one in node.nodes("dropped"):
        one.keys(("id", "number", "name", "max", "reason"))
        texts = (one.text("id"), one.text("number"), one.text("name"))
        found.append(Dropped(*texts, one.number("max", above=0), one.text("reason")))
    return tuple(found)


def read_bonuses(
    root: Node, definitions: Definitions
) -> tuple[tuple[Bonus, ...], Decimal | None, bool]:
    """Return the bonuses, their common cap, and whether they count towards the lines."""
    bonuses = tuple(_read_bonus(node, definitions) for node in root.nodes("bonuses"))
    for key in ("bonus_cap", "bonus_counts"):
        if root.has(key) and not bonuses:
            root.fault("bonus_key_without", key, key=key)
    cap = root.number("bonus_cap", above=0) if root.has("bonus_cap") else None
    return bonuses, cap, root.flag("bonus_counts")


def _read_bonus(node: Node, definitions: Definitions) -> Bonus:
    by_unit = node.has("measure") or node.has("each")
    amount = ("measure", "each", "at_most") if by_unit else ("points",)
    node.keys(("id", "name", "trigger", *amount), ("rule", "notes", "condition", "judged", "claim"))
    ways = [way for way in _WAYS if (node.flag(way) if way == "judged" else node.has(way))]
    if len(ways) != 1:
        node.fault("bonus_ways", None, found=ways)
    if node.has("claim") and not node.flag("judged"):
        node.fault("claim_not_judged", "claim")
    condition = (
        read_condition(node.child("condition"), definitions) if "condition" in ways else None
    )
    measure = read_measure(node.child("measure"), definitions) if "measure" in ways else None
    if measure is not None and measure.kind(definitions) not in _MEASURABLE:
        node.fault("measure_unfit", "measure", kind=measure.kind(definitions))
        measure = None
    return Bonus(
        id=node.text("id"),
        name=node.text("name"),
        trigger=node.text("trigger"),
        points=node.number("at_most" if by_unit else "points", above=0),
        condition=condition,
        measure=measure,
        each=node.number("each", above=0) if by_unit else Decimal(0),
        rule=node.text("rule"),
        claim=node.text("claim"),
    )


def read_sheet_numbers(node: Node, key: str, high: int | None) -> tuple[tuple[str, Decimal], ...]:
    """Return a map of sheet ids to numbers from 0 to ``high``; the ids are checked later."""
    entries = node.child(key)
    if entries.value is None:
        return ()
    if not isinstance(entries.value, dict):
        entries.fault("not_a_map")
        return ()
    known = [name for name in entries.value if as_decimal(entries.value[name]) is not None]
    for name in entries.value:
        entries.number(str(name), low=0, high=high)
    return tuple((str(name), entries.number(str(name))) for name in known)


def sheet_maxima(rubric: Rubric) -> dict[str, Decimal]:
    """Return the points of every part sheet at best, and of the whole under the empty id."""
    weights = {one.id: one.weight for one in rubric.dimensions}
    found = {"": rubric.max}
    for one in rubric.sheets:
        found[one.id] = sum((weights.get(key, Decimal(0)) for key in one.dimensions), Decimal(0))
    return found


def check_level_sheets(node: Node, level: Level, maxima: Mapping[str, Decimal]) -> None:
    """Note sheets that a level names but the rubric does not have, and lines above their points."""
    known = [name for name in maxima if name]
    named = [("sheet", level.sheet)] if level.sheet else []
    named += [(f"sheet_lines/{name}", name) for name, _ in level.sheet_lines]
    named += [(f"sheet_floors/{name}", name) for name, _ in level.sheet_floors]
    for place, name in named:
        if name not in known:
            node.fault("part_sheet_unknown", place, sheet=name, near=near(name, known))
    for name, line in level.sheet_lines:
        if line > maxima.get(name, line):
            data = {"level": level.name, "max": str(maxima[name])}
            node.fault("level_over_max", f"sheet_lines/{name}", **data)


def check_bonus_ids(root: Node, rubric: Rubric) -> None:
    """Note bonuses named like a gate: both are claimed and decided under their ids."""
    gates = {gate.id for level in rubric.levels for gate in level.gates}
    for n, bonus in enumerate(rubric.bonuses):
        if bonus.id in gates:
            root.fault("id_twice", f"bonuses/{n}/id", id=bonus.id)
