"""From rows to the papers about a whole cycle: the approval table before publicity."""

import datetime
from collections import Counter

from django.db.models import OuterRef, Subquery

from scoring.assessments.models import Cycle, Submission
from scoring.documents.forms.data import Approval, Proposal
from scoring.documents.subjects import subject_word
from scoring.engine.rubric import Rubric
from scoring.organizations.models import Organization
from scoring.ratings.models import Rating, RatingQuerySet
from scoring.reports.papers import CONCLUDED, level_words, programme_words
from scoring.reports.queries import unit_names, unit_path
from scoring.rubrics.queries import rubric_of


def proposals_of(cycle: Cycle, organization: Organization) -> RatingQuerySet:
    """Return the concluded proposals of a cycle at and below an organization, in tree order.

    Each carries ``claimed``, the total of its last submission. One query.
    """
    latest = Submission.objects.filter(assessment=OuterRef("assessment")).order_by("-number")
    return (
        Rating.objects.filter(
            assessment__cycle=cycle,
            assessment__status__in=CONCLUDED,
            assessment__organization__in=Organization.objects.below(organization),
        )
        .annotate(claimed=Subquery(latest.values("total")[:1]))
        .select_related("assessment__organization", "assessment__review")
        .defer("content", "assessment__answers", "assessment__vector")
        .order_by("assessment__organization_path", "pk")
    )


def units_of(cycle: Cycle, organization: Organization) -> list[Organization]:
    """Return the organizations right above the branches with proposals, in tree order."""
    paths = proposals_of(cycle, organization).values_list(
        "assessment__organization_path", flat=True
    )
    above = {unit_path(path) for path in paths}
    return list(Organization.objects.below(organization).filter(path__in=above))


def approval_table(
    cycle: Cycle, organization: Organization, *, printed_on: datetime.date
) -> Approval:
    """Return the levels proposed in a cycle at and below an organization, as they stand now."""
    rubric = rubric_of(cycle.rubric_version)
    units = unit_names(organization)
    rows = tuple(_proposal(one, rubric, units) for one in proposals_of(cycle, organization))
    counted = Counter(row.level for row in rows)
    order = [*(level.name for level in reversed(rubric.levels)), level_words(rubric, "")]
    return Approval(
        organization=organization.name,
        issuer=cycle.issuer_name,
        programme=programme_words(rubric),
        year=cycle.year,
        rows=rows,
        counts=tuple((name, counted[name]) for name in order if counted[name]),
        printed_on=printed_on,
        subject=subject_word(rubric.subject),
    )


def _proposal(rating: Rating, rubric: Rubric, units: dict[str, str]) -> Proposal:
    assessment = rating.assessment
    return Proposal(
        unit=units.get(unit_path(assessment.organization_path), ""),
        branch=assessment.organization.name,
        applied=level_words(rubric, assessment.star_applied),
        claimed=rating.claimed,  # type: ignore[attr-defined]  # annotated by proposals_of
        total=rating.total,
        level=level_words(rubric, rating.proposed_level),
        conclusion=assessment.review.conclusion,
    )
