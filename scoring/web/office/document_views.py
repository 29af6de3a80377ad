"""Official documents of a year: begun, written, previewed, put away; and their files."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.documents.actions import discard_document, draft_document, edit_document
from scoring.documents.enums import DocumentStatus
from scoring.documents.forms.documents import render_document
from scoring.documents.forms.wording import worded
from scoring.documents.models import OfficialDocument
from scoring.documents.permissions import can_issue, can_keep_seal
from scoring.documents.queries import pdf_of
from scoring.documents.storage import PdfDamaged, PdfNotReady
from scoring.organizations.models import Organization
from scoring.organizations.permissions import can_run_office
from scoring.ratings.models import Publicity
from scoring.reports.official_papers import PaperNotReady, figures, figures_of
from scoring.web.components import Fault, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of, sentence
from scoring.web.office.document_forms import DraftForm, WordingForm
from scoring.web.office.documents import documents_in, lines_of, offers_of, subjects_of
from scoring.web.office.forms import ReasonForm
from scoring.web.office.scope import Scope, address_of, office_scope, scope_of
from scoring.web.record.files import DAMAGED, NOT_READY, sent
from scoring.web.record.form_views import form_file
from scoring.workflow.exports import record_export

ROWS_PER_PAGE = 50


@reads
def documents(request: HttpRequest) -> HttpResponse:
    """List the documents of the year and what can be begun."""
    scope = scope_of(request)
    if scope.cycle is None:
        return render(request, "office/no_cycle.html", {"scope": scope})
    return list_page(request, scope, scope.cycle)


@writes
def draft(request: HttpRequest) -> HttpResponse:
    """Begin a document; the draft that there is opens instead of a second one."""
    scope, cycle = office_of_cycle(request)
    form = DraftForm.of(cycle.organization, request.POST)
    if not form.is_valid():
        return list_page(request, scope, cycle, form, form_faults(form))
    try:
        document = _begin(request, cycle, form.cleaned_data)
    except Refusal as refusal:
        return list_page(request, scope, cycle, form, faults_of(refusal))
    return redirect("office:document", document.pk)


@writes
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the document that will take the place of one in force, with its words."""
    held = document_of(request, pk, writes=True)
    try:
        document = draft_document(
            figures=figures_of(held, issued_on=timezone.localdate()),
            kind=held.kind,
            cycle=held.cycle,
            organization=held.organization,
            publicity=held.publicity,
            replaces=held,
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return document_page(request, held, faults=faults_of(refusal))
    return redirect("office:document", document.pk)


@reads
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft to write on, or an issued document with its file."""
    return document_page(request, document_of(request, pk))


@writes
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the wording of a draft."""
    found = document_of(request, pk, writes=True)
    form = WordingForm.of(found, request.POST)
    if not form.is_valid():
        return document_page(request, found, form, form_faults(form))
    try:
        edit_document(
            document=found,
            wording=form.wording(),
            seen=form.cleaned_data["seen"],
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return document_page(request, found, form, faults_of(refusal))
    messages.success(request, _("The draft is saved"))
    return redirect("office:document", pk)


@writes
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft away."""
    found = document_of(request, pk, writes=True)
    try:
        discard_document(document=found, by=person(request), now=timezone.now())
    except Refusal as refusal:
        return document_page(request, found, faults=faults_of(refusal))
    messages.success(request, _("The draft is discarded; it had no number"))
    return redirect(f"{reverse('office:documents')}{address_of(found.cycle)}")


@reads
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft as it would be printed today, marked as a preview on every page."""
    found = document_of(request, pk)
    if found.status != DocumentStatus.DRAFT:
        raise Http404
    try:
        data = worded(figures_of(found, issued_on=timezone.localdate()), found.wording)
    except PaperNotReady as refusal:
        context = {"text": sentence(refusal)}
        return render(request, "record/no_file.html", context, status=UNPROCESSABLE)
    name = _("Preview %(title)s") % {"title": data.title}
    return form_file(
        request,
        name,
        lambda: render_document(data, is_preview=True),
        found.organization,
        found.cycle.year,
    )


@reads
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an issued document's stored PDF, and note who took it."""
    found = document_of(request, pk)
    if found.number is None:
        raise Http404
    try:
        pdf = pdf_of(found)
    except (PdfNotReady, PdfDamaged) as refusal:
        status = NOT_READY if isinstance(refusal, PdfNotReady) else DAMAGED
        return render(request, "record/no_file.html", {"text": sentence(refusal)}, status=status)
    record_export(
        what="document",
        organization=found.organization,
        year=found.cycle.year,
        by=person(request),
        now=timezone.now(),
    )
    return sent(pdf, "application/pdf", f"{found.number}.pdf")


def office_of_cycle(request: HttpRequest) -> tuple[Scope, Cycle]:
    """Return scope and cycle. Raises Http404 for everybody but the office of the cycle."""
    scope = office_scope(request)
    if scope.cycle is None or not can_run_office(person(request), scope.cycle.organization):
        raise Http404
    return scope, scope.cycle


def document_of(request: HttpRequest, pk: int, *, writes: bool = False) -> OfficialDocument:
    """Return a document of the reader's scope. Raises Http404, also for who may not write."""
    scope = office_scope(request) if writes else scope_of(request)
    user = person(request)
    found = get_object_or_404(documents_in(scope, user), pk=pk)
    if writes and not can_run_office(user, found.issuer):
        raise Http404
    return found


def list_page(
    request: HttpRequest,
    scope: Scope,
    cycle: Cycle,
    form: DraftForm | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    """Show the documents of a year; with faults the status is 422."""
    user = person(request)
    held = documents_in(scope, user).filter(cycle=cycle).order_by("-issued_at", "-pk")
    page = Paginator(held.numbered(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may_write = scope.writes and can_run_office(user, cycle.organization)
    context = {
        "scope": scope,
        "drafts": lines_of(held.drafts()),
        "page": page,
        "issued": lines_of(page),
        "offers": offers_of(cycle, subjects_of(held)) if may_write else [],
        "form": (form or DraftForm.of(cycle.organization)) if may_write else None,
        "keeps_seal": can_keep_seal(user, cycle.organization),
        "faults": faults or [],
    }
    status = UNPROCESSABLE if faults else 200
    return render(request, "office/documents.html", context, status=status)


def document_page(
    request: HttpRequest,
    found: OfficialDocument,
    form: WordingForm | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    """Show one document; with faults the status is 422."""
    user = person(request)
    (line,) = lines_of([found])
    is_draft = found.status == DocumentStatus.DRAFT
    context: dict[str, Any] = {
        "line": line,
        "document": found,
        "is_draft": is_draft,
        "writes": can_run_office(user, found.issuer),
        "issuable": is_draft and can_issue(user, found),
        "form": (form or WordingForm.of(found)) if is_draft else None,
        "reason_form": ReasonForm(auto_id="id_withdraw_%s"),
        "faults": faults or [],
    }
    return render(request, "office/document.html", context, status=UNPROCESSABLE if faults else 200)


def _begin(request: HttpRequest, cycle: Cycle, asked: dict[str, Any]) -> OfficialDocument:
    """Begin what was asked for. Raises Http404 for what is not of this cycle, and Refusal."""
    below = Organization.objects.below(cycle.organization)
    key = asked["organization"] or cycle.organization_id
    organization: Organization = get_object_or_404(below, pk=key)
    publicity = None
    if asked["publicity"]:
        publicity = get_object_or_404(Publicity, pk=asked["publicity"], cycle=cycle)
    kind, today = asked["kind"], timezone.localdate()
    return draft_document(
        figures=figures(kind, cycle, organization, publicity, issued_on=today),
        kind=kind,
        cycle=cycle,
        organization=organization,
        publicity=publicity,
        by=person(request),
        now=timezone.now(),
    )
