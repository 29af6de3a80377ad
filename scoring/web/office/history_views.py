"""Past years: take the template, look what a workbook would bring, take it, take it back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.common.refusals import Refusal
from scoring.common.uploads import CONTENT_TYPES, check_upload
from scoring.organizations.models import Organization
from scoring.ratings.models import HistoryImport
from scoring.reports.workbook.history_columns import FILE_NAME
from scoring.reports.workbook.history_reading import read_history
from scoring.web.components import Fault, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.forms import ReasonForm, StyledForm
from scoring.web.office.history import (
    MOST_FAULTS,
    FaultLine,
    all_faults,
    fault_lines,
    imports_below,
    more_faults,
    preview_of,
    template_content,
    unsealed,
)
from scoring.web.office.scope import Scope, office_scope, scope_of
from scoring.web.record.files import sent
from scoring.workflow.history import (
    HistoryFaults,
    import_history,
    plan_history,
    withdraw_history,
)


class HistoryForm(StyledForm):
    """The workbook of past years."""

    file = forms.FileField(label=gettext_lazy("Workbook of past years (.xlsx)"))


@reads
def history(request: HttpRequest) -> HttpResponse:
    """List the imports; above them the template and the upload."""
    return _page(request, scope_of(request))


@reads
def template(request: HttpRequest) -> HttpResponse:
    """Send the workbook to be filled in."""
    content = template_content(office_scope(request).organization, person(request))
    return sent(content, CONTENT_TYPES["xlsx"], FILE_NAME)


@writes
def check(request: HttpRequest) -> HttpResponse:
    """Show what a workbook would bring, or every cell that cannot be taken; nothing is kept."""
    scope, user = office_scope(request), person(request)
    form = HistoryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, scope, form_faults(form))
    try:
        upload = check_upload(form.cleaned_data["file"])
        read = read_history(upload)
        plan = plan_history(
            organization=scope.organization,
            rows=[*read.rows, *read.spoilt],
            by=user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, scope, faults_of(refusal))
    found = all_faults(read.faults, plan.faults)
    if found:
        return _faulty(request, scope, fault_lines(found, read.letters))
    preview = preview_of(plan, read.rows, upload, scope.organization, user)
    return render(request, "office/history_preview.html", {"scope": scope, "preview": preview})


@writes
def take(request: HttpRequest) -> HttpResponse:
    """Take what was looked at, whole."""
    scope, user = office_scope(request), person(request)
    try:
        held = unsealed(request.POST.get("sealed", ""), scope.organization, user)
        batch = import_history(
            organization=scope.organization,
            rows=held.rows,
            file_name=held.name,
            sha256=held.sha256,
            by=user,
            now=timezone.now(),
        )
    except HistoryFaults as refusal:
        return _faulty(request, scope, fault_lines(refusal.faults, {}))
    except Refusal as refusal:
        return _page(request, scope, faults_of(refusal))
    if batch is None:
        messages.info(request, _("Everything in this workbook was attested before"))
    else:
        messages.success(request, _("%(count)s rows are attested") % {"count": batch.rows})
    return redirect("office:history")


@writes
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import back as a whole, with the reason."""
    scope, user = office_scope(request), person(request)
    below = Organization.objects.below(scope.organization)
    held = HistoryImport.objects.visible_to(user).filter(organization__in=below)
    batch = get_object_or_404(held.select_related("organization"), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        lines = [Fault(f"withdraw-{pk}", fault.text) for fault in form_faults(form)]
        return _page(request, scope, lines)
    try:
        withdraw_history(
            batch=batch, reason=form.cleaned_data["reason"], by=user, now=timezone.now()
        )
    except Refusal as refusal:
        return _page(request, scope, faults_of(refusal))
    messages.success(request, _("The import is withdrawn; open assessments are scored again"))
    return redirect("office:history")


def _faulty(request: HttpRequest, scope: Scope, lines: Sequence[FaultLine]) -> HttpResponse:
    said = _("Nothing was attested: some cells cannot be taken")
    shown = {"lines": lines[:MOST_FAULTS], "more": more_faults(len(lines)), "count": len(lines)}
    return _page(request, scope, [Fault("cells-h", said)], **shown)


def _page(
    request: HttpRequest, scope: Scope, faults: list[Fault] | None = None, **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {
        "scope": scope,
        "form": HistoryForm(),
        "imports": imports_below(scope.organization, person(request)),
        "faults": faults or [],
        "lines": [],
        "more": "",
        "count": 0,
        **more,
    }
    return render(request, "office/history.html", context, status=UNPROCESSABLE if faults else 200)
