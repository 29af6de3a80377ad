"""One part of a draft: its form, saved, previewed, with rows that come and go."""

from collections.abc import Callable, Sequence
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.rubrics.actions import move_part, remove_part, save_part
from scoring.rubrics.models import RubricDraft
from scoring.web.components import Fault
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.rubrics.draft_faults import part_url
from scoring.web.rubrics.draft_new import entries_at, fresh_part
from scoring.web.rubrics.draft_page import draft_page
from scoring.web.rubrics.draft_part import (
    OpenPart,
    PartPage,
    open_part,
    read_part,
    step_of,
    stored_page,
    typed_in,
    typed_page,
)
from scoring.web.rubrics.draft_scope import draft_of, may_edit
from scoring.web.rubrics.draft_specs import part_spec


@reads
def show_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of a part, with what is still to be mended in it."""
    draft = draft_of(request, pk)
    part = open_part(draft, request.GET.get("at", ""))
    return _show(request, stored_page(part), draft.revision)


@writes
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Store a part; any other button shows the form again with what was typed."""
    part = open_part(draft_of(request, pk, writes=True), request.POST.get("at", ""))
    typed, step = typed_in(request.POST), step_of(request.POST)
    seen = _number(request.POST.get("revision", ""))
    if step != "save":
        return _show(request, typed_page(part, typed, step), seen)
    value, unread = read_part(part, typed)
    page = typed_page(part, typed)
    if unread:
        return _show(request, page, seen, page.open_faults)
    try:
        _store(request, part, value, seen)
    except Refusal as refusal:
        return _show(request, page, seen, faults_of(refusal))
    messages.success(request, _("The draft is saved"))
    return redirect(part_url(pk, part.pointer))


@writes
def change_parts(request: HttpRequest, pk: int) -> HttpResponse:
    """Add, move or take out a whole part: an item, a dimension, a level, a condition."""
    draft = draft_of(request, pk, writes=True)
    what, _colon, pointer = request.POST.get("do", "").partition(":")
    if not pointer or what not in _STEPS:
        return draft_page(request, draft, [Fault("", _("Please choose what to change"))])
    seen = _number(request.POST.get("revision", ""))
    try:
        return redirect(_STEPS[what](request, draft, pointer, seen))
    except Refusal as refusal:
        return draft_page(request, draft, faults_of(refusal))


def _add(request: HttpRequest, draft: RubricDraft, pointer: str, seen: int) -> str:
    """Add an empty part to a list and return the address of its form."""
    if part_spec(f"{pointer}/0") is None:
        raise Http404
    place = f"{pointer}/{len(entries_at(draft.document, pointer))}"
    save_part(
        draft=draft,
        revision=seen,
        pointer=place,
        value=fresh_part(draft.document, pointer),
        by=person(request),
        now=timezone.now(),
    )
    return part_url(draft.pk, place)


def _remove(request: HttpRequest, draft: RubricDraft, pointer: str, seen: int) -> str:
    remove_part(draft=draft, revision=seen, pointer=pointer, by=person(request), now=timezone.now())
    return reverse("rubrics:draft", args=[draft.pk])


def _move(request: HttpRequest, draft: RubricDraft, pointer: str, seen: int, *, places: int) -> str:
    move_part(
        draft=draft,
        revision=seen,
        pointer=pointer,
        places=places,
        by=person(request),
        now=timezone.now(),
    )
    return reverse("rubrics:draft", args=[draft.pk])


_STEPS: dict[str, Callable[[HttpRequest, RubricDraft, str, int], str]] = {
    "add": _add,
    "remove": _remove,
    "up": partial(_move, places=-1),
    "down": partial(_move, places=1),
}


def _store(request: HttpRequest, part: OpenPart, value: dict[str, object], seen: int) -> None:
    save_part(
        draft=part.draft,
        revision=seen,
        pointer=part.pointer,
        value=value,
        by=person(request),
        now=timezone.now(),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _show(
    request: HttpRequest, page: PartPage, revision: int, faults: Sequence[Fault] = ()
) -> HttpResponse:
    context = {
        "page": page,
        "draft": page.part.draft,
        "revision": revision,
        "faults": faults,
        "editable": may_edit(request, page.part.draft),
    }
    status = UNPROCESSABLE if faults else 200
    return render(request, "rubrics/draft_part.html", context, status=status)
