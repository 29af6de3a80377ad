"""One draft: its page, its faults, and the steps of two persons that make it a version."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.engine.faults import FaultsFound
from scoring.engine.reading import read_rubric
from scoring.facts.mapping import definitions
from scoring.rubrics.actions import drop_draft, issue_draft, propose_draft, send_back_draft
from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft
from scoring.web import formats
from scoring.web.components import Fault, Interruption, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.forms import ReasonForm
from scoring.web.rubrics.draft_faults import faults_of_draft
from scoring.web.rubrics.draft_forms import ProposalForm
from scoring.web.rubrics.draft_page import OPEN, draft_page
from scoring.web.rubrics.draft_scope import draft_of, may_edit, may_issue
from scoring.web.rubrics.draft_warnings import warnings_of


@reads
def show_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft with its parts."""
    return draft_page(request, draft_of(request, pk))


@reads
def check_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """List every fault and what deserves a look; without faults, the form to propose it."""
    return _check(request, draft_of(request, pk))


@writes
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a draft for issue by another person."""
    draft = draft_of(request, pk, writes=True)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return _check(request, draft, form, form_faults(form))
    try:
        propose_draft(
            draft=draft,
            revision=_revision(request),
            by=person(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        return _check(request, draft, form, faults_of(refusal))
    messages.success(request, _("Proposed; another person of the office issues the standard"))
    return redirect("rubrics:draft", pk)


@writes
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a proposed draft, after the page that asks once more."""
    draft = draft_of(request, pk, writes=True)
    if not may_issue(request, draft):
        return draft_page(request, draft, [Fault("", _why_not(draft))])
    if request.POST.get("confirmed") != "yes":
        context = {"interruption": _interruption(draft)}
        return render(request, "_components/interruption.html", context, status=UNPROCESSABLE)
    try:
        version = issue_draft(
            draft=draft, revision=_revision(request), by=person(request), now=timezone.now()
        )
    except Refusal as refusal:
        return draft_page(request, draft, faults_of(refusal))
    messages.success(request, _("The standard is issued; cycles opened from now on can use it"))
    return redirect("rubrics:version", version.pk)


@writes
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a proposed draft for writing again."""
    draft = draft_of(request, pk, writes=True)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return draft_page(request, draft, form_faults(form))
    try:
        send_back_draft(
            draft=draft,
            reason=form.cleaned_data["reason"],
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return draft_page(request, draft, faults_of(refusal))
    messages.success(request, _("The draft can be written on again"))
    return redirect("rubrics:draft", pk)


@writes
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft away, after the page that asks once more."""
    draft = draft_of(request, pk, writes=True)
    if draft.status in OPEN and request.POST.get("confirmed") != "yes":
        context = {"interruption": _before_dropping(draft)}
        return render(request, "_components/interruption.html", context)
    try:
        drop_draft(draft=draft, by=person(request), now=timezone.now())
    except Refusal as refusal:
        return draft_page(request, draft, faults_of(refusal))
    messages.success(request, _("The draft is dropped"))
    return redirect("rubrics:list")


def _check(
    request: HttpRequest,
    draft: RubricDraft,
    form: ProposalForm | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    known = definitions()
    found = faults_of_draft(draft.document, known, draft.pk)
    context = {
        "draft": draft,
        "found": found,
        "warnings": _warnings(draft),
        "missing": draft.document.get("missing") or [],
        "form": form or ProposalForm(),
        "editable": may_edit(request, draft),
        "faults": faults or [],
    }
    status = UNPROCESSABLE if faults else 200
    return render(request, "rubrics/draft_check.html", context, status=status)


def _warnings(draft: RubricDraft) -> list[str]:
    try:
        rubric = read_rubric(draft.document, definitions())
    except FaultsFound:
        return []
    return warnings_of(rubric, draft.organization)


def _why_not(draft: RubricDraft) -> str:
    if draft.status == DraftStatus.PROPOSED:
        return _("A standard is issued by another person than who proposed it")
    return _("This step is no longer open; please reload the page to see where it is")


def _interruption(draft: RubricDraft) -> Interruption:
    return Interruption(
        title=_("Issue %(name)s, version %(version)s?")
        % {"name": draft.name, "version": draft.version},
        text=_("An issued version never changes again. A later change needs a new version."),
        action=_("Issue the standard"),
        back_url=reverse("rubrics:draft", args=[draft.pk]),
        back=_("Back to the draft"),
        points=_papers(draft),
        hidden=(("revision", str(draft.revision)),),
        url=reverse("rubrics:issue", args=[draft.pk]),
    )


def _before_dropping(draft: RubricDraft) -> Interruption:
    return Interruption(
        title=_("Drop the draft %(name)s, version %(version)s?")
        % {"name": draft.name, "version": draft.version},
        text=_("It leaves the list of drafts, and nobody can write on it or issue it any more."),
        points=[_("This cannot be undone")],
        action=_("Drop the draft"),
        back_url=reverse("rubrics:draft", args=[draft.pk]),
        back=_("Back to the draft"),
        url=reverse("rubrics:drop", args=[draft.pk]),
    )


def _papers(draft: RubricDraft) -> list[str]:
    given: dict[str, Any] = {
        "basis": draft.basis,
        "number": draft.document_number,
        "start": formats.day(draft.effective_from),
    }
    lines = [
        _("Issued under %(basis)s (%(number)s)") % given,
        _("In force from %(start)s") % given,
    ]
    if draft.effective_to:
        lines.append(_("In force until %(end)s") % {"end": formats.day(draft.effective_to)})
    return lines


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
