"""Reading pages of the organization department: overview, register, standard."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from scoring.facts.mapping import definitions
from scoring.reports.dashboards import overview
from scoring.reports.queries import rating_rows
from scoring.rubrics.queries import rubric_of
from scoring.web.desk import reads
from scoring.web.office.overview import overview_page
from scoring.web.office.register import ROWS_PER_PAGE, filters_of, lines_of
from scoring.web.office.scope import scope_of
from scoring.web.office.standard import standard_page


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
    page = standard_page(rubric_of(version), definitions(), version.document)
    context = {"scope": scope, "version": version, "page": page}
    return render(request, "office/standard.html", context)
