"""Open the year, and give one branch more time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Assessment, Cycle
from scoring.common.refusals import Refusal
from scoring.rubrics.models import RubricVersion
from scoring.web import formats
from scoring.web.components import Fault, Interruption, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.cycle_plan import nobody_rated, plan_points
from scoring.web.office.cycles import (
    cycle_lines,
    extensions_of,
    next_year,
    standards,
    still_filling,
    suggestion,
)
from scoring.web.office.forms import CycleForm, ExtensionForm
from scoring.web.office.scope import Scope, office_scope, scope_of
from scoring.web.subjects import counted, more_time
from scoring.workflow.cycles import extend_deadline, open_cycle, rated_by

# What the form and the workflow call by the same name.
PLAN = (
    "year",
    "window_start",
    "window_end",
    "declare_by",
    "target_score",
    "publicity_days",
    "validity_years",
    "issuer_name",
    "contact_name",
    "contact_phone",
)


@reads
def cycles(request: HttpRequest) -> HttpResponse:
    """List the years; below them, more time for one branch."""
    return _page(request, scope_of(request))


@reads
def new_cycle(request: HttpRequest) -> HttpResponse:
    """Show the form of a new year, filled with what held last year."""
    scope = office_scope(request)
    lines = cycle_lines(scope.organization, person(request))
    year = next_year(lines, timezone.localdate().year)
    latest = lines[0].cycle if lines else None
    form = CycleForm.of(standards(), None, **suggestion(scope.organization, latest, year))
    return _form(request, scope, form)


@writes
def open_year(request: HttpRequest) -> HttpResponse:
    """Open the year for every branch, once the person has seen what that means."""
    scope = office_scope(request)
    form = CycleForm.of(standards(), request.POST)
    if not form.is_valid():
        return _form(request, scope, form, form_faults(form))
    if "change" in request.POST:
        return _form(request, scope, form)
    if "confirmed" not in request.POST:
        context = {"interruption": _asked_again(request, scope, form)}
        return render(request, "_components/interruption.html", context)
    try:
        cycle = _open(request, scope, form)
    except Refusal as refusal:
        return _form(request, scope, form, faults_of(refusal))
    rated = counted(cycle.rubric_version.subject, cycle.assessments.count())
    words = {"year": cycle.year, "rated": rated}
    messages.success(request, _("The year %(year)s is open for %(rated)s") % words)
    return redirect("office:cycles")


@writes
def extend(request: HttpRequest) -> HttpResponse:
    """Give one branch more time."""
    scope = office_scope(request)
    form = ExtensionForm.of(still_filling(scope.organization, scope.cycle), request.POST)
    if not form.is_valid():
        return _page(request, scope, form, form_faults(form))
    data = form.cleaned_data
    assessment = get_object_or_404(
        Assessment.objects.visible_to(person(request)).select_related("organization", "cycle"),
        pk=data["assessment"],
    )
    try:
        extend_deadline(
            assessment=assessment,
            until=data["until"],
            reason=data["reason"],
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, scope, form, faults_of(refusal))
    words = {"branch": assessment.organization.name, "until": formats.day(data["until"])}
    messages.success(request, _("%(branch)s has time until %(until)s") % words)
    return redirect(f"{reverse('office:cycles')}{scope.address}")


def _open(request: HttpRequest, scope: Scope, form: CycleForm) -> Cycle:
    data = form.cleaned_data
    version = RubricVersion.objects.get(pk=data["standard"])
    return open_cycle(
        organization=scope.organization,
        programme=version.rubric,
        rubric_version=version,
        **{name: data[name] for name in PLAN},
        by=person(request),
        now=timezone.now(),
    )


def _asked_again(request: HttpRequest, scope: Scope, form: CycleForm) -> Interruption:
    version = RubricVersion.objects.get(pk=form.cleaned_data["standard"])
    rated = len(rated_by(version, scope.organization))
    text = _("%(rated)s get their self-assessment at once. This cannot be undone.")
    return Interruption(
        title=_("Open the cycle of %(year)s?") % {"year": form.cleaned_data["year"]},
        text=text % {"rated": counted(version.subject, rated)} if rated else nobody_rated(version),
        points=plan_points(version, form.cleaned_data),
        action=_("Open the cycle"),
        back_url=reverse("office:new_cycle"),
        url=reverse("office:open_cycle"),
        hidden=[(name, value) for name in form.fields if (value := request.POST.get(name))],
        barred=not rated,
        keeps=True,
    )


def _form(
    request: HttpRequest, scope: Scope, form: CycleForm, faults: list[Fault] | None = None
) -> HttpResponse:
    context = {"scope": scope, "form": form, "faults": faults or []}
    status = UNPROCESSABLE if faults else 200
    return render(request, "office/new_cycle.html", context, status=status)


def _page(
    request: HttpRequest,
    scope: Scope,
    form: ExtensionForm | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    cycle = scope.cycle
    branches = still_filling(scope.organization, cycle)
    context = {
        "scope": scope,
        "lines": cycle_lines(scope.organization, person(request)),
        "branches": branches,
        "more_time": more_time(cycle.rubric_version.subject, cycle.year) if cycle else "",
        "form": form or ExtensionForm.of(branches),
        "extensions": extensions_of(scope.organization, cycle),
        "faults": faults or [],
    }
    return render(request, "office/cycles.html", context, status=UNPROCESSABLE if faults else 200)
