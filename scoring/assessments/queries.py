"""The branch's own assessments, and evidence by item."""

from django.db.models import Q, QuerySet

from scoring.assessments.models import Assessment, AssessmentQuerySet, Evidence
from scoring.organizations.enums import BRANCH_KINDS
from scoring.organizations.models import Organization, OrganizationQuerySet, User
from scoring.organizations.queries import organizations_for


def rated_at(organization: Organization) -> OrganizationQuerySet:
    """Return what is rated at and below an organization.

    The branches, and the committees and other organizations for which a year has been opened.
    """
    others = Assessment.objects.below(organization).exclude(cycle__rubric_version__subject="branch")
    wanted = Q(kind__in=BRANCH_KINDS) | Q(pk__in=others.values("organization"))
    found: OrganizationQuerySet = Organization.objects.existing().below(organization).filter(wanted)
    return found


def own_assessments(user: User) -> AssessmentQuerySet:
    """Return the assessments of the branches for which the person writes, newest year first."""
    return with_cycle(
        Assessment.objects.visible_to(user).filter(organization__in=organizations_for(user))
    ).order_by("-year", "-round", "pk")


def with_cycle(assessments: AssessmentQuerySet) -> AssessmentQuerySet:
    """Load cycle, rubric version and organization along, without the rubric's document."""
    return assessments.select_related("cycle__rubric_version", "organization").defer(
        "cycle__rubric_version__document"
    )


def evidence_of(assessment: Assessment) -> QuerySet[Evidence]:
    """Return the evidence that was kept, with its uses, in the order it came."""
    return assessment.evidence.kept().prefetch_related("uses").order_by("uploaded_at", "pk")


def evidence_by_indicator(assessment: Assessment) -> dict[str, list[Evidence]]:
    """Return indicator id -> kept evidence, in the order it came; two queries."""
    found: dict[str, list[Evidence]] = {}
    for evidence in evidence_of(assessment):
        for use in evidence.uses.all():
            found.setdefault(use.indicator, []).append(evidence)
    return found
