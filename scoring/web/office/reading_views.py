"""Reading pages of the organization department: overview, register, standard, workbook."""

import io

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.reports.dashboards import overview
from scoring.reports.queries import rating_rows
from scoring.reports.workbook.yearly import write_yearly_summary
from scoring.rubrics.queries import rubric_of
from scoring.web.desk import person, reads
from scoring.web.office.overview import overview_page
from scoring.web.office.register import ROWS_PER_PAGE, filters_of, lines_of
from scoring.web.office.scope import scope_of
from scoring.web.office.standard import standard_page
from scoring.workflow.exports import record_export

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reads
def show_overview(request: HttpRequest) -> HttpResponse:
    """Show where the year stands."""
    scope = scope_of(request)
    if scope.cycle is None:
        return render(request, "office/no_cycle.html", {"scope": scope})
    version = scope.cycle.rubric_version
    found = overview(scope.organization, scope.year, version, scope.cycle.programme)
    page = overview_page(found, rubric_of(version))
    context = {"scope": scope, "found": found, "page": page, "now": timezone.now()}
    return render(request, "office/overview.html", context)


@reads
def list_branches(request: HttpRequest) -> HttpResponse:
    """List the branches of a year; filters and order stand in the address."""
    scope = scope_of(request)
    if scope.cycle is None:
        return render(request, "office/no_cycle.html", {"scope": scope})
    rows = rating_rows(scope.organization, scope.year, scope.cycle.programme)
    rubric = rubric_of(scope.cycle.rubric_version)
    lines = lines_of(request.GET, rows, rubric)
    page = Paginator(lines, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    filters = filters_of(request.GET, rows, rubric)
    context = {
        "scope": scope,
        "page": page,
        "filters": filters,
        "wanted": request.GET.get("q", ""),
        "count": len(lines),
    }
    return render(request, "office/branches.html", context)


@reads
def show_standard(request: HttpRequest) -> HttpResponse:
    """Show the year's rubric as a readable standard."""
    scope = scope_of(request)
    if scope.cycle is None:
        return render(request, "office/no_cycle.html", {"scope": scope})
    version = scope.cycle.rubric_version
    context = {"scope": scope, "version": version, "page": standard_page(rubric_of(version))}
    return render(request, "office/standard.html", context)


@reads
def download_workbook(request: HttpRequest) -> HttpResponseBase:
    """Send the yearly workbook and note who took it."""
    scope = scope_of(request)
    if scope.cycle is None:
        raise Http404
    where, year, now = scope.organization, scope.year, timezone.now()
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
    words = {"year": year, "organization": where.label}
    name = _("Yearly summary %(year)s %(organization)s.xlsx") % words
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
