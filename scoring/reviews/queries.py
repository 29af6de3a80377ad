"""What reviewers and approvers read."""

import datetime
from decimal import Decimal

from django.db.models import Count, F, Q

from scoring.assessments.enums import Status
from scoring.organizations.enums import Role
from scoring.organizations.models import User, within
from scoring.reviews.enums import FindingStatus, ReviewStatus
from scoring.reviews.models import Finding, Reinspection, Review, ReviewQuerySet, SiteVisit


def worklist(user: User) -> ReviewQuerySet:
    """Return the reviews in the person's reviewing scope, oldest first.

    Each carries ``pending`` (items without a decision), ``differing`` (claimed and computed
    points differ) and its assessment with organization, cycle and submission. One query.
    """
    return (
        Review.objects.filter(
            within(user.scope_paths(Role.REVIEWER), "assessment__organization_path")
        )
        .select_related("assessment__organization", "assessment__cycle", "submission", "handler")
        .annotate(
            pending=Count("findings", filter=~Q(findings__status=FindingStatus.VERIFIED)),
            differing=Count(
                "findings",
                filter=Q(findings__computed__isnull=False)
                & ~Q(findings__computed=F("findings__claimed")),
            ),
        )
        .order_by("opened_at", "pk")
    )


def approvals(user: User) -> ReviewQuerySet:
    """Return the concluded reviews that wait for this person's approval, oldest first.

    Those that the person handled or concluded are left to somebody else.
    """
    return (
        Review.objects.filter(
            within(user.scope_paths(Role.APPROVER), "assessment__organization_path"),
            status=ReviewStatus.CONCLUDED,
        )
        .exclude(concluded_by=user)
        .exclude(handler=user)
        .select_related("assessment__organization", "assessment__cycle", "assessment__rating")
        .order_by("concluded_at", "pk")
    )


def visits_due(user: User) -> ReviewQuerySet:
    """Return the reviews on the on-site route that have no passed visit yet, oldest first."""
    return (
        Review.objects.filter(
            within(
                user.scope_paths(Role.REVIEWER, Role.INSPECTOR), "assessment__organization_path"
            ),
            route="on_site",
            assessment__status__in=(Status.SUBMITTED, Status.RETURNED),
        )
        .exclude(visits__passed=True)
        .select_related("assessment__organization", "assessment__cycle")
        .order_by("opened_at", "pk")
    )


def findings_of(review: Review) -> list[Finding]:
    """Return the items of a review in the order of the rubric, with who decided them."""
    return list(review.findings.select_related("decided_by").order_by("position", "pk"))


def verified_points(review: Review) -> dict[str, Decimal]:
    """Return indicator id -> verified points, as the engine reads findings.

    Items that do not apply are left out: nobody gave them points.
    """
    return {
        indicator: points
        for indicator, points in review.findings.filter(
            status=FindingStatus.VERIFIED, not_applicable=False
        ).values_list("indicator", "verified")
        if points is not None
    }


def gate_verdicts(review: Review) -> dict[str, bool]:
    """Return gate id -> met, for the judged gates that the reviewer has decided."""
    return {gate: bool(held["met"]) for gate, held in review.gate_findings.items()}


def last_visit(review: Review) -> SiteVisit | None:
    """Return the latest on-site record, None when nobody went."""
    return review.visits.order_by("-visited_on", "-pk").first()


def reinspections_of(organization_id: int) -> list[Reinspection]:
    """Return the re-inspections of one branch, latest first."""
    return list(
        Reinspection.objects.filter(assessment__organization_id=organization_id)
        .select_related("recorded_by")
        .order_by("-inspected_on", "-pk")
    )


def overdue_returns(user: User, now: datetime.datetime) -> ReviewQuerySet:
    """Return the returned reviews whose branch let the date pass, oldest first."""
    return (
        Review.objects.filter(
            within(user.scope_paths(Role.REVIEWER), "assessment__organization_path"),
            assessment__status=Status.RETURNED,
            assessment__return_due__lt=now,
        )
        .select_related("assessment__organization", "assessment__cycle")
        .order_by("assessment__return_due", "pk")
    )
