"""Facts counted from the levels below, as readers see them: how they came, and from whom."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, AssessmentQuerySet
from scoring.ratings.enums import RatingStatus
from scoring.rubrics.queries import rubric_of
from scoring.workflow.aggregating import Aggregated, rated_for
from scoring.workflow.scoring_state import Standing


@dataclass(frozen=True)
class Line:
    """One organization below: what it was rated by, how far it is, and the level in force."""

    name: str
    standard: str
    state: str
    level: str
    decided: bool


def counted_here(standing: Standing, fact: str) -> Aggregated | None:
    """Return how a fact of the year was counted, None for one that is typed."""
    return standing.aggregated.get(standing.assessment.year, {}).get(fact)


def how_counted(found: Aggregated) -> str:
    """Return a sentence: n of m below, and how many are still to be decided."""
    tally = found.tally
    numbers = {"reached": tally.reached, "rated": tally.rated}
    text = _("%(reached)s of %(rated)s rated below") % numbers
    if tally.undecided:
        open_ones = ngettext(
            "%(count)s of them is not decided yet",
            "%(count)s of them are not decided yet",
            tally.undecided,
        )
        text += _("; ") + open_ones % {"count": tally.undecided}
    return text


def below_url(assessment: Assessment) -> str:
    """Return the address of the list of those who count."""
    return reverse("record:below", args=[assessment.pk])


def rated_below(standing: Standing) -> AssessmentQuerySet:
    """Return the assessments below that any source of the standard counts, in tree order."""
    assessment = standing.assessment
    keys: set[int] = set()
    for source in standing.rubric.aggregates:
        keys.update(rated_for(assessment, source, assessment.year).values_list("pk", flat=True))
    rows = Assessment.objects.filter(pk__in=keys).select_related(
        "organization", "cycle__rubric_version", "rating"
    )
    return rows.defer(
        "answers", "vector", "cycle__rubric_version__document", "rating__content"
    ).order_by("organization_path", "pk")


def line_of(assessment: Assessment) -> Line:
    """Return one row of the list; needs organization, rubric version and rating loaded."""
    rating = getattr(assessment, "rating", None)
    in_force = rating is not None and rating.status == RatingStatus.CONFIRMED
    rubric = rubric_of(assessment.cycle.rubric_version)
    level = rating.level if in_force and rating is not None else ""
    return Line(
        name=assessment.organization.name,
        standard=rubric.name,
        state=str(Status(assessment.status).label),
        level=rubric.level(level).name if level else "",
        decided=assessment.status in (Status.CONFIRMED, Status.NOT_DECLARED),
    )
