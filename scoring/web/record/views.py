"""The result of one branch in one year, the same page for every role."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from scoring.assessments.models import Assessment
from scoring.assessments.queries import with_cycle
from scoring.organizations.permissions import belongs_to
from scoring.web.desk import person, reads
from scoring.web.record.pages import record_page
from scoring.web.record.past import past_of
from scoring.web.selfassessment.workbook import chosen_branch
from scoring.web.subjects import reviewer_word
from scoring.web.terms import Term, find, in_order, term_of

TEMPLATE = "record/record.html"


@reads
def own(request: HttpRequest, year: Term) -> HttpResponse:
    """Show the own branch's record of a year."""
    branch = chosen_branch(request)
    if branch is None:
        raise Http404
    return _shown(request, branch.pk, year)


@reads
def show(request: HttpRequest, organization: int, year: Term) -> HttpResponse:
    """Show the record of a branch in one's scope."""
    return _shown(request, organization, year)


def _shown(request: HttpRequest, organization: int, term: Term) -> HttpResponse:
    reader = person(request)
    visible = with_cycle(Assessment.objects.visible_to(reader).filter(organization=organization))
    held = list(visible.select_related("rating", "cycle__organization"))
    assessment = find(held, term)
    if assessment is None:
        raise Http404
    mine = belongs_to(reader, organization)
    same_year = in_order(one for one in held if one.year == assessment.year)
    context = {
        "assessment": assessment,
        "page": record_page(assessment, reader, for_branch=mine),
        "years": sorted({one.year for one in held}, reverse=True),
        "programmes": [(one, term_of(one)) for one in same_year] if len(same_year) > 1 else [],
        "mine": mine,
        "reviewer": reviewer_word(assessment.organization),
        "past": past_of(assessment.organization),
    }
    return render(request, TEMPLATE, context)
