"""The secretary's home, the branch file, past years, and the printable sheet."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.web.arrival import arrived_at
from scoring.web.components import Fault
from scoring.web.desk import person, reads, writes
from scoring.web.errors import faults_of
from scoring.web.selfassessment import answers
from scoring.web.selfassessment.checking import check_page
from scoring.web.selfassessment.controls import Troubles, year_label
from scoring.web.selfassessment.open_years import open_years
from scoring.web.selfassessment.overview import overview
from scoring.web.selfassessment.past import final_star, year_rows
from scoring.web.selfassessment.profile import profile_rows
from scoring.web.selfassessment.programmes import programme_cards
from scoring.web.selfassessment.saving import (
    UNPROCESSABLE,
    autosaved,
    reopened,
    save_posted,
    say_also,
    typed_again,
)
from scoring.web.selfassessment.workbook import (
    Workbook,
    chosen_branch,
    current_workbook,
    own_assessments,
    workbook_of,
)
from scoring.web.terms import Term, TermConverter
from scoring.workflow.profile import confirm_profile

NOT_OPEN = "selfassessment/not_open.html"
PROFILE = "selfassessment/profile.html"


@reads
def home(request: HttpRequest) -> HttpResponse:
    """Show the task list and the score of the current assessment, or that none is open yet."""
    book = current_workbook(request)
    if book is None:
        return render(request, NOT_OPEN, {"branch": chosen_branch(request)})
    return render(request, "selfassessment/home.html", _home(request, book))


@reads
def home_of(request: HttpRequest, year: Term) -> HttpResponse:
    """Show the same for one programme of one year."""
    return render(request, "selfassessment/home.html", _home(request, workbook_of(request, year)))


@reads
def records(request: HttpRequest) -> HttpResponse:
    """List the years of the branch."""
    rows = year_rows(own_assessments(request))
    several = len({row.programme for row in rows}) > 1
    context = {"rows": rows, "several": several, "branch": chosen_branch(request)}
    return render(request, "selfassessment/records.html", context)


@reads
def profile(request: HttpRequest) -> HttpResponse:
    """Show the facts about the branch beside last year's, to be confirmed."""
    book = current_workbook(request)
    if book is None:
        return render(request, NOT_OPEN, {"branch": chosen_branch(request)})
    return render(request, PROFILE, _profile(request, book))


@reads
def profile_of(request: HttpRequest, year: Term) -> HttpResponse:
    """Show the same for one programme of one year."""
    return render(request, PROFILE, _profile(request, workbook_of(request, year)))


@writes
def save_profile(request: HttpRequest) -> HttpResponse:
    """Save the facts about the branch and keep that they were confirmed."""
    book = _shown_workbook(request)
    try:
        result, changes = save_posted(request, book)
        after = reopened(book, result)
        faults = answers.summary(after, result)
        if faults:
            troubles = answers.troubles_of(after, result, changes)
            context = _profile(request, after, faults, troubles)
            return render(request, PROFILE, context, status=UNPROCESSABLE)
        confirm_profile(assessment=after.assessment, by=person(request), now=arrived_at(request))
    except Refusal as refusal:
        context = _profile(request, book, faults_of(refusal), typed_again(request, book))
        return render(request, PROFILE, context, status=UNPROCESSABLE)
    say_also(request, result)
    messages.success(request, _("The facts about the branch are confirmed"))
    return redirect(after.home_url)


@writes
def autosave(request: HttpRequest, year: Term) -> HttpResponse:
    """Save changed entries of a page without items; answer in JSON."""
    return autosaved(request, workbook_of(request, year), None)


@reads
def sheet(request: HttpRequest, year: Term) -> HttpResponse:
    """Show the whole self-assessment for printing, with lines to sign on."""
    book = workbook_of(request, year)
    context = {**book.places, "page": check_page(book)}
    return render(request, "selfassessment/sheet.html", context)


def _shown_workbook(request: HttpRequest) -> Workbook:
    """Open the workbook of the page that was sent, however old it is; else the current one."""
    term = request.POST.get("year", "")
    if re.fullmatch(TermConverter.regex, term):
        return workbook_of(request, TermConverter().to_python(term))
    current = current_workbook(request)
    if current is None:
        raise Http404
    return current


def _home(request: HttpRequest, book: Workbook) -> dict[str, Any]:
    page = overview(book, now=arrived_at(request))
    return {
        **book.places,
        "branch": chosen_branch(request),
        "page": page,
        "programmes": programme_cards(book, arrived_at(request)),
        "open_years": open_years(request, book.assessment.year, arrived_at(request)),
        "star": final_star(book.assessment),
        "late": page.tasks_open and page.days_left is None,
    }


def _profile(
    request: HttpRequest,
    book: Workbook,
    faults: list[Fault] | None = None,
    troubles: Troubles | None = None,
) -> dict[str, Any]:
    late = arrived_at(request) > book.assessment.deadline()
    return {
        **book.places,
        "rows": profile_rows(book, troubles or Troubles()),
        "before": year_label(book.assessment.year - 1),
        "editable": book.assessment.is_editable and not late,
        "confirmed_at": book.assessment.profile_confirmed_at,
        "faults": faults or [],
    }
