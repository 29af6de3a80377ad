"""Visits to branches that apply for five stars: the list, and the record made on site."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.entries import cleaned
from scoring.common.refusals import Refusal
from scoring.organizations.enums import Role
from scoring.reviews.enums import FindingStatus
from scoring.reviews.queries import visits_due
from scoring.web.components import Fault, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.review.dossier import Dossier, check_desk, dossier_of
from scoring.web.review.forms import NOTE, VisitForm
from scoring.web.review.rows import review_page
from scoring.web.review.words import level_name
from scoring.workflow.findings import UNDER_REVIEW
from scoring.workflow.review import record_visit

VISITING = (Role.REVIEWER, Role.INSPECTOR)
TEMPLATE = "review/visit.html"
SHORT = 200  # characters of a note on one item


@dataclass(frozen=True)
class SiteItem:
    """One item to be seen on site, with the verdict as chosen so far."""

    id: str
    text: str
    requirement: str
    met: str  # yes, no or nothing
    note: str


@reads
def visits(request: HttpRequest) -> HttpResponse:
    """List the branches that wait for a visit."""
    user = check_desk(request, *VISITING)
    page, rows = review_page(visits_due(user), user, request.GET.get("page"))
    return render(request, "review/visits.html", {"page": page, "rows": rows})


@reads
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the record of the visit, to be filled in on the phone."""
    dossier = dossier_of(request, pk, *VISITING)
    today = timezone.localdate()
    form = VisitForm(initial={"visited_on": today, "first": person(request).get_full_name()})
    return render(request, TEMPLATE, _context(request, dossier, form))


@writes
def save_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the record of a visit."""
    dossier = dossier_of(request, pk, *VISITING)
    form = VisitForm(request.POST)
    faults = form_faults(form) + _undecided(request, dossier)
    if faults:
        return _refused(request, dossier, form, faults)
    data = form.cleaned_data
    try:
        record_visit(
            review=dossier.review,
            visited_on=data["visited_on"],
            visitors=[data["first"], data["second"]],
            verdicts=_verdicts(request, dossier),
            passed=data["passed"],
            note=data["note"],
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, dossier, form, faults_of(refusal))
    branch = {"branch": dossier.assessment.organization.label}
    messages.success(request, _("%(branch)s: the visit is recorded") % branch)
    return redirect("review:visits")


def _refused(
    request: HttpRequest, dossier: Dossier, form: VisitForm, faults: list[Fault]
) -> HttpResponse:
    """Show the form again as it was typed, with what is wrong."""
    context = _context(request, dossier, form) | {"faults": faults}
    return render(request, TEMPLATE, context, status=UNPROCESSABLE)


def _context(request: HttpRequest, dossier: Dossier, form: VisitForm) -> dict[str, Any]:
    return {
        "assessment": dossier.assessment,
        "branch": dossier.assessment.organization,
        "applied": level_name(dossier.rubric, dossier.assessment.star_applied),
        "items": [_item(request, dossier, one) for one in _on_site(dossier)],
        "form": form,
        "last": dossier.visit,
        "open": dossier.assessment.status in UNDER_REVIEW,
        "longest": NOTE,
        "short": SHORT,
        "faults": [],
    }


def _on_site(dossier: Dossier) -> list[str]:
    """Return the items that the rubric wants to be seen, and those that a reviewer left to it."""
    left = {one.indicator for one in dossier.applying if one.status == FindingStatus.ON_SITE}
    known = {one.indicator for one in dossier.applying}
    return [
        one.id
        for one in dossier.rubric.indicators
        if one.id in known and (one.on_site or one.id in left)
    ]


def _item(request: HttpRequest, dossier: Dossier, identifier: str) -> SiteItem:
    indicator = dossier.indicator(identifier)
    return SiteItem(
        id=identifier,
        text=f"{indicator.number} {indicator.name}",
        requirement=indicator.requirement,
        met=request.POST.get(f"met:{identifier}", ""),
        note=cleaned(request.POST.get(f"note:{identifier}", "")),
    )


def _undecided(request: HttpRequest, dossier: Dossier) -> list[Fault]:
    """Return a fault for every item with a note but no verdict: the note would be lost."""
    items = [_item(request, dossier, one) for one in _on_site(dossier)]
    return [
        Fault(f"met-{item.id}", _("%(item)s: please choose a verdict") % {"item": item.text})
        for item in items
        if item.note.strip() and not item.met
    ]


def _verdicts(request: HttpRequest, dossier: Dossier) -> dict[str, dict[str, Any]]:
    found = {}
    for one in _on_site(dossier):
        item = _item(request, dossier, one)
        if item.met:
            found[one] = {"met": item.met == "yes", "note": item.note[:SHORT]}
    return found
