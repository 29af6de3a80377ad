"""What a filled form or an autosave request says: entries changed, and the versions seen."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from scoring.engine.definitions import FactDefinition, FactType
from scoring.web.selfassessment.workbook import Workbook

SEEN = "seen:"
GATE = "gate:"
VERSION = re.compile(r"[0-9]{1,9}")
EMPTY: tuple[Any, ...] = (None, "", [], {})


def seen_versions(data: QueryDict) -> dict[str, int]:
    """Return entry key -> version the sender saw; garbled versions count as 0."""
    seen = {}
    for name in data:
        if name.startswith(SEEN):
            text = str(data.get(name, ""))
            seen[name.removeprefix(SEEN)] = int(text) if VERSION.fullmatch(text) else 0
    return seen


def posted_changes(book: Workbook, data: QueryDict) -> tuple[dict[str, Any], dict[str, int]]:
    """Return (entry key -> typed value, entry key -> version seen) of a request.

    Entries left empty that never had a value are no change: a form without script sends every
    field of the page.
    """
    seen = seen_versions(data)
    changes = {}
    for entry in seen:
        value = _typed(book.definitions, entry, data)
        if value in EMPTY and book.held(entry).value is None:
            continue
        changes[entry] = value
    return changes, {entry: seen[entry] for entry in changes}


def _typed(definitions: Mapping[str, FactDefinition], entry: str, data: QueryDict) -> Any:
    if entry.startswith(GATE):
        claimed = data.get(entry)
        sentence = data.get(f"{entry}/sentence", "").strip()
        if claimed is None and not sentence:
            return None
        # Whoever writes the sentence claims the condition, unless they say otherwise.
        return {"claimed": claimed != "false", "sentence": sentence}
    definition = definitions.get(entry.removeprefix("fact:").partition(":")[0])
    if definition is not None and definition.type == FactType.SET:
        return data.getlist(entry)
    if definition is not None and definition.type == FactType.TABLE:
        return _rows(definition, entry, data)
    text = data.get(entry, "").strip()
    return text or None


def _rows(definition: FactDefinition, entry: str, data: QueryDict) -> list[dict[str, str]]:
    numbers = {
        int(name.split("/")[1])
        for name in data
        if name.startswith(f"{entry}/") and name.split("/")[1].isdecimal()
    }
    rows = []
    for number in sorted(numbers):
        cells = {
            column.key: data.get(f"{entry}/{number}/{column.key}", "").strip()
            for column in definition.columns
        }
        if any(cells.values()):
            rows.append(cells)
    return rows
