"""The secretary's home, the branch file, past years, and the printable sheet."""

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
from scoring.web.selfassessment.overview import overview
from scoring.web.selfassessment.past import final_star, year_rows
from scoring.web.selfassessment.profile import profile_rows
from scoring.web.selfassessment.saving import (
    UNPROCESSABLE,
    autosaved,
    reopened,
    save_posted,
    typed_again,
)
from scoring.web.selfassessment.workbook import (
    Workbook,
    chosen_branch,
    current_assessment,
    open_workbook,
    own_assessments,
    workbook_of,
)
from scoring.workflow.profile import confirm_profile

PROFILE = "selfassessment/profile.html"


@reads
def home(request: HttpRequest) -> HttpResponse:
    """Show the task list and the score of the current assessment, or that none is open yet."""
    assessment = current_assessment(request)
    branch = chosen_branch(request)
    if assessment is None:
        return render(request, "selfassessment/not_open.html", {"branch": branch})
    page = overview(open_workbook(assessment), now=arrived_at(request))
    context = {
        "assessment": assessment,
        "branch": branch,
        "page": page,
        "star": final_star(assessment),
        "late": page.tasks_open and page.days_left is None,
    }
    return render(request, "selfassessment/home.html", context)


@reads
def records(request: HttpRequest) -> HttpResponse:
    """List the years of the branch."""
    context = {"rows": year_rows(own_assessments(request)), "branch": chosen_branch(request)}
    return render(request, "selfassessment/records.html", context)


@reads
def profile(request: HttpRequest) -> HttpResponse:
    """Show the facts about the branch beside last year's, to be confirmed."""
    assessment = current_assessment(request)
    if assessment is None:
        return render(request, "selfassessment/not_open.html", {"branch": chosen_branch(request)})
    return render(request, PROFILE, _profile(request, open_workbook(assessment)))


@writes
def save_profile(request: HttpRequest) -> HttpResponse:
    """Save the facts about the branch and keep that they were confirmed."""
    book = workbook_of(request, _shown_year(request))
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
    messages.success(request, _("The facts about the branch are confirmed"))
    return redirect("selfassessment:home")


@writes
def autosave(request: HttpRequest, year: int) -> HttpResponse:
    """Save changed entries of a page without items; answer in JSON."""
    return autosaved(request, workbook_of(request, year), None)


@reads
def sheet(request: HttpRequest, year: int) -> HttpResponse:
    """Show the whole self-assessment for printing, with lines to sign on."""
    book = workbook_of(request, year)
    context = {"assessment": book.assessment, "page": check_page(book)}
    return render(request, "selfassessment/sheet.html", context)


def _shown_year(request: HttpRequest) -> int:
    """Return the year of the page that was sent, however old it is; else the current one."""
    year = request.POST.get("year", "")
    if year.isdecimal() and len(year) == len("2026"):
        return int(year)
    current = current_assessment(request)
    if current is None:
        raise Http404
    return current.year


def _profile(
    request: HttpRequest,
    book: Workbook,
    faults: list[Fault] | None = None,
    troubles: Troubles | None = None,
) -> dict[str, Any]:
    late = arrived_at(request) > book.assessment.deadline()
    return {
        "assessment": book.assessment,
        "rows": profile_rows(book, troubles or Troubles()),
        "before": year_label(book.assessment.year - 1),
        "editable": book.assessment.is_editable and not late,
        "confirmed_at": book.assessment.profile_confirmed_at,
        "faults": faults or [],
    }
