"""A rubric laid out as plain data, for lists: what there is of everything, and what is owed."""

from typing import Any

from scoring.engine.level_rules import Placement, Quota, Veto
from scoring.engine.rubric import Bonus, Dimension, Gate, Level, Rubric


def outline(rubric: Rubric, state: str) -> dict[str, Any]:
    """Return a rubric as plain JSON data. ``state``: file, draft, published or faulty.

    Points, lines and shares are texts, exact as written.
    """
    return {
        "id": rubric.id,
        "version": rubric.version,
        "name": rubric.name,
        "name_en": rubric.name_en,
        "subject": rubric.subject,
        "state": state,
        "max": _number(rubric.max),
        "items": len(rubric.indicators),
        "dimensions": [_dimension(one) for one in rubric.dimensions],
        "sheets": [
            {
                "id": one.id,
                "name": one.name,
                "weight": _number(one.weight),
                "dimensions": list(one.dimensions),
            }
            for one in rubric.sheets
        ],
        "levels": [_level(one) for one in rubric.levels],
        "vetoes": [_veto(one) for one in rubric.vetoes],
        "placements": [_placement(one) for one in rubric.placements],
        "bonuses": [_bonus(one) for one in rubric.bonuses],
        "bonus_cap": None if rubric.bonus_cap is None else _number(rubric.bonus_cap),
        "bonus_counts": rubric.bonus_counts,
        "quotas": [_quota(one) for one in rubric.quotas],
        "missing": list(rubric.missing),
    }


def _number(value: Any) -> str:
    return f"{value.normalize():f}"


def _dimension(one: Dimension) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "weight": _number(one.weight),
        "items": [
            {
                "id": item.id,
                "number": item.number,
                "name": item.name,
                "max": _number(item.max),
                "kind": item.scoring.kind,
            }
            for item in one.indicators
        ],
        "dropped": [
            {"id": item.id, "number": item.number, "name": item.name, "reason": item.reason}
            for item in one.dropped
        ],
    }


def _level(one: Level) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "line": _number(one.min_score),
        "route": one.route,
        "floor": None if one.dimension_floor is None else _number(one.dimension_floor),
        "sheet": one.sheet,
        "sheet_lines": {key: _number(line) for key, line in one.sheet_lines},
        "gates": [_gate(gate) for gate in one.gates],
    }


def _gate(one: Gate) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "judged": one.condition is None, "rule": one.rule}


def _veto(one: Veto) -> dict[str, Any]:
    by_facts = one.condition is not None
    return {"id": one.id, "name": one.name, "effect": one.effect, "by_facts": by_facts}


def _placement(one: Placement) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "level": one.level, "how": one.how}


def _bonus(one: Bonus) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "points": _number(one.points), "judged": one.judged}


def _quota(one: Quota) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "level": one.level,
        "share": None if one.count else _number(one.share),
        "count": one.count,
        "of": one.of,
        "year_index": one.year_index,
    }
