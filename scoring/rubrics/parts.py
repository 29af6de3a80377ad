"""Parts of a rubric document by JSON pointer: read, put, taken out, moved. The original stays."""

import copy
from typing import Any


class NoSuchPart(LookupError):
    """The document has nothing at this pointer."""


def steps_of(pointer: str) -> list[str]:
    """Return the steps of a pointer such as ``/dimensions/0``; none for the whole document."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def part_at(document: Any, pointer: str) -> Any:
    """Return what stands at a pointer.

    Raises:
        NoSuchPart: nothing stands there.
    """
    found = document
    for step in steps_of(pointer):
        found = _child(found, step)
    return found


def with_part(document: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """Return the document with a part replaced, or added at the end of a list or under a key.

    Raises:
        NoSuchPart: there is no place for it.
    """
    if not pointer:
        return dict(value)
    changed = copy.deepcopy(document)
    holder, last = _holder(changed, pointer)
    if isinstance(holder, dict):
        holder[last] = value
        return changed
    place = _place(holder, last, room=1)
    holder[place : place + 1] = [value]
    return changed


def without_part(document: dict[str, Any], pointer: str) -> dict[str, Any]:
    """Return the document without a part. Raises NoSuchPart as ``part_at``."""
    changed = copy.deepcopy(document)
    part_at(changed, pointer)
    holder, last = _holder(changed, pointer)
    del holder[last if isinstance(holder, dict) else int(last)]
    return changed


def with_moved_part(document: dict[str, Any], pointer: str, places: int) -> dict[str, Any]:
    """Return the document with an entry of a list moved; beyond an end it stays at the end.

    Raises:
        NoSuchPart: nothing stands there, or it is no entry of a list.
    """
    changed = copy.deepcopy(document)
    part_at(changed, pointer)
    holder, last = _holder(changed, pointer)
    if not isinstance(holder, list):
        raise NoSuchPart(pointer)
    entry = holder.pop(int(last))
    holder.insert(min(max(int(last) + places, 0), len(holder)), entry)
    return changed


def _holder(document: dict[str, Any], pointer: str) -> tuple[Any, str]:
    *above, last = steps_of(pointer)
    found: Any = document
    for step in above:
        if isinstance(found, dict) and found.get(step) is None:
            found[step] = []  # an optional section that gets its first entry
        found = _child(found, step)
    if not isinstance(found, (dict, list)):
        raise NoSuchPart(pointer)
    return found, last


def _child(value: Any, step: str) -> Any:
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, list):
        return value[_place(value, step)]
    raise NoSuchPart(step)


def _place(entries: list[Any], step: str, room: int = 0) -> int:
    if not (step.isascii() and step.isdecimal()) or int(step) >= len(entries) + room:
        raise NoSuchPart(step)
    return int(step)
