"""The steps that cannot be undone: an official document is issued, or withdrawn."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal, WrongState
from scoring.documents.actions import issue_document, withdraw_document
from scoring.documents.actions.issuing import seen_of
from scoring.documents.enums import DocumentKind, DocumentStatus
from scoring.documents.forms.official import Rectification, rows_of
from scoring.documents.forms.wording import worded
from scoring.documents.models import OfficialDocument, Seal
from scoring.documents.numbering import coming_document_number
from scoring.documents.permissions import can_keep_seal, check_can_issue
from scoring.reports.official_papers import figures_of
from scoring.web import formats
from scoring.web.components import Interruption, form_faults
from scoring.web.desk import person, writes
from scoring.web.errors import faults_of
from scoring.web.office.document_views import document_of, document_page
from scoring.web.office.forms import ReasonForm
from scoring.web.office.scope import address_of


@writes
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a draft; shows first what it will say and what cannot be undone."""
    found = document_of(request, pk, writes=True)
    user = person(request)
    try:
        check_can_issue(user, found)
        if "confirmed" not in request.POST:
            return _asked_again(request, found)
        issued = issue_document(
            document=found,
            figures=figures_of(found, issued_on=timezone.localdate()),
            seen=request.POST.get("seen", ""),
            uses_seal="seal" in request.POST,
            by=user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return document_page(request, found, faults=faults_of(refusal))
    words = {"number": issued.number}
    messages.success(request, _("%(number)s is issued; its file is being made") % words)
    return redirect(f"{reverse('office:documents')}{address_of(found.cycle)}")


@writes
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End a document in force, for a reason; asks once more."""
    found = document_of(request, pk, writes=True)
    form = ReasonForm(request.POST, auto_id="id_withdraw_%s")
    if not form.is_valid():
        return document_page(request, found, faults=form_faults(form))
    reason = form.cleaned_data["reason"]
    try:
        if found.status != DocumentStatus.ISSUED:
            raise WrongState(state=found.status, step="withdraw")
        if "confirmed" not in request.POST:
            context = {"interruption": _withdrawal(found, reason)}
            return render(request, "_components/interruption.html", context)
        withdraw_document(document=found, reason=reason, by=person(request), now=timezone.now())
    except Refusal as refusal:
        return document_page(request, found, faults=faults_of(refusal))
    messages.success(request, _("%(number)s is withdrawn") % {"number": found.number})
    return redirect("office:document", pk)


def _asked_again(request: HttpRequest, found: OfficialDocument) -> HttpResponse:
    """Show number, receivers and figures of what is about to be issued.

    Raises:
        PaperNotReady: there is nothing to say any more.
    """
    today = timezone.localdate()
    figures = figures_of(found, issued_on=today)
    data = worded(figures, found.wording)
    user = person(request)
    seal = Seal.objects.current().filter(organization=found.issuer).first()
    context = {
        "document": found,
        "data": data,
        "kind": DocumentKind(found.kind).label,
        "number": found.wording.get("number") or _coming(found, today.year),
        "day": formats.day(today),
        "rows": len(rows_of(data)),
        "deadline": formats.day(data.deadline) if isinstance(data, Rectification) else "",
        "counts": getattr(data, "counts", ()),
        "seen": seen_of(figures, found),
        "seal": seal if seal and can_keep_seal(user, found.issuer) else None,
    }
    return render(request, "office/issue_document.html", context)


def _coming(found: OfficialDocument, year: int) -> str:
    return coming_document_number(issuer=found.issuer, kind=found.kind, year=year)


def _withdrawal(found: OfficialDocument, reason: str) -> Interruption:
    return Interruption(
        title=_("Withdraw %(number)s?") % {"number": found.number},
        text=found.wording.get("title", ""),
        points=[
            _("Reason: %(reason)s") % {"reason": reason},
            _("Number and file stay on record; the number is not given again"),
            _("Tell the receivers: this page sends nothing"),
            _("This cannot be undone"),
        ],
        action=_("Withdraw the document"),
        url=reverse("office:withdraw_document", args=[found.pk]),
        hidden=[("reason", reason)],
        back_url=reverse("office:document", args=[found.pk]),
    )
