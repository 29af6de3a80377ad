"""What befalls stars later: re-inspections, one failed, and a veto."""

import datetime

from scoring.assessments.models import Assessment, Cycle
from scoring.ratings.models import Rating
from scoring.rubrics.queries import rubric_of
from scoring.workflow.demonstration.content import names
from scoring.workflow.demonstration.people import Cast
from scoring.workflow.reinspection import pool_levels, record_reinspection
from scoring.workflow.vetoes import confirm_veto, record_veto

REINSPECTED = 6


def reinspect(cast: Cast, cycle: Cycle, day: datetime.datetime) -> None:
    """Re-inspect some of a cycle's high stars; the last of them fails."""
    levels = pool_levels(rubric_of(cycle.rubric_version))
    held = list(
        Rating.objects.confirmed()
        .filter(assessment__cycle=cycle, level__in=levels)
        .select_related("assessment__cycle", "assessment__organization")
        .order_by("assessment__organization_path")[:REINSPECTED]
    )
    for number, rating in enumerate(held, 1):
        passed = number < len(held)
        key = "reinspection_passed" if passed else "reinspection_failed"
        record_reinspection(
            assessment=rating.assessment,
            inspected_on=day.date(),
            inspectors=list(names()["site_visitors"]),
            passed=passed,
            findings=names()["sentences"][key],
            by=cast.inspector,
            now=day,
        )


def veto_one(cast: Cast, cycle: Cycle, day: datetime.datetime) -> None:
    """Cancel the star of the cycle's last starred branch."""
    rating = (
        Rating.objects.confirmed()
        .filter(assessment__cycle=cycle)
        .exclude(level="")
        .select_related("assessment__organization")
        .order_by("assessment__organization_path")
        .last()
    )
    if rating is None:
        return
    assessment: Assessment = rating.assessment
    sentences = names()["sentences"]
    case = record_veto(
        organization=assessment.organization,
        veto=rubric_of(cycle.rubric_version).vetoes[0].id,
        happened_on=day.date(),
        reference=sentences["veto_reference"].format(year=day.year, number=7),
        reason=sentences["veto"],
        by=cast.office,
        now=day,
    )
    confirm_veto(case=case, by=cast.second, now=day + datetime.timedelta(days=1))
