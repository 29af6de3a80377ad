"""Vetoes: one person records the incident, another confirms it; and this year's re-inspections."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.engine.level_rules import CANCEL, DISQUALIFY
from scoring.organizations.models import Organization
from scoring.ratings.models import VetoCase, VetoCaseQuerySet
from scoring.ratings.permissions import check_can_confirm_veto
from scoring.reviews.models import Reinspection
from scoring.web import formats
from scoring.web.components import Fault, Interruption, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.forms import ReasonForm, VetoForm
from scoring.web.office.lowered import inspection_lines
from scoring.web.office.scope import Scope, office_scope, scope_of
from scoring.web.office.vetoes import effect_words, known_vetoes, veto_lines
from scoring.workflow.vetoes import confirm_veto, record_veto, stars_ended_by, withdraw_veto


@reads
def vetoes(request: HttpRequest) -> HttpResponse:
    """List the cases: waiting for a second person, holding, withdrawn."""
    return veto_page(request, scope_of(request))


@writes
def add_veto(request: HttpRequest) -> HttpResponse:
    """Write an incident down; nothing follows until another person confirms it."""
    scope = office_scope(request)
    form = VetoForm.of(scope.organization, _vetoes(), request.POST)
    if not form.is_valid():
        return veto_page(request, scope, form, form_faults(form))
    data = form.cleaned_data
    try:
        case = record_veto(
            organization=Organization.objects.get(pk=data["organization"]),
            veto=data["veto"],
            happened_on=data["happened_on"],
            reference=data["reference"],
            reason=data["reason"],
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return veto_page(request, scope, form, faults_of(refusal))
    words = {"branch": case.organization.name}
    messages.success(
        request, _("The incident of %(branch)s is recorded; another person confirms it") % words
    )
    return redirect("office:vetoes")


@writes
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a case hold; asks once more what it ends."""
    scope = office_scope(request)
    case = _case(request, scope, pk)
    user, now = person(request), timezone.now()
    try:
        check_can_confirm_veto(user, case)
        if "confirmed" not in request.POST:
            context = {"interruption": _asked_again(case)}
            return render(request, "_components/interruption.html", context)
        confirm_veto(case=case, by=user, now=now)
    except Refusal as refusal:
        return veto_page(request, scope, faults=faults_of(refusal))
    words = {"branch": case.organization.name}
    messages.success(request, _("The veto against %(branch)s holds") % words)
    return redirect("office:vetoes")


@writes
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a case that nobody has confirmed."""
    scope = office_scope(request)
    case = _case(request, scope, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        faults = [Fault(f"withdraw-{pk}", fault.text) for fault in form_faults(form)]
        return veto_page(request, scope, faults=faults)
    try:
        withdraw_veto(
            case=case, reason=form.cleaned_data["reason"], by=person(request), now=timezone.now()
        )
    except Refusal as refusal:
        return veto_page(request, scope, faults=faults_of(refusal))
    messages.success(request, _("The case is withdrawn"))
    return redirect("office:vetoes")


def _cases(request: HttpRequest, scope: Scope) -> VetoCaseQuerySet:
    return (
        VetoCase.objects.visible_to(person(request))
        .filter(organization__in=Organization.objects.below(scope.organization))
        .select_related("organization", "recorded_by", "confirmed_by")
        .order_by("-happened_on", "-pk")
    )


def _case(request: HttpRequest, scope: Scope, pk: int) -> VetoCase:
    return get_object_or_404(_cases(request, scope), pk=pk)


def _vetoes() -> list[tuple[str, str]]:
    """Return (identifier, name with its trigger) of the vetoes of the published standards."""
    known = known_vetoes()
    return sorted((key, f"{veto.name}：{veto.trigger}") for key, (_rubric, veto) in known.items())


def _asked_again(case: VetoCase) -> Interruption:
    stars = stars_ended_by(case, timezone.localdate())
    ended = [
        _("The star of %(year)s and its certificate end at once, without replacement")
        % {"year": rating.assessment.year}
        for rating in stars
    ]
    return Interruption(
        title=_("Let the veto against %(branch)s hold?") % {"branch": case.organization.name},
        text=f"{formats.day(case.happened_on)}，{case.reference}：{case.reason}",
        points=[
            *ended,
            *_followed(case),
            _("This cannot be undone here"),
        ],
        action=_("Confirm the veto"),
        url=reverse("office:confirm_veto", args=[case.pk]),
        back_url=reverse("office:vetoes"),
    )


def _followed(case: VetoCase) -> list[str]:
    """Return what follows for the year that is not decided yet, and what the veto rests on."""
    known = known_vetoes()
    if case.veto not in known:
        return [_("What the branch has declared and is not decided yet gets no star")]
    rubric, veto = known[case.veto]
    said = [effect_words(rubric, veto)]
    if veto.effect in (CANCEL, DISQUALIFY):
        said.append(_("What the branch has declared and is not decided yet gets no star"))
    return said + ([_("Based on: %(basis)s") % {"basis": veto.basis}] if veto.basis else [])


def veto_page(
    request: HttpRequest,
    scope: Scope,
    form: VetoForm | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    """Show the cases, the form of an incident, and this year's re-inspections."""
    today = timezone.localdate()
    below = Organization.objects.below(scope.organization)
    inspected = (
        Reinspection.objects.filter(year=today.year, assessment__organization__in=below)
        .select_related("assessment__organization")
        .order_by("-inspected_on", "-pk")
    )
    context: dict[str, Any] = {
        "scope": scope,
        "lines": veto_lines(_cases(request, scope), person(request)),
        "form": form or VetoForm.of(scope.organization, _vetoes(), happened_on=formats.day(today)),
        "reinspections": inspection_lines(list(inspected)),
        "year": today.year,
        "faults": faults or [],
    }
    return render(request, "office/vetoes.html", context, status=UNPROCESSABLE if faults else 200)
