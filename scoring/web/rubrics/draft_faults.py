"""Faults of a draft in words, each with the part and the input that it leads to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from scoring.engine.faults import Fault
from scoring.engine.measures import Definitions
from scoring.engine.results import Reason
from scoring.rubrics.fitting import faults_of_document
from scoring.rubrics.management.commands.load_rubrics import SENTENCES
from scoring.rubrics.parts import NoSuchPart, part_at
from scoring.web.errors import worded
from scoring.web.rubrics.draft_measures import OPERATORS
from scoring.web.rubrics.draft_specs import part_spec
from scoring.web.rubrics.draft_typed import YAML, Typed, join, typed_of
from scoring.web.rubrics.draft_widgets import input_id

_OPERATORS = frozenset(name for name, _words in OPERATORS)
_STEP = re.compile(r"/[^/]*\Z")


@dataclass(frozen=True)
class PlacedFault:
    """One fault: the part (JSON pointer), the input inside it, the sentence, where it leads."""

    pointer: str
    name: str
    text: str
    place: str = ""
    url: str = ""


def faults_of_draft(
    document: Mapping[str, Any], definitions: Definitions, pk: int
) -> list[PlacedFault]:
    """Return every fault of a draft, each with the address of the input to mend it."""
    return [_placed(document, fault, pk) for fault in faults_of_document(document, definitions)]


def faults_in_part(
    document: Mapping[str, Any], definitions: Definitions, pointer: str, typed: Typed
) -> list[PlacedFault]:
    """Return the faults of one part; ``typed`` are the inputs its form has now."""
    return [
        PlacedFault(pointer, input_of(fault, pointer, typed), worded(fault.reason))
        for fault in faults_of_document(document, definitions)
        if part_of(fault.path) == pointer
    ]


def part_of(path: str) -> str:
    """Return the pointer of the part whose form shows a place of the document."""
    while path and part_spec(path) is None:
        path = _STEP.sub("", path)
    return path


def input_of(fault: Fault, pointer: str, typed: Iterable[str]) -> str:
    """Return the name of the input that a fault of a part is about."""
    inside = fault.path.removeprefix(pointer).strip("/").replace("/", ".")
    names = set(typed)
    if fault.code in ("key_missing", "evidence_without_reason"):
        wanted = join(inside, str(fault.data.get("key", "reason")))
        if wanted in names or any(name.startswith(f"{wanted}.") for name in names):
            return _nearest(wanted, names)
    return _nearest(inside, names)


def _nearest(name: str, names: set[str]) -> str:
    """Return the input of a place, else that of the closest place around it."""
    while name:
        above, _dot, last = name.rpartition(".")
        tried = [name, f"{name}.{YAML}", f"{name}.measure", f"{name}.kind"]
        if last in _OPERATORS:
            tried.insert(0, f"{above}.operand")
        found = next((one for one in tried if one in names), "")
        if found:
            return found
        if f"{name}.rows" in names or any(one.startswith(f"{name}.") for one in names):
            return name
        name = above
    return "rest"


def sentences_by_input(found: Iterable[PlacedFault]) -> dict[str, list[str]]:
    """Return the sentences by the name of their input."""
    sentences: dict[str, list[str]] = {}
    for fault in found:
        sentences.setdefault(fault.name, []).append(fault.text)
    return sentences


def unreadable(found: Iterable[tuple[str, str, dict[str, Any]]]) -> list[PlacedFault]:
    """Return what could not be read of a form, with the line inside its input."""
    faults = []
    for name, code, data in found:
        file_words = SENTENCES.get(code)  # of YAML itself; the rest is worded by the engine
        text = str(file_words) % data if file_words else worded(Reason(code, data))
        if data.get("line"):
            text = _("Line %(line)s: %(fault)s") % {"line": data["line"], "fault": text}
        faults.append(PlacedFault("", name, text))
    return faults


def part_url(pk: int, pointer: str, name: str = "") -> str:
    """Return the address of the form of a part, at one of its inputs."""
    address = f"{reverse('rubrics:draft_part', args=[pk])}?{urlencode({'at': pointer})}"
    return f"{address}#{input_id(name)}" if name else address


def place_of(document: Mapping[str, Any], pointer: str) -> str:
    """Return what a part is called: the names on the way to it."""
    names = []
    steps = pointer.split("/")[1:]
    for end in range(2, len(steps) + 1, 2):
        here = "/" + "/".join(steps[:end])
        spec = part_spec(here)
        part = _part(document, here)
        number = f"{part.get('number', '')} " if part.get("number") else ""
        names.append(f"{number}{part.get('name') or (spec.name if spec else '')}".strip())
    return " › ".join(names) or _("Head of the standard")


def _part(document: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:
    try:
        found = part_at(document, pointer)
    except NoSuchPart:
        return {}
    return found if isinstance(found, Mapping) else {}


def _placed(document: Mapping[str, Any], fault: Fault, pk: int) -> PlacedFault:
    pointer = part_of(fault.path)
    spec, part = part_spec(pointer), _part(document, pointer)
    typed = typed_of(spec, part) if spec else {}
    name = input_of(fault, pointer, typed)
    place = place_of(document, pointer)
    return PlacedFault(pointer, name, worded(fault.reason), place, part_url(pk, pointer, name))
