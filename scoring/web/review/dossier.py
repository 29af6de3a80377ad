"""One review with its rubric and items, as the person may see it: one load per request."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from scoring.assessments.models import Assessment
from scoring.engine.rubric import Indicator, Rubric
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.organizations.permissions import can_review
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding, Review, ReviewQuerySet, SiteVisit
from scoring.reviews.queries import at_desk, findings_of, last_visit
from scoring.rubrics.queries import rubric_of
from scoring.web.desk import person
from scoring.workflow.findings import UNDER_REVIEW


@dataclass(frozen=True)
class Dossier:
    """A review with its rubric and its items in rubric order."""

    review: Review
    rubric: Rubric
    findings: tuple[Finding, ...]
    editable: bool  # this person may decide, and now
    visit: SiteVisit | None = None  # the latest one

    @property
    def assessment(self) -> Assessment:
        """Return what is reviewed."""
        return self.review.assessment

    @property
    def applying(self) -> tuple[Finding, ...]:
        """Return the items that apply to the branch."""
        return tuple(finding for finding in self.findings if not finding.not_applicable)

    @property
    def verified(self) -> int:
        """Return how many items have points that a person gave."""
        return sum(one.status == FindingStatus.VERIFIED for one in self.applying)

    def indicator(self, identifier: str) -> Indicator:
        """Return an item of the rubric. Raises KeyError."""
        return next(one for one in self.rubric.indicators if one.id == identifier)

    def finding(self, identifier: str) -> Finding:
        """Return what is decided about an item.

        Raises:
            Http404: the review has no such item.
        """
        for finding in self.findings:
            if finding.indicator == identifier:
                return finding
        raise Http404


def check_desk(request: HttpRequest, *roles: str) -> User:
    """Return the person if one of the roles is held today.

    Raises:
        PermissionDenied: none is; the page says that it belongs to another role.
    """
    user = person(request)
    if not user.scope_paths(*roles):
        raise PermissionDenied
    return user


def reviews_for(user: User, *roles: str) -> ReviewQuerySet:
    """Return the reviews where one of the roles is held, those of the own branches left out."""
    return (
        at_desk(user, *roles)
        .select_related(
            "assessment__organization",
            "assessment__cycle__rubric_version",
            "submission",
            "handler",
            "concluded_by",
            "approved_by",
        )
        .defer("assessment__cycle__rubric_version__document", "submission__content")
    )


def found_review(request: HttpRequest, pk: int, *roles: str) -> Review:
    """Return the review of the assessment ``pk``.

    Raises:
        Http404: there is none, it is foreign, or none of the roles is held there.
    """
    return get_object_or_404(reviews_for(person(request), *roles), assessment_id=pk)


def dossier_of(request: HttpRequest, pk: int, *roles: str) -> Dossier:
    """Open the review of the assessment ``pk``; reviewers only, unless other roles are named."""
    review = found_review(request, pk, *(roles or (Role.REVIEWER,)))
    assessment = review.assessment
    may = can_review(person(request), assessment) and assessment.status in UNDER_REVIEW
    return Dossier(
        review=review,
        rubric=rubric_of(assessment.cycle.rubric_version),
        findings=tuple(findings_of(review)),
        editable=may,
        visit=last_visit(review),
    )


def citations(dossier: Dossier, identifiers: Iterable[str]) -> list[str]:
    """Return items as people cite them: number and name, in rubric order."""
    wanted = set(identifiers)
    return [f"{one.number} {one.name}" for one in dossier.rubric.indicators if one.id in wanted]
