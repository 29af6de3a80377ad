"""The organizations below whose levels decide facts of a committee."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from scoring.assessments.models import Assessment
from scoring.assessments.queries import with_cycle
from scoring.web.below import how_counted, line_of, rated_below
from scoring.web.desk import person, reads
from scoring.web.selfassessment.controls import fact_label
from scoring.workflow.scoring_state import load

ROWS_PER_PAGE = 50


@reads
def below(request: HttpRequest, pk: int) -> HttpResponse:
    """List who counts, with the level in force, under the facts that follow from it."""
    held = with_cycle(Assessment.objects.visible_to(person(request)))
    assessment = get_object_or_404(held, pk=pk)
    standing = load(assessment, with_findings=False)
    if not standing.rubric.aggregates:
        raise Http404
    page = Paginator(rated_below(standing), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    counted = standing.aggregated.get(assessment.year, {})
    context = {
        "assessment": assessment,
        "facts": [
            (fact_label(standing.definitions[fact]), one.value, how_counted(one))
            for fact, one in counted.items()
        ],
        "page": page,
        "lines": [line_of(one) for one in page],
    }
    return render(request, "record/below.html", context)
