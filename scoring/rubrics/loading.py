"""From files to facts and rubrics, with every fault of every file at once.

Reading needs no database. A composed rubric is checked as a whole, and each fault is reported at
the place where its text stands, which may be the file that it is composed of.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scoring.engine.document import compose, content_hash, structure_hash
from scoring.engine.facts import FactDefinition as Definition
from scoring.engine.facts import read_definitions
from scoring.engine.faults import Fault, FaultsFound
from scoring.engine.rubric import Rubric
from scoring.rubrics.checking import read_checked
from scoring.rubrics.lined_yaml import LinedDocument, Place, YamlFaults, load_yaml_with_lines


@dataclass(frozen=True)
class FileFault:
    """One fault with its file; ``line`` counts from 1, 0 when the file has no lines."""

    file: Path
    line: int
    path: str
    code: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadRubric:
    """A rubric that reads without fault: the composed document and what the engine makes of it."""

    source: LinedDocument
    document: dict[str, Any]
    rubric: Rubric

    @property
    def content_hash(self) -> str:
        """Return the hash of the composed document."""
        return content_hash(self.document)

    @property
    def structure_hash(self) -> str:
        """Return the hash of what decides points, without names and wording."""
        return structure_hash(self.document)


@dataclass(frozen=True)
class Reading:
    """All that one run has read. Nothing may be stored while there are ``faults``."""

    facts: LinedDocument | None
    definitions: Mapping[str, Definition]
    rubrics: tuple[ReadRubric, ...]
    faults: tuple[FileFault, ...]


def read_files(facts: Path, rubrics: Sequence[Path], library: Iterable[Path] = ()) -> Reading:
    """Read the facts and the rubrics, and find every fault of all of them.

    ``library`` holds further rubrics that ``compose`` may name; they are not part of the result.
    """
    faults: list[FileFault] = []
    facts_file = _open(facts, faults)
    sources = _by_id([_open(path, faults) for path in rubrics], faults)
    documents = {**_library(library), **sources}
    definitions = _definitions(facts_file, faults) if facts_file else None
    read: list[ReadRubric] = []
    if definitions is not None:
        for name, source in sources.items():
            found = _rubric(name, source, documents, definitions)
            if isinstance(found, ReadRubric):
                read.append(found)
            else:
                faults.extend(found)
    return Reading(facts_file, definitions or {}, tuple(read), _once(faults))


def _open(path: Path, faults: list[FileFault]) -> LinedDocument | None:
    try:
        return load_yaml_with_lines(path)
    except YamlFaults as found:
        faults.extend(_of_file(path, place) for place in found.places)
        return None


def _of_file(path: Path, place: Place) -> FileFault:
    return FileFault(path, place.line, place.path, place.code, place.data)


def _by_id(
    sources: Iterable[LinedDocument | None], faults: list[FileFault]
) -> dict[str, LinedDocument]:
    found: dict[str, LinedDocument] = {}
    for source in sources:
        if source is None:
            continue
        name = source.data.get("id") if isinstance(source.data, dict) else None
        if not isinstance(name, str):
            faults.append(FileFault(source.path, 1, "", "rubric_without_id"))
        elif name in found:
            data = {"id": name, "other": found[name].path.name}
            faults.append(FileFault(source.path, source.line("/id"), "/id", "rubric_twice", data))
        else:
            found[name] = source
    return found


def _library(paths: Iterable[Path]) -> dict[str, LinedDocument]:
    """Return the rubrics that others may build on; a faulty one is unknown to them."""
    ignored: list[FileFault] = []
    return _by_id([_open(path, ignored) for path in paths], ignored)


def _definitions(source: LinedDocument, faults: list[FileFault]) -> Mapping[str, Definition] | None:
    try:
        return read_definitions(source.data, lines=source.lines)
    except FaultsFound as found:
        faults.extend(
            FileFault(source.path, source.line(fault.path), fault.path, fault.code, fault.data)
            for fault in found.faults
        )
        return None


def _rubric(
    name: str,
    source: LinedDocument,
    documents: Mapping[str, LinedDocument],
    definitions: Mapping[str, Definition],
) -> ReadRubric | list[FileFault]:
    data = {key: document.data for key, document in documents.items()}
    document: dict[str, Any] = {}
    try:
        document = compose(data, name)
        rubric = read_checked(document, definitions)
    except FaultsFound as found:
        faults = (_before_extending(fault, source, document) for fault in found.faults)
        return [_placed(fault, source, documents) for fault in faults]
    return ReadRubric(source, document, rubric)


def _before_extending(fault: Fault, source: LinedDocument, document: dict[str, Any]) -> Fault:
    """Return a fault at its place in a file that extends another rubric.

    What comes from the base, or was made of it, stands at the word ``rubric`` of ``extends``.
    """
    if not source.data.get("extends") or not document:
        return fault
    parts = fault.path.split("/")
    if parts[1:2] == ["sheets"]:
        return replace(fault, path="/extends")
    if parts[1:2] == ["dimensions"] and len(parts) > 2:
        before = len(document["dimensions"]) - len(source.data.get("dimensions") or [])
        own = int(parts[2]) - before
        path = "/".join(["", "dimensions", str(own), *parts[3:]])
        return replace(fault, path=path if own >= 0 else "/extends/rubric")
    if len(parts) > 4 and (parts[1], parts[3]) == ("levels", "gates"):
        gates = source.data["levels"][int(parts[2])].get("gates") or []
        return fault if int(parts[4]) < len(gates) else replace(fault, path="/extends/rubric")
    return fault


def _placed(
    fault: Fault, source: LinedDocument, documents: Mapping[str, LinedDocument]
) -> FileFault:
    """Return the fault at the place where its text stands, which may be the composed file."""
    file, path = source, fault.path
    for _ in documents:  # a composed section may be composed itself
        base = _base_of(path, file, documents)
        if base is None:
            break
        added = _added_gate(path, file, base)
        if added:
            path = added
            break
        file = base
    return FileFault(file.path, file.line(path), path, fault.code, fault.data)


def _base_of(
    path: str, source: LinedDocument, documents: Mapping[str, LinedDocument]
) -> LinedDocument | None:
    section = path.split("/")[1] if "/" in path else ""
    sections = source.data.get("compose")
    name = sections.get(section) if isinstance(sections, dict) else None
    return documents.get(name) if isinstance(name, str) else None


def _added_gate(path: str, source: LinedDocument, base: LinedDocument) -> str:
    """Return where a gate of a composed level was added: /levels/0/gates/12 stands elsewhere."""
    parts = path.split("/")
    if len(parts) < 5 or (parts[1], parts[3]) != ("levels", "gates"):
        return ""
    levels = base.data.get("levels")
    if not isinstance(levels, list):
        return ""
    level = levels[int(parts[2])]
    here = int(parts[4]) - len(level.get("gates") or [])
    rest = "".join(f"/{part}" for part in parts[5:])
    return f"/add_gates/{level['id']}/{here}{rest}" if here >= 0 else ""


def _once(faults: Iterable[FileFault]) -> tuple[FileFault, ...]:
    """Drop repeats: a fault of a base shows up in every rubric that is composed of it."""
    kept: dict[tuple[str, int, str, str, str], FileFault] = {}
    for fault in faults:
        data = json.dumps(fault.data, sort_keys=True, default=str)
        kept.setdefault((str(fault.file), fault.line, fault.path, fault.code, data), fault)
    return tuple(sorted(kept.values(), key=lambda fault: (str(fault.file), fault.line)))
