"""Void a certificate or issue it anew: one person asks, another one confirms."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.documents.actions.replacing import (
    ask_correction,
    confirm_correction,
    withdraw_correction,
)
from scoring.documents.corrections import CorrectionKind
from scoring.documents.mapping import certificate_data
from scoring.documents.models import Certificate, Correction
from scoring.documents.permissions import check_can_confirm_correction
from scoring.web.components import Fault, Interruption, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.correction_forms import CorrectionForm
from scoring.web.office.production import what_of
from scoring.web.office.production_views import back_to_production, office_cycle, production_page
from scoring.web.office.scope import Scope


@reads
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the certificate with the ways to mend it."""
    scope, cycle = office_cycle(request)
    return _page(request, scope, _certificate(request, cycle, pk), CorrectionForm())


@writes
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the correction; asks once more what follows from it."""
    scope, cycle = office_cycle(request)
    certificate = _certificate(request, cycle, pk)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _page(request, scope, certificate, form, form_faults(form))
    if "change" in request.POST:
        return _page(request, scope, certificate, form)
    asked, user, now = form.cleaned_data, person(request), timezone.now()
    if "confirmed" not in request.POST:
        context = {"interruption": _before_asking(scope, certificate, **asked)}
        return render(request, "_components/interruption.html", context)
    try:
        ask_correction(certificate=certificate, **asked, by=user, now=now)
    except Refusal as refusal:
        return _page(request, scope, certificate, form, faults_of(refusal))
    words = {"serial": certificate.serial}
    messages.success(request, _("Noted for %(serial)s; another person confirms it") % words)
    return back_to_production(scope)


@writes
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what another person asked for; asks once more."""
    scope, cycle = office_cycle(request)
    correction = _correction(request, cycle, pk)
    user, now = person(request), timezone.now()
    try:
        check_can_confirm_correction(user, correction)
        if "confirmed" not in request.POST:
            context = {"interruption": _before_confirming(scope, correction)}
            return render(request, "_components/interruption.html", context)
        result = confirm_correction(correction=correction, by=user, now=now)
    except Refusal as refusal:
        return production_page(request, scope, cycle, faults_of(refusal))
    said = _("%(serial)s is void") % {"serial": correction.certificate.serial}
    if result.pk != correction.certificate_id:
        said = _("%(before)s is void; %(serial)s takes its place") % {
            "before": correction.certificate.serial,
            "serial": result.serial,
        }
    messages.success(request, said)
    return back_to_production(scope)


@writes
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a correction that nobody has confirmed."""
    scope, cycle = office_cycle(request)
    correction = _correction(request, cycle, pk)
    try:
        withdraw_correction(correction=correction, by=person(request), now=timezone.now())
    except Refusal as refusal:
        return production_page(request, scope, cycle, faults_of(refusal))
    messages.success(request, _("The correction is withdrawn"))
    return back_to_production(scope)


def _certificate(request: HttpRequest, cycle: Cycle, pk: int) -> Certificate:
    visible = Certificate.objects.visible_to(person(request))
    held = visible.filter(rating__assessment__cycle=cycle).select_related("organization", "rating")
    return get_object_or_404(held, pk=pk)


def _correction(request: HttpRequest, cycle: Cycle, pk: int) -> Correction:
    visible = Correction.objects.visible_to(person(request))
    held = visible.filter(certificate__rating__assessment__cycle=cycle)
    return get_object_or_404(
        held.select_related("certificate__organization", "certificate__rating", "asked_by"), pk=pk
    )


def _before_asking(scope: Scope, certificate: Certificate, kind: str, reason: str) -> Interruption:
    return Interruption(
        title=_("%(what)s of %(branch)s?")
        % {"what": what_of(kind), "branch": certificate.organization.name},
        text=f"{certificate.serial}：{reason}",
        points=[*_consequences(certificate, kind), _("Another person of the office confirms it")],
        action=_("Ask for it"),
        url=f"{reverse('office:ask_correction', args=[certificate.pk])}{scope.address}",
        hidden=[("kind", kind), ("reason", reason)],
        back_url=f"{reverse('office:production')}{scope.address}",
        keeps=True,
    )


def _before_confirming(scope: Scope, correction: Correction) -> Interruption:
    certificate, kind = correction.certificate, correction.kind
    return Interruption(
        title=_("%(what)s of %(branch)s?")
        % {"what": what_of(kind), "branch": certificate.organization.name},
        text=f"{certificate.serial}：{correction.reason}",
        points=[*_consequences(certificate, kind), _("This cannot be undone")],
        action=what_of(kind),
        url=f"{reverse('office:confirm_correction', args=[correction.pk])}{scope.address}",
        back_url=f"{reverse('office:production')}{scope.address}",
    )


def _consequences(certificate: Certificate, kind: str) -> list[str]:
    points = [
        _("Whoever checks %(serial)s reads at once that it is void")
        % {"serial": certificate.serial}
    ]
    if kind == CorrectionKind.VOID:
        return [*points, _("The star stays, without a certificate until one is issued anew")]
    branch = certificate.organization.name
    if certificate_data(certificate).branch_name != branch:
        points.append(_("The new certificate bears the present name: %(name)s") % {"name": branch})
    return [*points, _("A new certificate with a new number takes its place; star and term stay")]


def _page(
    request: HttpRequest,
    scope: Scope,
    certificate: Certificate,
    form: CorrectionForm,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    context = {
        "scope": scope,
        "certificate": certificate,
        "paper": certificate_data(certificate),
        "form": form,
        "faults": faults or [],
    }
    status = UNPROCESSABLE if faults else 200
    return render(request, "office/correct.html", context, status=status)
