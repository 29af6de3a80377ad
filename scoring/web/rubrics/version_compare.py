"""Two versions, or a draft and what it was copied from, laid out side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from scoring.engine.comparing import Change, compare, in_words, place_in_words
from scoring.engine.comparing_words import label
from scoring.facts.mapping import definitions
from scoring.rubrics.enums import ChangeKind
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.web.errors import language
from scoring.web.rubrics.draft_scope import draft_of, version_of
from scoring.web.rubrics.file_reading import key_of
from scoring.web.standards import told_apart

Side = RubricVersion | RubricDraft


@dataclass(frozen=True)
class ChangeLine:
    """One change in words. ``chip`` is the look of its kind."""

    place: str
    kind: str
    chip: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of one dimension, or of one other section."""

    title: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that differs."""

    groups: tuple[ChangeGroup, ...]
    structural: int
    wording: int


def draft_named(request: HttpRequest) -> RubricDraft | None:
    """Return the draft that the address names, which stays on offer. Raises Http404."""
    key = key_of(request, "draft")
    return None if key is None else draft_of(request, key)


def sides_of(
    request: HttpRequest, draft: RubricDraft | None
) -> tuple[RubricVersion | None, Side | None]:
    """Return what the address compares: ``before`` and ``after``, ``version`` or the ``draft``.

    A draft stands against what it was copied from, a version against the one before it.

    Raises:
        Http404: something named is not there, or not for this person.
    """
    before, after = key_of(request, "before"), key_of(request, "after")
    low = version_of(request, before) if before is not None else None
    if after is None and draft is not None:
        return low or draft.base, draft
    after = after or key_of(request, "version")
    if after is None:
        if low is not None:
            raise Http404
        return None, None
    high = version_of(request, after)
    return low or _earlier(high), high


def _earlier(version: RubricVersion) -> RubricVersion | None:
    rows = RubricVersion.objects.filter(rubric=version.rubric, loaded_at__lte=version.loaded_at)
    found = rows.exclude(pk=version.pk).order_by("-loaded_at", "-pk").first()
    if found is not None:
        return found
    issued_from: RubricDraft | None = getattr(version, "issued_from", None)
    return issued_from.base if issued_from else None  # of another id: what it was copied from


def comparison_of(before: Side, after: Side) -> Comparison:
    """Return what differs between two documents, grouped by dimension."""
    changes = compare(before.document, after.document, definitions())
    names = _names(before.document) | _names(after.document)
    groups: dict[str, list[ChangeLine]] = {}
    for change in changes:
        groups.setdefault(change.group, []).append(_line(change))
    structural = sum(change.structural for change in changes)
    return Comparison(
        groups=tuple(
            ChangeGroup(names.get(key) or _section(key), tuple(lines))
            for key, lines in groups.items()
        ),
        structural=structural,
        wording=len(changes) - structural,
    )


def choices(rubric: str) -> list[tuple[int, str]]:
    """Return (key, name) of the versions that can stand on either side, one rubric's own first."""
    rows = RubricVersion.objects.defer("document").order_by("name", "-loaded_at", "-pk")
    held = sorted(rows, key=lambda one: one.rubric != rubric)  # stable
    return told_apart(held)


def _line(change: Change) -> ChangeLine:
    spoken = language()
    return ChangeLine(
        place=place_in_words(change, spoken),
        kind=str(ChangeKind(change.kind).label),
        chip="ok" if change.kind == "wording" else "doing" if change.kind == "points" else "warn",
        before=in_words(change.before, spoken),
        after=in_words(change.after, spoken),
    )


def _names(document: Mapping[str, Any]) -> dict[str, str]:
    dimensions = document.get("dimensions")
    entries = dimensions if isinstance(dimensions, list) else []
    return {str(one.get("id")): str(one.get("name")) for one in entries if isinstance(one, Mapping)}


def _section(key: str) -> str:
    return label("fields", key)[language()]
