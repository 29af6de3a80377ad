"""One dimension: read it, save it as a form, save it entry by entry."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scoring.assessments.queries import evidence_of
from scoring.common.refusals import Refusal
from scoring.web.arrival import arrived_at
from scoring.web.components import Fault
from scoring.web.desk import reads, writes
from scoring.web.errors import sentence
from scoring.web.selfassessment import answers, wording
from scoring.web.selfassessment.controls import Troubles
from scoring.web.selfassessment.dimension import dimension_page, next_place
from scoring.web.selfassessment.filing import file_posted
from scoring.web.selfassessment.saving import (
    UNPROCESSABLE,
    autosaved,
    reopened,
    save_posted,
    say_also,
    typed_again,
)
from scoring.web.selfassessment.workbook import Workbook, workbook_of
from scoring.web.terms import Term

TEMPLATE = "selfassessment/dimension.html"
TO_CHECK = "check"  # value of ``back``: the 更改 links of the check page return there


@reads
def dimension(request: HttpRequest, year: Term, number: int) -> HttpResponse:
    """Show one dimension with its inputs, points and evidence."""
    book = _book(request, year, number)
    return render(request, TEMPLATE, _context(request, book, number, request.GET.get("at", "")))


@writes
def save(request: HttpRequest, year: Term, number: int) -> HttpResponse:
    """Save the whole form, files included, and go on to the next open item."""
    book = _book(request, year, number)
    at = request.POST.get("at", "")
    try:
        result, changes = save_posted(request, book)
    except Refusal as refusal:
        faults = [Fault("", sentence(refusal))]
        context = _context(request, book, number, at, faults, typed_again(request, book))
        return render(request, TEMPLATE, context, status=UNPROCESSABLE)
    after = reopened(book, result)
    faults = answers.summary(after, result) + file_posted(request, after, number)
    if faults:
        troubles = answers.troubles_of(after, result, changes)
        context = _context(request, after, number, at, faults, troubles)
        return render(request, TEMPLATE, context, status=UNPROCESSABLE)
    say_also(request, result)
    return redirect(_onward(request, after, number, at))


@writes
def autosave(request: HttpRequest, year: Term, number: int) -> HttpResponse:
    """Save the changed entries of one dimension; answer in JSON."""
    return autosaved(request, _book(request, year, number), number)


def _book(request: HttpRequest, year: Term, number: int) -> Workbook:
    book = workbook_of(request, year)
    if not 1 <= number <= len(book.rubric.dimensions):
        raise Http404
    return book


def _onward(request: HttpRequest, book: Workbook, number: int, at: str) -> str:
    stay = request.POST.get("stay")
    if stay:
        return f"{wording.dimension_url(book, number, at=at)}#{stay}"
    if request.POST.get("back") == TO_CHECK:
        return reverse("selfassessment:check", args=[book.term])
    return next_place(book, number, at) or reverse("selfassessment:gates", args=[book.term])


def _context(
    request: HttpRequest,
    book: Workbook,
    number: int,
    at: str,
    faults: list[Fault] | None = None,
    troubles: Troubles | None = None,
) -> dict[str, Any]:
    late = arrived_at(request) > book.assessment.deadline()
    return {
        **book.places,
        "cycle": book.assessment.cycle,
        "page": dimension_page(book, number, evidence_of(book.assessment), troubles, at),
        "sheet": book.standing.sheet,
        "thresholds": wording.thresholds(book.rubric),
        "gauge_label": wording.gauge_label(book),
        "full": book.rubric.max,
        "predicted": answers.predicted(book),
        "foot_sum": answers.foot_sum(book),
        "editable": book.assessment.is_editable and not late,
        "late": book.assessment.is_editable and late,
        "back": request.POST.get("back") or request.GET.get("back", ""),
        "faults": faults or [],
    }
