"""From proposals to certificates: publicity, objections, confirmation, papers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.jobs.doorbell import rung_once
from scoring.organizations.permissions import can_run_office
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Objection, Rating
from scoring.rubrics.queries import rubric_of
from scoring.web import formats
from scoring.web.components import Fault, Interruption, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of, sentence
from scoring.web.office.forms import ObjectionForm, PublicityForm, SettlementForm
from scoring.web.office.publishing import counted, publish_page, star_line
from scoring.web.office.scope import Scope, office_scope, scope_of
from scoring.workflow.rating import (
    confirm_rating,
    publish_proposals,
    record_objection,
    settle_objection,
)


@reads
def publish(request: HttpRequest) -> HttpResponse:
    """Show the four stages of the year."""
    scope = scope_of(request)
    if scope.cycle is None:
        return render(request, "office/no_cycle.html", {"scope": scope})
    return _page(request, scope, scope.cycle)


@writes
def start_publicity(request: HttpRequest) -> HttpResponse:
    """Put the ticked proposals on a list."""
    scope, cycle = _office(request)
    form = PublicityForm(request.POST)
    if not form.is_valid():
        return _page(request, scope, cycle, publicity=form, faults=form_faults(form))
    try:
        publicity = publish_proposals(
            cycle=cycle,
            ratings=_chosen(request, cycle),
            starts_on=form.cleaned_data["starts_on"],
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, scope, cycle, publicity=form, faults=faults_of(refusal))
    days = {"start": formats.day(publicity.starts_on), "end": formats.day(publicity.ends_on)}
    messages.success(request, _("The publicity runs from %(start)s to %(end)s") % days)
    return _back(scope)


@writes
def add_objection(request: HttpRequest) -> HttpResponse:
    """Write down an objection."""
    scope, cycle = _office(request)
    branches = _publicized(request, cycle)
    form = ObjectionForm.of(branches, request.POST)
    if not form.is_valid():
        return _page(request, scope, cycle, objection=form, faults=form_faults(form))
    data = form.cleaned_data
    try:
        record_objection(
            rating=Rating.objects.get(pk=data["rating"]),
            received_on=data["received_on"],
            content=data["content"],
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, scope, cycle, objection=form, faults=faults_of(refusal))
    messages.success(request, _("The objection is recorded; the star waits until it is settled"))
    return _back(scope)


@writes
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how an objection was settled."""
    scope, cycle = _office(request)
    objection = get_object_or_404(Objection, pk=pk, rating__assessment__cycle=cycle)
    form = SettlementForm(request.POST)
    if not form.is_valid():
        faults = [Fault(f"settle-{pk}", fault.text) for fault in form_faults(form)]
        return _page(request, scope, cycle, faults=faults)
    try:
        settle_objection(
            objection=objection,
            settlement=form.cleaned_data["settlement"],
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, scope, cycle, faults=faults_of(refusal))
    messages.success(request, _("The objection is settled"))
    return _back(scope)


@writes
def confirm(request: HttpRequest) -> HttpResponse:
    """Bring the ticked stars into force; asks once more first."""
    scope, cycle = _office(request)
    ratings = _chosen(request, cycle)
    if not ratings:
        fault = Fault("due-h", _("Please choose at least one branch"))
        return _page(request, scope, cycle, faults=[fault])
    if "confirmed" not in request.POST:
        context = {"interruption": _asked_again(scope, cycle, ratings)}
        return render(request, "_components/interruption.html", context)
    faults = _confirm_each(request, ratings)
    done = len(ratings) - len(faults)
    if done:
        text = ngettext("%(count)s star is confirmed", "%(count)s stars are confirmed", done)
        messages.success(request, text % {"count": done})
    return _page(request, scope, cycle, faults=faults) if faults else _back(scope)


def _office(request: HttpRequest) -> tuple[Scope, Cycle]:
    """Return scope and cycle. Raises Http404 for everybody but the office of the cycle."""
    scope = office_scope(request)
    if scope.cycle is None or not can_run_office(person(request), scope.cycle.organization):
        raise Http404
    return scope, scope.cycle


def _chosen(request: HttpRequest, cycle: Cycle) -> list[Rating]:
    """Return the ticked ratings. Raises Http404 when one is not of this cycle and scope."""
    asked = set(request.POST.getlist("ratings"))
    if not all(one.isdecimal() and len(one) < 19 for one in asked):
        raise Http404
    found = list(
        Rating.objects.visible_to(person(request))
        .filter(pk__in=asked, assessment__cycle=cycle)
        .select_related("assessment__organization", "assessment__cycle", "publicity")
        .order_by("assessment__organization_path", "pk")
    )
    if len(found) != len(asked):
        raise Http404
    return found


def _publicized(request: HttpRequest, cycle: Cycle) -> list[tuple[int, str]]:
    held = Rating.objects.visible_to(person(request)).filter(
        assessment__cycle=cycle, status=RatingStatus.PUBLICIZED
    )
    return list(held.values_list("pk", "assessment__organization__name"))


def _confirm_each(request: HttpRequest, ratings: list[Rating]) -> list[Fault]:
    """Confirm one by one: one branch that must wait does not hold up the others."""
    faults = []
    with rung_once():
        for rating in ratings:
            try:
                confirm_rating(rating=rating, by=person(request), now=timezone.now())
            except Refusal as refusal:
                branch = rating.assessment.organization.name
                faults.append(Fault("", f"{branch}：{sentence(refusal)}"))
    return faults


def _asked_again(scope: Scope, cycle: Cycle, ratings: list[Rating]) -> Interruption:
    rubric = rubric_of(cycle.rubric_version)
    text = ngettext(
        "The star of %(count)s branch comes into force; its certificate is issued and can be "
        "checked by anybody.",
        "The stars of %(count)s branches come into force; their certificates are issued and can "
        "be checked by anybody.",
        len(ratings),
    )
    return Interruption(
        title=_("Confirm the stars of %(year)s?") % {"year": cycle.year},
        text=text % {"count": len(ratings)},
        points=[
            *counted(star_line(one, rubric) for one in ratings),
            _("This cannot be undone; a star ends only by re-inspection or veto"),
        ],
        action=_("Confirm and issue the certificates"),
        url=f"{reverse('office:confirm')}{scope.address}",
        hidden=[("ratings", str(one.pk)) for one in ratings],
        back_url=f"{reverse('office:publish')}{scope.address}",
    )


def _back(scope: Scope) -> HttpResponse:
    return redirect(f"{reverse('office:publish')}{scope.address}")


def _page(
    request: HttpRequest,
    scope: Scope,
    cycle: Cycle,
    publicity: PublicityForm | None = None,
    objection: ObjectionForm | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    user = person(request)
    page = publish_page(cycle, user, now, today, request.GET.get("page"))
    start = {"starts_on": formats.day(today)}
    context = {
        "scope": scope,
        "page": page,
        "writes": scope.writes and can_run_office(user, cycle.organization),
        "publicity_form": publicity or PublicityForm(initial=start),
        "objection_form": objection
        or ObjectionForm.of(page.publicized, received_on=formats.day(today)),
        "chosen": request.POST.getlist("ratings"),
        "cycle": cycle,
        "faults": faults or [],
    }
    return render(request, "office/publish.html", context, status=UNPROCESSABLE if faults else 200)
