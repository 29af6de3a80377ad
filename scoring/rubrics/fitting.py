"""Whether the texts of a rubric fit the columns that mirror them, and it may be issued at all."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import CharField, Model

from scoring.engine.faults import Fault, FaultsFound
from scoring.engine.measures import Definitions
from scoring.engine.rubric import Rubric
from scoring.rubrics.aggregating import aggregate_faults
from scoring.rubrics.checking import read_checked
from scoring.rubrics.versions import Dimension, Gate, Indicator, Level, Quota, RubricVersion, Veto

_KEYS = {"identifier": "id"}  # column -> key of the document, where they differ
_UNMIRRORED = frozenset({"scoring_kind", "content_hash", "structure_hash", "rubric"})


def read_draft(document: Mapping[str, Any], definitions: Definitions) -> Rubric:
    """Return the rubric of a document that can be stored as a version.

    Raises:
        FaultsFound: with every fault of the document, else every text that is too long.
    """
    rubric = read_checked(document, definitions)
    found = [*_too_long(document), *aggregate_faults(rubric)]
    if found:
        raise FaultsFound(found)
    return rubric


def faults_of_document(document: Mapping[str, Any], definitions: Definitions) -> tuple[Fault, ...]:
    """Return what stands against issuing a document, each with its JSON pointer."""
    try:
        read_draft(document, definitions)
    except FaultsFound as found:
        return found.faults
    return ()


def _too_long(document: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _fits(document, "", RubricVersion)
    for n, dimension in enumerate(document["dimensions"]):
        yield from _fits(dimension, f"/dimensions/{n}", Dimension)
        for m, item in enumerate(dimension["indicators"]):
            yield from _fits(item, f"/dimensions/{n}/indicators/{m}", Indicator)
    for n, level in enumerate(document["levels"]):
        yield from _fits(level, f"/levels/{n}", Level)
        for m, gate in enumerate(level.get("gates") or ()):
            yield from _fits(gate, f"/levels/{n}/gates/{m}", Gate)
    for section, model in (("vetoes", Veto), ("quotas", Quota)):
        for n, entry in enumerate(document.get(section) or ()):
            yield from _fits(entry, f"/{section}/{n}", model)


def _fits(part: Mapping[str, Any], pointer: str, model: type[Model]) -> Iterator[Fault]:
    for column in model._meta.concrete_fields:
        if not isinstance(column, CharField) or column.name in _UNMIRRORED:
            continue
        key = _KEYS.get(column.name, column.name)
        limit = column.max_length or 0
        text = part.get(key)
        if isinstance(text, str) and len(text.strip()) > limit:
            yield Fault(f"{pointer}/{key}", 0, "text_over_limit", {"key": key, "limit": limit})
