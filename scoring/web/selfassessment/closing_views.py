"""Conditions and vetoes, the check of everything, and the declaration."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.common.refusals import Refusal
from scoring.engine.results import Reason
from scoring.rubrics.queries import rubric_of
from scoring.web.arrival import arrived_at
from scoring.web.components import Fault
from scoring.web.desk import person, reads, writes
from scoring.web.errors import faults_of, worded
from scoring.web.selfassessment import answers
from scoring.web.selfassessment.checking import check_page
from scoring.web.selfassessment.conditions import conditions_page, open_declarations
from scoring.web.selfassessment.controls import Troubles
from scoring.web.selfassessment.forms import DeclarationForm
from scoring.web.selfassessment.saving import (
    UNPROCESSABLE,
    reopened,
    save_posted,
    say_also,
    typed_again,
)
from scoring.web.selfassessment.timeline import timeline
from scoring.web.selfassessment.wording import level_name
from scoring.web.selfassessment.workbook import Workbook, workbook_of
from scoring.web.terms import Term
from scoring.workflow.submission import shortfalls_of, submit_assessment

GATES = "selfassessment/gates.html"
CHECK = "selfassessment/check.html"


@reads
def gates(request: HttpRequest, year: Term) -> HttpResponse:
    """Show the conditions of every star and the veto declarations."""
    return render(request, GATES, _gates(request, workbook_of(request, year)))


@writes
def save_gates(request: HttpRequest, year: Term) -> HttpResponse:
    """Save claims and declarations and go on to the check."""
    book = workbook_of(request, year)
    try:
        result, changes = save_posted(request, book)
    except Refusal as refusal:
        context = _gates(request, book, faults_of(refusal), typed_again(request, book))
        return render(request, GATES, context, status=UNPROCESSABLE)
    after = reopened(book, result)
    faults = answers.summary(after, result)
    if faults:
        context = _gates(request, after, faults, answers.troubles_of(after, result, changes))
        return render(request, GATES, context, status=UNPROCESSABLE)
    say_also(request, result)
    if open_declarations(after):
        return redirect(f"{reverse('selfassessment:gates', args=[year])}#vetoes")
    return redirect("selfassessment:check", year)


@reads
def check(request: HttpRequest, year: Term) -> HttpResponse:
    """Show every answer with a way back to it, and the declaration."""
    book = workbook_of(request, year)
    if not book.assessment.is_editable:
        return redirect("selfassessment:submitted", year)
    form = DeclarationForm.of(book, filler=person(request).get_full_name())
    return render(request, CHECK, _check(request, book, form))


@writes
def submit(request: HttpRequest, year: Term) -> HttpResponse:
    """Hand the assessment in. The same key twice is the same act."""
    book = workbook_of(request, year)
    form = DeclarationForm.of(book, request.POST)
    if not form.is_valid():
        return render(request, CHECK, _check(request, book, form), status=UNPROCESSABLE)
    try:
        submit_assessment(
            assessment=book.assessment,
            star=form.cleaned_data["star"],
            secretary_name=form.cleaned_data["secretary_name"],
            filler_name=form.cleaned_data["filler_name"],
            submit_key=str(form.cleaned_data["submit_key"]),
            by=person(request),
            now=arrived_at(request),
        )
    except Refusal as refusal:
        context = _check(request, book, form) | {"faults": faults_of(refusal)}
        return render(request, CHECK, context, status=UNPROCESSABLE)
    return redirect("selfassessment:submitted", year)


@reads
def submitted(request: HttpRequest, year: Term) -> HttpResponse:
    """Say that the form is with the committee, and what follows."""
    book = workbook_of(request, year)
    assessment = book.assessment
    submission = assessment.submissions.order_by("-number").first()
    if submission is None or assessment.status != Status.SUBMITTED:
        return redirect(book.home_url)  # which says what has happened since
    context = {
        **book.places,
        "submission": submission,
        "level": level_name(rubric_of(assessment.cycle.rubric_version), submission.star_applied),
        "steps": timeline(assessment),
    }
    return render(request, "selfassessment/submitted.html", context)


def _gates(
    request: HttpRequest,
    book: Workbook,
    faults: list[Fault] | None = None,
    troubles: Troubles | None = None,
) -> dict[str, Any]:
    late = arrived_at(request) > book.assessment.deadline()
    return {
        **book.places,
        "page": conditions_page(book, troubles),
        "editable": book.assessment.is_editable and not late and not book.returned,
        "foot_sum": answers.foot_sum(book),
        "faults": faults or [],
    }


def _owed(book: Workbook) -> list[Reason]:
    """Return what would keep the branch from handing in; the star is chosen on this very page."""
    owed = shortfalls_of(book.assessment, book.standing)
    return [one for one in owed if one.code != "star_not_chosen"]


def _check(request: HttpRequest, book: Workbook, form: DeclarationForm) -> dict[str, Any]:
    return {
        **book.places,
        "cycle": book.assessment.cycle,
        "late": arrived_at(request) > book.assessment.deadline(),
        "page": check_page(book),
        "form": form,
        "names": [form["secretary_name"], form["filler_name"]],
        "owed": [worded(one) for one in _owed(book)],
        "faults": [],
    }
