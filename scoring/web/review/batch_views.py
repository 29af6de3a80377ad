"""Several items in one go: accept what agrees with the rules, return what must be mended."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.assessments.enums import Status
from scoring.common.entries import cleaned
from scoring.common.refusals import Refusal
from scoring.common.working_days import last_day
from scoring.reviews.models import Finding
from scoring.web import formats
from scoring.web.components import Fault, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.review import basket
from scoring.web.review.dossier import Dossier, dossier_of
from scoring.web.review.forms import REASON, ReturnForm
from scoring.web.review.head import head_of
from scoring.web.review.queue import item_url, onward_url
from scoring.web.review.workspace import decidable
from scoring.workflow.findings import accept_matching, matching
from scoring.workflow.review import resume_review, return_items, take_review

MATCHING = "review/matching.html"
RETURN = "review/return.html"
LOOKS = 2  # accepted items that are opened for a look after a batch
RETURN_DAYS = 5  # working days proposed to the branch


@dataclass(frozen=True)
class Line:
    """One item of a list, with a box to tick and a reason."""

    id: str
    text: str
    url: str
    points: str
    computed: str
    chosen: bool = False
    reason: str = ""
    place: str = ""  # id of the reason's input


@reads
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """List the items that agree with the rules; after a batch, two of them for a look."""
    dossier = dossier_of(request, pk)
    return render(request, MATCHING, _matching(request, dossier))


@writes
def accept_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the items that were on the list, and offer two of them for a look."""
    dossier = dossier_of(request, pk)
    shown = set(request.POST.getlist("shown")) - set(basket.basket_of(request, dossier.review))
    try:
        done = accept_matching(
            review=dossier.review, shown=shown, by=person(request), now=timezone.now()
        )
    except Refusal as refusal:
        context = _matching(request, dossier) | {"faults": faults_of(refusal)}
        return render(request, MATCHING, context, status=UNPROCESSABLE)
    said = ngettext("%(count)s item was accepted", "%(count)s items were accepted", len(done))
    messages.success(request, said % {"count": len(done)})
    looks = SystemRandom().sample([one.indicator for one in done], min(LOOKS, len(done)))
    query = urlencode({"look": looks}, doseq=True)
    return redirect(f"{reverse('review:matching', args=[pk])}?{query}")


@reads
def choose_returned(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the items set aside with their reasons, and until when they are due."""
    dossier = dossier_of(request, pk)
    return render(request, RETURN, _return(request, dossier))


@writes
def send_returned(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the chosen items back to the branch."""
    dossier = dossier_of(request, pk)
    form = ReturnForm(request.POST)
    faults = form_faults(form) + _unticked(request, dossier)
    if faults:
        context = _return(request, dossier, form) | {"faults": faults}
        return render(request, RETURN, context, status=UNPROCESSABLE)
    try:
        return_items(
            review=dossier.review,
            items=_chosen(request),
            due=_end_of(form.cleaned_data["due"]),
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        context = _return(request, dossier, form) | {"faults": _places(refusal)}
        return render(request, RETURN, context, status=UNPROCESSABLE)
    basket.empty(request, dossier.review)
    messages.success(request, _("The items are with the branch; the others can be reviewed on"))
    return redirect("review:worklist")


@writes
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Become the handler of a review and open it."""
    return _step(request, pk, take_review)


@writes
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on without the branch, which let the date pass."""
    return _step(request, pk, resume_review)


def _step(request: HttpRequest, pk: int, act: Any) -> HttpResponse:
    dossier = dossier_of(request, pk)
    try:
        act(review=dossier.review, by=person(request), now=timezone.now())
    except Refusal as refusal:
        for fault in faults_of(refusal):
            messages.error(request, fault.text)
        return redirect("review:worklist")
    return redirect("review:start", pk)


def _matching(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    aside = basket.basket_of(request, dossier.review)
    agreeing = [
        one for one in matching(dossier.review, dossier.rubric) if one.indicator not in aside
    ]
    wanted = set(request.GET.getlist("look"))
    return {
        "head": head_of(request, dossier),
        "lines": [_line(dossier, one) for one in agreeing],
        "looks": [_line(dossier, one) for one in dossier.applying if one.indicator in wanted],
        "onward": onward_url(dossier, "", aside),
        "editable": dossier.editable,
        "faults": [],
    }


def _return(
    request: HttpRequest, dossier: Dossier, form: ReturnForm | None = None
) -> dict[str, Any]:
    chosen = _chosen(request) if form else basket.basket_of(request, dossier.review)
    due = last_day(timezone.localdate(), RETURN_DAYS)
    reasons = _reasons(request, dossier) if form else chosen
    lines = [_line(dossier, one, chosen, reasons) for one in dossier.applying if decidable(one)]
    return {
        "head": head_of(request, dossier),
        "lines": [line for line in lines if line.chosen or line.reason],
        "others": [line for line in lines if not (line.chosen or line.reason)],
        "form": form or ReturnForm(initial={"due": due}),
        "days": RETURN_DAYS,
        "longest": REASON,
        "open": dossier.editable and dossier.assessment.status == Status.SUBMITTED,
        "faults": [],
    }


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Return indicator id -> reason of the ticked lines of the form."""
    return {
        cleaned(item): cleaned(request.POST.get(f"reason:{item}", ""))[:REASON]
        for item in request.POST.getlist("item")
    }


def _reasons(request: HttpRequest, dossier: Dossier) -> dict[str, str]:
    """Return indicator id -> reason as typed, ticked or not."""
    typed = {
        one.indicator: cleaned(request.POST.get(f"reason:{one.indicator}", "")).strip()[:REASON]
        for one in dossier.applying
    }
    return {item: reason for item, reason in typed.items() if reason}


def _unticked(request: HttpRequest, dossier: Dossier) -> list[Fault]:
    """Return a fault for every reason that was written beside an item that is not ticked.

    An item that was set aside before keeps its reason when its tick is taken away.
    """
    known = {*_chosen(request), *basket.basket_of(request, dossier.review)}
    return [
        Fault(
            f"item-{item}",
            _("%(item)s: please tick it, or delete the reason")
            % {"item": dossier.indicator(item).name},
        )
        for item in _reasons(request, dossier)
        if item not in known
    ]


def _line(
    dossier: Dossier,
    finding: Finding,
    chosen: Collection[str] = (),
    reasons: Mapping[str, str] | None = None,
) -> Line:
    indicator = dossier.indicator(finding.indicator)
    return Line(
        id=finding.indicator,
        text=f"{indicator.number} {indicator.name}",
        url=item_url(dossier, finding.indicator),
        points=formats.points(finding.claimed),
        computed=formats.points(finding.computed),
        chosen=finding.indicator in chosen,
        reason=(reasons or {}).get(finding.indicator, ""),
        place=f"reason-{finding.indicator}",
    )


def _places(refusal: Refusal) -> list[Fault]:
    """Return the faults; a missing reason leads to its input."""
    item = refusal.data.get("indicator", "")
    return [Fault(f"reason-{item}" if item else "id_due", one.text) for one in faults_of(refusal)]


def _end_of(day: datetime.date) -> datetime.datetime:
    """Return the last second of a day here."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59, 59)))
