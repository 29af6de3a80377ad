"""New parts of a draft: what can be guessed is filled in, the rest is left empty as a fault."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.rubrics.parts import NoSuchPart, part_at

_FRESH: dict[str, dict[str, Any]] = {
    "dimensions": {"name": "", "name_en": "", "weight": 0, "indicators": []},
    "indicators": {"name": "", "requirement": "", "max": 0, "scoring": {"kind": "boolean"}},
    "levels": {"name": "", "name_en": "", "stars": 0, "min_score": 0, "gates": []},
    "gates": {"name": ""},
    "vetoes": {"name": "", "trigger": "", "effect": "cancel"},
    "quotas": {"name": "", "kind": "floor", "share": 0},
}
_STEMS = {
    "dimensions": "D", "indicators": "I", "levels": "L", "gates": "G", "vetoes": "V",
    "quotas": "Q", "bonuses": "B", "placements": "P", "sheets": "S",
}  # fmt: skip


def entries_at(document: Mapping[str, Any], pointer: str) -> list[Any]:
    """Return the entries of a list of the document; none where it is not there yet."""
    try:
        found = part_at(document, pointer)
    except NoSuchPart:
        return []
    return found if isinstance(found, list) else []


def fresh_part(document: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    """Return a new entry for the list at a pointer, with an id that nothing else bears."""
    kind = pointer.rpartition("/")[2]
    part = {"id": free_id(_STEMS.get(kind, "N"), set(ids_of(document))), **_FRESH.get(kind, {})}
    if kind == "indicators":
        dimension = int(pointer.split("/")[2]) + 1
        part["number"] = f"{dimension}.{len(entries_at(document, pointer)) + 1}"
    return part


def free_id(stem: str, taken: set[str]) -> str:
    """Return the stem with the first number that gives an id not taken."""
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def ids_of(value: Any) -> Iterator[str]:
    """Yield every id inside a value."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            yield value["id"]
        for one in value.values():
            yield from ids_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from ids_of(one)
