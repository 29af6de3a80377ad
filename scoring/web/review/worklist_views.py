"""Choose work, and file the declarations that need no review."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.reports.queries import DEFAULT_PROGRAMME
from scoring.reviews.models import Review
from scoring.reviews.queries import for_rows, to_file
from scoring.rubrics.queries import rubric_of
from scoring.web.components import Fault
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.programmes import cycles_in_hand, programme_choices
from scoring.web.review.bulk import FilingRow, filing_rows, for_filing, ticked_reviews
from scoring.web.review.dossier import check_desk
from scoring.web.review.rows import page_of, rows_of, tally
from scoring.web.review.words import level_name
from scoring.web.review.worklist import (
    Filters,
    length_of,
    listed,
    numbers_of,
    reviewed_cycles,
    tabs_of,
)
from scoring.workflow.filing import file_reviews

FILING = "review/filing.html"


@reads
def worklist(request: HttpRequest) -> HttpResponse:
    """List the branches of one state, by the filters of the address."""
    user = check_desk(request, Role.REVIEWER)
    filters = Filters.of(request.GET)
    found = for_rows(listed(user, filters, request.GET.get("sort", "")))
    numbers = numbers_of(user)
    page = page_of(found, request.GET.get("page"), length_of(filters, numbers))
    filing = tally(to_file(user))
    seen = set(reviewed_cycles(user))
    cycles = [one for one in cycles_in_hand(user) if one.pk in seen]
    context = {
        "tabs": tabs_of(user, filters, numbers),
        "filters": filters,
        "stars": star_choices(cycles, filters.programme),
        "programmes": programme_choices(cycles),
        "page": page,
        "rows": rows_of(page, user, timezone.now()),
        "filing": "" if filing == "0" else filing,
    }
    return render(request, "review/worklist.html", context)


@reads
def filing(request: HttpRequest) -> HttpResponse:
    """List the declarations that can be filed in one go."""
    user = check_desk(request, Role.REVIEWER)
    return render(request, FILING, _filing(request, user))


@writes
def file_all(request: HttpRequest) -> HttpResponse:
    """File the ticked declarations; those that cannot be filed stay on the list with the reason."""
    user = check_desk(request, Role.REVIEWER)
    chosen, barred = ticked_reviews(user, request.POST.getlist("review"))
    filed, left = file_reviews(reviews=chosen.values(), by=person(request), now=timezone.now())
    if filed:
        said = ngettext(
            "%(count)s declaration was filed; another person approves it",
            "%(count)s declarations were filed; another person approves them",
            len(filed),
        )
        messages.success(request, said % {"count": len(filed)})
    if filed and not left and not barred:
        return redirect("review:filing" if to_file(user).exists() else "review:worklist")
    faults = _faults(chosen, left, barred) or [Fault("", _("Please tick at least one branch"))]
    context = _filing(request, user) | {"faults": faults}
    return render(request, FILING, context, status=UNPROCESSABLE)


def _faults(
    chosen: dict[int, Review], left: dict[int, Refusal], barred: list[FilingRow]
) -> list[Fault]:
    refused = [
        Fault(f"review-{pk}", f"{chosen[pk].assessment.organization.label}: {fault.text}")
        for pk, refusal in left.items()
        for fault in faults_of(refusal)
    ]
    look = _("%(branch)s: please open and review this branch by itself")
    return refused + [
        Fault(f"review-{row.branch.review}", look % {"branch": row.branch.branch}) for row in barred
    ]


def _filing(request: HttpRequest, user: User) -> dict[str, Any]:
    page = page_of(for_filing(to_file(user)), request.GET.get("page"))
    return {"page": page, "rows": filing_rows(page, user), "faults": []}


def star_choices(cycles: Iterable[Cycle], programme: str = "") -> list[tuple[str, str]]:
    """Return (level id, name) of the stars of some cycles, of each the highest first.

    Where several standards use one id, the name is the chosen programme's, else the default's.
    """
    names: dict[str, str] = {}
    rank = {programme: 0, DEFAULT_PROGRAMME: 1} if programme else {DEFAULT_PROGRAMME: 1}
    for cycle in sorted(cycles, key=lambda one: rank.get(one.programme, 2)):  # stable
        rubric = rubric_of(cycle.rubric_version)
        for level in reversed(rubric.levels):
            names.setdefault(level.id, level_name(rubric, level.id))
    return list(names.items())
