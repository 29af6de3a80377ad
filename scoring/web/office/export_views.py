"""Yearly summaries: ask for one, see how far it is, give it up, take it."""

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.documents.actions.exports import ask_export, cancel_export, take_export
from scoring.documents.exports import Export, file_of
from scoring.reports.queries import DEFAULT_PROGRAMME, count_rows
from scoring.reports.workbook.tables import KEPT_ROWS
from scoring.reports.workbook.yearly import write_yearly_summary
from scoring.rubrics.models import RubricVersion
from scoring.web.components import Fault
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.exports import lines_of
from scoring.web.office.scope import Scope, scope_of
from scoring.workflow.exports import record_export

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 20


@reads
def list_exports(request: HttpRequest) -> HttpResponse:
    """List the yearly summaries, the latest first, with who asked and when."""
    return _page(request, scope_of(request))


@reads
def show_progress(request: HttpRequest) -> HttpResponse:
    """Return the list alone, for a page that looks again by itself."""
    return render(request, "office/_exports.html", _context(request, scope_of(request)))


@writes
def ask(request: HttpRequest) -> HttpResponse:
    """Have the summary of the year made."""
    scope = scope_of(request)
    if scope.cycle is None:
        raise Http404
    try:
        ask_export(
            organization=scope.organization,
            year=scope.year,
            programme=scope.cycle.programme,
            version=scope.cycle.rubric_version,
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, scope, faults_of(refusal))
    messages.success(request, _("The summary is being made; it will stand in the list below"))
    return _back(scope)


@writes
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a summary that is not ready."""
    scope = scope_of(request)
    export = _export(request, pk)
    try:
        cancel_export(export=export, by=person(request), now=timezone.now())
    except Refusal as refusal:
        return _page(request, scope, faults_of(refusal))
    messages.success(request, _("The summary is cancelled"))
    return _back(scope)


@reads
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a kept summary and note who took it."""
    scope = scope_of(request)
    export = _export(request, pk)
    try:
        path = file_of(export)
    except Refusal as refusal:
        return _page(request, scope, faults_of(refusal))
    take_export(export=export, by=person(request), now=timezone.now())
    name = _name(export.year, export.organization.label, export.programme, export.rubric_version)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


@reads
def download_now(request: HttpRequest) -> HttpResponseBase:
    """Make and send a small summary at once; a large one is asked for on its page."""
    scope = scope_of(request)
    if scope.cycle is None:
        raise Http404
    where, year, now = scope.organization, scope.year, timezone.now()
    if count_rows(where, year, scope.cycle.programme) > KEPT_ROWS:
        return _back(scope)
    record_export(what="summary", organization=where, year=year, by=person(request), now=now)
    file = io.BytesIO()
    write_yearly_summary(
        file,
        organization=where,
        year=year,
        version=scope.cycle.rubric_version,
        filled_on=timezone.localdate(now),
        programme=scope.cycle.programme,
    )
    file.seek(0)
    name = _name(year, where.label, scope.cycle.programme, scope.cycle.rubric_version)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _export(request: HttpRequest, pk: int) -> Export:
    visible = Export.objects.visible_to(person(request)).select_related(
        "organization", "rubric_version"
    )
    return get_object_or_404(visible, pk=pk)


def _name(year: int, organization: str, programme: str, version: RubricVersion) -> str:
    """Return the name of the file; another programme than the default one is named."""
    if programme != DEFAULT_PROGRAMME:
        organization = f"{organization} {version.name}"
    words = {"year": year, "organization": organization}
    return _("Yearly summary %(year)s %(organization)s.xlsx") % words


def _back(scope: Scope) -> HttpResponse:
    return redirect(f"{reverse('office:exports')}{scope.address}")


def _page(request: HttpRequest, scope: Scope, faults: list[Fault] | None = None) -> HttpResponse:
    if scope.cycle is None:
        return render(request, "office/no_cycle.html", {"scope": scope})
    rows = count_rows(scope.organization, scope.year, scope.cycle.programme)
    context = _context(request, scope) | {
        "rows": rows,
        "is_small": rows <= KEPT_ROWS,
        "faults": faults or [],
    }
    status = UNPROCESSABLE if faults else 200
    return render(request, "office/exports.html", context, status=status)


def _context(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    kept = (
        Export.objects.visible_to(person(request))
        .select_related("organization", "asked_by", "rubric_version")
        .defer("rubric_version__document")
        .order_by("-pk")
    )
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    lines = lines_of(page.object_list)
    return {
        "scope": scope,
        "page": page,
        "lines": lines,
        "is_moving": any(line.export.is_unfinished and line.chip != "stop" for line in lines),
        "now": timezone.now(),
    }
