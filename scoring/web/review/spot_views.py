"""Re-inspections: the stars that are re-inspected this year, and the result of each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.ratings.models import Rating
from scoring.reviews.models import Reinspection
from scoring.reviews.queries import reinspections_of
from scoring.web.components import Fault, Interruption, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.review.dossier import check_desk
from scoring.web.review.forms import NOTE, ReinspectionForm
from scoring.web.review.rows import page_of
from scoring.web.review.spots import (
    INSPECTING,
    holder_of,
    number_in_force,
    pool_of,
    ratings_for,
    result_of,
    results_of,
)
from scoring.workflow.reinspection import record_reinspection

TEMPLATE = "review/spot_check.html"
DONE = "done"  # ?state= of this year's results
FIELDS = ("inspected_on", "first", "second", "passed", "findings")


@reads
def spot_checks(request: HttpRequest) -> HttpResponse:
    """List the stars still to be re-inspected this year, or this year's results."""
    user = check_desk(request, *INSPECTING)
    today = timezone.localdate()
    pool, made = pool_of(user, today), results_of(user, today.year)
    shown = DONE if request.GET.get("state") == DONE else ""
    page = page_of(made if shown else pool, request.GET.get("page"))
    context = {
        "year": today.year,
        "shown": shown,
        "page": page,
        "due": pool.count(),
        "done": made.count(),
        "rows": [result_of(one) if shown else holder_of(one) for one in page],
    }
    return render(request, "review/spot_checks.html", context)


@reads
def spot_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the record of one re-inspection, to be filled in."""
    rating = _rating(request, pk)
    today = timezone.localdate()
    name = person(request).get_full_name()
    form = ReinspectionForm(initial={"inspected_on": today, "first": name})
    return _page(request, rating, form)


@writes
def record_spot_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the result; one that lowers the star is asked for once more."""
    rating = _rating(request, pk)
    form = ReinspectionForm(request.POST)
    if "change" in request.POST:  # back from the question, with everything that was typed
        return _page(request, rating, form)
    if form.is_valid() and not (form.cleaned_data["passed"] or form.cleaned_data["findings"]):
        form.add_error("findings", _("Please write what was found"))
    if not form.is_valid():
        return _page(request, rating, form, form_faults(form))
    if not form.cleaned_data["passed"] and _asks_first(request, rating, form):
        context = {"interruption": _asked_again(request, rating)}
        return render(request, "_components/interruption.html", context)
    try:
        _record(request, rating, form)
    except Refusal as refusal:
        return _page(request, rating, form, faults_of(refusal))
    branch = {"branch": rating.assessment.organization.label}
    messages.success(request, _("%(branch)s: the re-inspection is recorded") % branch)
    return redirect("review:spot_checks")


def _asks_first(request: HttpRequest, rating: Rating, form: ReinspectionForm) -> bool:
    """Tell whether to ask once more; not where this year's record stands already."""
    year = form.cleaned_data["inspected_on"].year
    held = Reinspection.objects.filter(assessment=rating.assessment_id, year=year)
    return "confirmed" not in request.POST and not held.exists()


def _rating(request: HttpRequest, pk: int) -> Rating:
    return get_object_or_404(ratings_for(person(request)), assessment_id=pk)


def _record(request: HttpRequest, rating: Rating, form: ReinspectionForm) -> None:
    data = form.cleaned_data
    record_reinspection(
        assessment=rating.assessment,
        inspected_on=data["inspected_on"],
        inspectors=[data["first"], data["second"]],
        passed=data["passed"],
        findings=data["findings"],
        by=person(request),
        now=timezone.now(),
    )


def _asked_again(request: HttpRequest, rating: Rating) -> Interruption:
    """Return the page that says what a failed re-inspection sets in motion."""
    holder = holder_of(rating)
    words = {"branch": holder.branch, "level": holder.level, "below": holder.below}
    number = number_in_force(rating)
    ends = [_("Certificate %(number)s ends at once") % {"number": number}] if number else []
    return Interruption(
        title=_("Lower the star of %(branch)s?") % words,
        text=_("The re-inspection was not passed. The star goes from %(level)s to %(below)s.")
        % words,
        points=[
            *ends,
            _("A certificate at %(below)s takes its place, with a notice to the branch") % words,
            _("This cannot be undone here"),
        ],
        action=_("Record it and lower the star"),
        url=reverse("review:record_spot_check", args=[rating.assessment_id]),
        hidden=[(name, request.POST.get(name, "")) for name in FIELDS],
        back_url=reverse("review:spot_check", args=[rating.assessment_id]),
        keeps=True,
    )


def _page(
    request: HttpRequest,
    rating: Rating,
    form: ReinspectionForm,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "assessment": rating.assessment,
        "holder": holder_of(rating),
        "history": reinspections_of(rating.assessment.organization_id),
        "form": form,
        "longest": NOTE,
        "faults": faults or [],
    }
    return render(request, TEMPLATE, context, status=UNPROCESSABLE if faults else 200)
