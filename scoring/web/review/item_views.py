"""One item at a time: look, verify, leave to the visit, set aside, undo."""

import datetime
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.reviews.actions import ItemDecided
from scoring.reviews.models import Finding
from scoring.web.components import Fault, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, sentence
from scoring.web.review import basket
from scoring.web.review.dossier import Dossier, dossier_of
from scoring.web.review.exhibits import viewer_of
from scoring.web.review.forms import DecisionForm, ReasonForm, SeenForm
from scoring.web.review.head import head_of
from scoring.web.review.queue import item_url, onward_url, queue_of
from scoring.web.review.words import decided_first
from scoring.web.review.workspace import pane_of
from scoring.workflow.findings import mark_on_site, undo_finding, verify_item

TEMPLATE = "review/item.html"
LOOKING = (Role.REVIEWER, Role.APPROVER, Role.INSPECTOR)
CONFLICT = 409
PLACES = {"ReasonMissing": "id_reason", "PointsOutOfRange": "id_points"}  # where it is mended

Act = Callable[[Finding, SeenForm, User, datetime.datetime], object]


@reads
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the item asked for, else to the first that waits, else to what comes after them."""
    dossier = dossier_of(request, pk, *LOOKING)
    if "item" in request.GET:
        return redirect(item_url(dossier, dossier.finding(request.GET["item"]).indicator))
    if not dossier.editable:
        return redirect(item_url(dossier, dossier.findings[0].indicator))
    return redirect(onward_url(dossier, "", basket.basket_of(request, dossier.review)))


@reads
def item(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Show one item: queue, evidence, and the decision."""
    dossier = dossier_of(request, pk, *LOOKING)
    return _page(request, dossier, dossier.finding(indicator))


@writes
def verify(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Record the points for one item and go on to the next."""
    dossier = dossier_of(request, pk)
    return _decide(request, dossier, indicator, DecisionForm(request.POST), _verify)


@writes
def leave_to_visit(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Leave one item to the visit and go on to the next."""
    dossier = dossier_of(request, pk)
    return _decide(request, dossier, indicator, SeenForm(request.POST), _leave_to_visit)


@writes
def set_aside(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Put one item on the list that goes back to the branch, and go on to the next."""
    dossier = dossier_of(request, pk)
    finding = dossier.finding(indicator)
    form = ReasonForm(request.POST)
    if form.is_valid() and not form.spoken_reason():
        form.add_error("reason", _("Please tell the branch why the item comes back"))
    if not form.is_valid():
        return _page(request, dossier, finding, form=form, faults=form_faults(form))
    basket.put(request, dossier.review, indicator, form.spoken_reason())
    aside = basket.basket_of(request, dossier.review)
    return redirect(onward_url(dossier, indicator, aside))


@writes
def undo(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Take the decision on one item back and show the item."""
    dossier = dossier_of(request, pk)
    dossier.finding(indicator)
    target = item_url(dossier, indicator)
    if basket.take_out(request, dossier.review, indicator):
        return redirect(target)
    return _decide(request, dossier, indicator, SeenForm(request.POST), _undo, target)


def _verify(finding: Finding, form: SeenForm, by: User, now: datetime.datetime) -> None:
    data = form.cleaned_data
    verify_item(
        finding=finding,
        points=data["points"],
        reason_code=data["reason_code"],
        reason=data["reason"],
        seen=data["seen"],
        by=by,
        now=now,
    )


def _leave_to_visit(finding: Finding, form: SeenForm, by: User, now: datetime.datetime) -> None:
    mark_on_site(finding=finding, seen=form.cleaned_data["seen"], by=by, now=now)


def _undo(finding: Finding, form: SeenForm, by: User, now: datetime.datetime) -> None:
    undo_finding(finding=finding, seen=form.cleaned_data["seen"], by=by, now=now)


def _decide(
    request: HttpRequest,
    dossier: Dossier,
    indicator: str,
    form: SeenForm,
    act: Act,
    target: str = "",
) -> HttpResponse:
    """Do one act on one item, then go to ``target`` or onward; else show the item again."""
    finding = dossier.finding(indicator)
    if not form.is_valid():
        return _page(request, dossier, finding, form=form, faults=form_faults(form))
    try:
        act(finding, form, person(request), timezone.now())
    except ItemDecided as refusal:
        return _clash(request, dossier.assessment.pk, indicator, form, refusal)
    except Refusal as refusal:
        place = PLACES.get(type(refusal).__name__, "")
        faults = [Fault(place, sentence(refusal))]
        return _page(request, dossier, finding, form=form, faults=faults)
    basket.take_out(request, dossier.review, indicator)
    aside = basket.basket_of(request, dossier.review)
    return redirect(target or onward_url(dossier, indicator, aside))


def _clash(
    request: HttpRequest, pk: int, indicator: str, form: SeenForm, refusal: ItemDecided
) -> HttpResponse:
    """Show the item as the other reviewer left it, with both decisions; nothing was stored."""
    dossier = dossier_of(request, pk)
    clash = {"theirs": decided_first(refusal), "mine": form.data.get("points", "")}
    faults = [Fault("clash", clash["theirs"])]
    finding = dossier.finding(indicator)
    page = _page(request, dossier, finding, form=form, faults=faults, clash=clash)
    page.status_code = CONFLICT
    return page


def _page(
    request: HttpRequest,
    dossier: Dossier,
    finding: Finding,
    *,
    form: SeenForm | None = None,
    faults: list[Fault] | None = None,
    clash: dict[str, str] | None = None,
) -> HttpResponse:
    aside = basket.basket_of(request, dossier.review)
    item_id = finding.indicator
    context: dict[str, Any] = {
        "head": head_of(request, dossier),
        "queue": queue_of(dossier, item_id, aside),
        "pane": pane_of(dossier, finding, by=person(request), aside=aside, form=form),
        "viewer": viewer_of(dossier.assessment, item_id, request.GET),
        "editable": dossier.editable,
        "faults": faults or [],
        "clash": clash or {},
    }
    return render(request, TEMPLATE, context, status=UNPROCESSABLE if faults else 200)
