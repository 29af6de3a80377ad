"""Rubric documents before they are read: composition and hashes."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.engine.extending import EXTENDS, extend
from scoring.engine.faults import Faults, Node, as_decimal, near

SECTIONS = ("dimensions", "levels", "vetoes", "quotas")
_TEXTS = frozenset(
    {
        "name", "name_en", "requirement", "trigger", "claim", "source", "legal_basis", "notes",
        "reason", "documents", "version", "missing", "basis",
    }
)  # fmt: skip


def compose(
    documents: Mapping[str, Mapping[str, Any]],
    identifier: str,
    *,
    lines: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return one self-contained document; ``compose``, ``add_gates``, ``extends`` are resolved.

    A section named in ``compose`` is taken whole from another document, its ``max`` along with
    the dimensions. A rubric named in ``extends`` becomes a part sheet beside the document's own.
    The documents given are not changed.

    Raises:
        FaultsFound: for unknown or circular sources, sections both composed and written, gates
            added to unknown levels, items and levels that an extended rubric does not have.
        KeyError: for an unknown identifier.
    """
    faults = Faults(lines)
    document = _compose(documents, identifier, faults, ())
    faults.check()
    return document


def _compose(
    documents: Mapping[str, Mapping[str, Any]],
    identifier: str,
    faults: Faults,
    trail: tuple[str, ...],
) -> dict[str, Any]:
    document = copy.deepcopy(dict(documents[identifier]))
    root = Node(document, "", faults)
    sources = root.child("compose")
    if sources.value is not None:
        sources.keys((), SECTIONS)
        for section in SECTIONS:
            source = sources.text(section)
            if not source:
                continue
            if section in document:
                sources.fault("composed_and_written", section, section=section)
            elif source not in documents:
                guess = near(source, documents)
                sources.fault("rubric_unknown", section, rubric=source, near=guess)
            elif source in (*trail, identifier):
                sources.fault("compose_circular", section, rubric=source)
            else:
                other = _compose(documents, source, faults, (*trail, identifier))
                _take(document, other, section)
    _add_gates(root)
    _extend(documents, root, (*trail, identifier))
    for key in ("compose", "add_gates", "extends"):
        document.pop(key, None)
    return document


def _extend(documents: Mapping[str, Mapping[str, Any]], root: Node, trail: tuple[str, ...]) -> None:
    extends = root.child("extends")
    if extends.value is None or not extends.keys(EXTENDS, ("not_applicable", "reason")):
        return
    source = extends.text("rubric")
    if source in trail:
        extends.fault("compose_circular", "rubric", rubric=source)
    elif source in documents:
        base = _compose(documents, source, root.faults, trail)
        extend(root.value, base, extends)
    elif source:
        extends.fault("rubric_unknown", "rubric", rubric=source, near=near(source, documents))


def _take(document: dict[str, Any], other: dict[str, Any], section: str) -> None:
    if section in other:
        document[section] = other[section]
    if section == "dimensions" and "max" in other:
        document.setdefault("max", other["max"])


def _add_gates(root: Node) -> None:
    added = root.child("add_gates")
    if added.value is None:
        return
    entries = root.value.get("levels")
    levels = {
        level["id"]: level
        for level in (entries if isinstance(entries, list) else ())
        if isinstance(level, dict) and "id" in level
    }
    if not added.keys((), levels):
        return
    for identifier, level in levels.items():
        gates = [node.value for node in added.nodes(identifier)]
        level["gates"] = [*(level.get("gates") or ()), *gates]


def content_hash(document: Mapping[str, Any]) -> str:
    """Return the sha256 of everything in a composed document."""
    return _sha256(_canonical(document))


def structure_hash(document: Mapping[str, Any]) -> str:
    """Return the sha256 of what decides points and levels; names and wording are left out."""
    return _sha256(_canonical(document, _TEXTS))


def _sha256(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any, without: frozenset[str] = frozenset()) -> Any:
    """Return JSON data in which 1, 1.0 and Decimal("1.00") are the same."""
    if isinstance(value, Mapping):
        return {
            str(key): _canonical(entry, without)
            for key, entry in value.items()
            if str(key) not in without
        }
    if isinstance(value, (list, tuple)):
        return [_canonical(entry, without) for entry in value]
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        number = as_decimal(value)
        return str(value) if number is None else f"{number.normalize():f}"
    return value if value is None or isinstance(value, (bool, str)) else str(value)
