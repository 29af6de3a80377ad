"""The page of one draft: its parts to write on, and the steps towards a version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft
from scoring.rubrics.permissions import can_write_draft
from scoring.web.components import Fault
from scoring.web.desk import person
from scoring.web.errors import UNPROCESSABLE
from scoring.web.rubrics.draft_faults import part_url
from scoring.web.rubrics.draft_new import entries_at
from scoring.web.rubrics.draft_scope import desk_links, may_edit, may_issue, turn_of
from scoring.web.rubrics.draft_specs import SECTIONS, part_spec


@dataclass(frozen=True)
class PartLine:
    """One part in the table of contents."""

    pointer: str
    name: str
    detail: str
    url: str
    first: bool
    last: bool
    inner: str  # pointer of the list inside it, empty for none
    inner_words: str
    lines: tuple["PartLine", ...] = ()


@dataclass(frozen=True)
class ListPart:
    """One list of the document: dimensions, levels, vetoes and the like."""

    pointer: str
    title: str
    add_words: str
    lines: tuple[PartLine, ...]


OPEN = (DraftStatus.EDITING, DraftStatus.PROPOSED)
_INNER = {"dimensions": "indicators", "levels": "gates"}


def contents(draft: RubricDraft) -> tuple[ListPart, ...]:
    """Return the lists of a draft in reading order, each entry with where it is edited."""
    wanted = (("dimensions", _("Dimensions and items")), ("levels", _("Levels")), *SECTIONS)
    return tuple(
        ListPart(
            pointer=f"/{key}",
            title=str(title),
            add_words=_add_words(f"/{key}"),
            lines=tuple(_lines(draft, f"/{key}")),
        )
        for key, title in wanted
    )


def _add_words(pointer: str) -> str:
    spec = part_spec(f"{pointer}/0")
    return _("Add: %(what)s") % {"what": spec.name if spec else ""}


def _lines(draft: RubricDraft, pointer: str) -> Iterator[PartLine]:
    entries = [one for one in entries_at(draft.document, pointer) if isinstance(one, Mapping)]
    for n, entry in enumerate(entries):
        here = f"{pointer}/{n}"
        inner = _INNER.get(pointer.strip("/"), "")
        inside = f"{here}/{inner}" if inner else ""
        yield PartLine(
            pointer=here,
            name=_called(entry),
            detail=_detail(entry),
            url=part_url(draft.pk, here),
            first=n == 0,
            last=n == len(entries) - 1,
            inner=inside,
            inner_words=_add_words(inside) if inside else "",
            lines=tuple(_lines(draft, inside)) if inside else (),
        )


def _called(entry: Mapping[str, Any]) -> str:
    number = entry.get("number")
    return f"{number or ''} {entry.get('name') or _('without a name')}".strip()


def _detail(entry: Mapping[str, Any]) -> str:
    for key, words in (
        ("weight", _("%(points)s points")),
        ("max", _("%(points)s points")),
        ("min_score", _("%(points)s points or more")),
    ):
        if entry.get(key) is not None:
            return words % {"points": entry[key]}
    return ""


def draft_page(
    request: HttpRequest, draft: RubricDraft, faults: Sequence[Fault] = ()
) -> HttpResponse:
    """Show a draft."""
    writes = can_write_draft(person(request), draft)
    links = desk_links(draft=draft.pk)
    context = {
        "draft": draft,
        "state": draft.get_status_display(),
        "turn": turn_of(draft),
        "contents": contents(draft),
        "head_url": part_url(draft.pk, ""),
        "links": links,
        "editable": may_edit(request, draft),
        "may_issue": may_issue(request, draft),
        "may_send_back": draft.status == DraftStatus.PROPOSED and writes,
        "may_drop": draft.status in OPEN and writes,
        "faults": faults,
    }
    status = UNPROCESSABLE if faults else 200
    return render(request, "rubrics/draft.html", context, status=status)
