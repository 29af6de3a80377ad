"""Two documents of a rubric side by side: every change with its place, in words.

A change is "wording only" exactly when ``structure_hash`` does not see it: then points and levels
stay what they are.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scoring.engine.comparing_words import Known, field_label, label, value_in_words
from scoring.engine.document import content_hash, structure_hash
from scoring.engine.measures import Definitions
from scoring.engine.results import Reason
from scoring.engine.wording import say

KINDS = ("added", "removed", "moved", "points", "rule", "wording")
_POINTS = frozenset(
    {
        "max", "weight", "min_score", "share", "each", "free", "short_of", "target", "otherwise",
        "dimension_floor", "points", "at_most", "bonus_cap", "count", "sheet_lines",
    }
)  # fmt: skip
_INSIDE = ("settings", "evidence", "approval", "extends")  # maps that are compared key by key
_BY_PARTS = ("checklist", "judged", "tiered")
_ABSENT = object()
_PLACES = {
    "dimensions": "place_dimension", "indicators": "place_item", "levels": "place_level",
    "gates": "place_gate", "vetoes": "place_veto", "quotas": "place_quota",
    "bonuses": "place_bonus", "sheets": "place_sheet", "placements": "place_placement",
    "parts": "place_part", "choices": "place_choice",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One change.

    ``group``: id of the dimension, or the name of another section, for one heading. ``place`` and
    both sides are words: texts, reasons, or texts in both languages; None where there is nothing.
    """

    group: str
    place: tuple[Any, ...]
    kind: str
    before: Any
    after: Any
    structural: bool


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], definitions: Definitions
) -> tuple[Change, ...]:
    """Return what turns one composed document into the other, in the order of the later one.

    Either may be a draft with faults: what cannot be read is shown as it is written.
    """
    comparison = _Comparison(before, after, definitions)
    return tuple(comparison.maps(before, after, (), ""))


def in_words(value: Any, language: str) -> str:
    """Return a side of a change, or a part of its place, in a language."""
    if value is None:
        return ""
    if isinstance(value, Reason):
        return say(value, language)
    if isinstance(value, Mapping):
        return str(value[language])
    if isinstance(value, (list, tuple)):
        whole, inner = ("；", "，") if language == "zh" else ("; ", ", ")
        parts = [one if isinstance(one, (list, tuple)) else [one] for one in value]
        return whole.join(inner.join(in_words(x, language) for x in part) for part in parts)
    return str(value)


def place_in_words(change: Change, language: str) -> str:
    """Return the place of a change, from the outer part to the inner one."""
    return " · ".join(in_words(part, language) for part in change.place)


@lru_cache(maxsize=512)
def _is_text(key: str) -> bool:
    """Tell whether a key is left out of the structure."""
    return structure_hash({key: 1}) == structure_hash({})


def _same(one: Any, other: Any) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return content_hash({"": one}) == content_hash({"": other})


def _structural(key: str, one: Any, other: Any) -> bool:
    if _is_text(key):
        return False
    if one is _ABSENT or other is _ABSENT:
        return True
    return structure_hash({"": one}) != structure_hash({"": other})


class _Comparison:
    """Walks two documents at once."""

    def __init__(
        self, before: Mapping[str, Any], after: Mapping[str, Any], definitions: Definitions
    ) -> None:
        self._known = (Known.of(before, definitions), Known.of(after, definitions))
        self._homes = (_homes(before), _homes(after))

    def maps(
        self,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        place: tuple[Any, ...],
        group: str,
    ) -> Iterator[Change]:
        """Yield the changes between two maps that stand for the same part."""
        for key in dict.fromkeys([*after, *before]):
            one, other = before.get(key, _ABSENT), after.get(key, _ABSENT)
            if not _same(one, other):
                yield from self._key(str(key), one, other, place, group or str(key))

    def _key(
        self, key: str, one: Any, other: Any, place: tuple[Any, ...], group: str
    ) -> Iterator[Change]:
        if not _is_text(key):
            if key in _PLACES and _has_ids(one) and _has_ids(other):
                yield from self._lists(key, one, other, place, group)
                return
            if isinstance(one, Mapping) and isinstance(other, Mapping):
                if key in _INSIDE:
                    yield from self.maps(one, other, (*place, label("fields", key)), group)
                    return
                if key == "scoring" and _by_parts(one, other):
                    yield from self._scorings(one, other, place, group)
                    return
        yield self._leaf(key, one, other, place, group)

    def _leaf(self, key: str, one: Any, other: Any, place: tuple[Any, ...], group: str) -> Change:
        structural = _structural(key, one, other)
        changed = _numbers_only(key, one, other)
        kind = "wording" if not structural else "points" if changed else "rule"
        was, now = (
            None if side is _ABSENT else value_in_words(key, side, known)
            for side, known in zip((one, other), self._known, strict=True)
        )
        return Change(group, (*place, field_label(key, group)), kind, was, now, structural)

    def _scorings(
        self,
        one: Mapping[str, Any],
        other: Mapping[str, Any],
        place: tuple[Any, ...],
        group: str,
    ) -> Iterator[Change]:
        """Yield the changes of a scoring that kept its kind, part by part."""
        rest = [{k: v for k, v in side.items() if k != "tiers"} for side in (one, other)]
        yield from self.maps(rest[0], rest[1], place, group)
        for n, (low, high) in enumerate(
            zip(one.get("tiers", ()), other.get("tiers", ()), strict=True), 1
        ):
            yield from self.maps(low, high, (*place, Reason("place_tier", {"n": n})), group)

    def _lists(
        self,
        key: str,
        one: Sequence[Mapping[str, Any]],
        other: Sequence[Mapping[str, Any]],
        place: tuple[Any, ...],
        group: str,
    ) -> Iterator[Change]:
        """Yield the changes between two lists whose entries have ids."""
        old = {_id(entry): entry for entry in one}
        new = {_id(entry): entry for entry in other}
        moved = _moved([name for name in old if name in new], [name for name in new if name in old])
        places = {name: n for n, name in enumerate(old, 1)}
        outer = () if key == "indicators" else place  # the heading names the dimension
        for n, (name, entry) in enumerate(new.items(), 1):
            here = (*outer, _place(key, entry))
            heading = name if key == "dimensions" else group
            if name not in old:
                yield from self._arrived(key, entry, here, heading)
                continue
            if name in moved:
                was, now = (Reason("place_at", {"n": at}) for at in (places[name], n))
                yield Change(heading, here, "moved", was, now, structural=True)
            yield from self.maps(old[name], entry, here, heading)
        for name, entry in old.items():
            if name not in new and not (key == "indicators" and name in self._homes[1]):
                heading = name if key == "dimensions" else group
                said = value_in_words(key, entry, self._known[0])
                here = (*outer, _place(key, entry))
                yield Change(heading, here, "removed", said, None, structural=True)

    def _arrived(
        self, key: str, entry: Mapping[str, Any], place: tuple[Any, ...], group: str
    ) -> Iterator[Change]:
        """Yield the change of an entry that is new here: from nowhere, or another dimension."""
        home = self._homes[0].get(_id(entry)) if key == "indicators" else None
        if home is None or _id(entry) not in self._homes[1]:
            said = value_in_words(key, entry, self._known[1])
            yield Change(group, place, "added", None, said, structural=True)
            return
        dimension, held = home
        was, now = (_place("dimensions", one) for one in (dimension, self._homes[1][_id(entry)][0]))
        yield Change(group, place, "moved", was, now, structural=True)
        yield from self.maps(held, entry, place, group)


def _homes(document: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Return item -> (its dimension, the item), where every id stands once; else nothing."""
    dimensions = document.get("dimensions")
    if not _has_ids(dimensions):
        return {}
    found: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
    for dimension in dimensions or ():
        items = dimension.get("indicators", [])
        for item in items if _has_ids(items) else ():
            if _id(item) in found:
                return {}
            found[_id(item)] = (dimension, item)
    return found


def _id(entry: Mapping[str, Any]) -> str:
    return str(entry["id"])


def _has_ids(entries: Any) -> bool:
    if not isinstance(entries, list):
        return False
    ids = [
        str(one["id"])
        for one in entries
        if isinstance(one, Mapping) and isinstance(one.get("id"), (str, int))
    ]
    return len(ids) == len(entries) == len(set(ids))


def _by_parts(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one.get("kind") != other.get("kind") or one.get("kind") not in _BY_PARTS:
        return False
    tiers = [side.get("tiers", []) for side in (one, other)]
    maps = all(isinstance(t, list) and all(isinstance(x, Mapping) for x in t) for t in tiers)
    return maps and len(tiers[0]) == len(tiers[1]) and ("tiers" in one) == ("tiers" in other)


def _moved(old: list[str], new: list[str]) -> frozenset[str]:
    """Return the names that must move to turn one order into the other."""
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    kept = {
        name for block in matcher.get_matching_blocks() for name in old[block.a :][: block.size]
    }
    return frozenset(old) - kept


def _place(key: str, entry: Mapping[str, Any]) -> Reason:
    name = str(entry.get("name") or entry.get("id") or "")
    data = {"name": name}
    if key == "indicators":
        data["number"] = str(entry.get("number") or "")
    return Reason(_PLACES[key], data)


def _numbers_only(key: str, one: Any, other: Any) -> bool:
    """Tell whether only numbers of a rule differ, not the rule."""
    if key in _POINTS:
        return True
    if key != "scoring" or not (isinstance(one, Mapping) and isinstance(other, Mapping)):
        return False
    rest = [{k: v for k, v in side.items() if k not in _POINTS} for side in (one, other)]
    return json.dumps(rest[0], sort_keys=True) == json.dumps(rest[1], sort_keys=True)
