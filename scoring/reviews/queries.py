"""What reviewers and approvers read."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from scoring.assessments.models import Cycle
from scoring.organizations.enums import Role
from scoring.organizations.models import User, within
from scoring.organizations.permissions import home_organizations
from scoring.reviews.enums import FindingStatus, ReviewStatus
from scoring.reviews.models import (
    TO_FILE,
    TO_VISIT,
    Finding,
    Reinspection,
    Review,
    ReviewQuerySet,
    SiteVisit,
)

PATH = "organization_path"
_OF_ASSESSMENT = (
    "organization",
    "organization_path",
    "cycle",
    "year",
    "status",
    "star_applied",
    "return_due",
    "total",
    "predicted_level",
)


def at_desk(user: User, *roles: str) -> ReviewQuerySet:
    """Return the reviews where one of the roles is held, the own branches left out, in tree order.

    With a state beside it the order is that of an index: a page costs the same in a county and
    in a province.
    """
    found = Review.objects.filter(within(user.scope_paths(*roles), PATH))
    own = home_organizations(user)
    if own:
        found = found.exclude(assessment__organization__in=own)
    return found.order_by(PATH, "pk")


def worklist(user: User) -> ReviewQuerySet:
    """Return what the person reviews, in tree order."""
    return at_desk(user, Role.REVIEWER)


def to_file(user: User) -> ReviewQuerySet:
    """Return the declarations that are filed without a review, in tree order."""
    return worklist(user).filter(TO_FILE)


def approvals(user: User) -> ReviewQuerySet:
    """Return the concluded reviews that wait for this person's approval, in tree order.

    Those that the person handled or concluded are left to somebody else.
    """
    return (
        at_desk(user, Role.APPROVER)
        .filter(status=ReviewStatus.CONCLUDED)
        .exclude(concluded_by=user)
        .exclude(handler=user)
    )


def others_approve(user: User) -> ReviewQuerySet:
    """Return the concluded reviews that the person may not approve for having worked on them."""
    return at_desk(user, Role.APPROVER).filter(
        Q(concluded_by=user) | Q(handler=user), status=ReviewStatus.CONCLUDED
    )


def visits_due(user: User, *roles: str) -> ReviewQuerySet:
    """Return the reviews on the on-site route that have no passed visit yet, in tree order.

    Reviewers and inspectors visit; ``roles`` keeps to some of them.
    """
    found = at_desk(user, *(roles or (Role.REVIEWER, Role.INSPECTOR)))
    passed = SiteVisit.objects.filter(review=OuterRef("pk"), passed=True)
    return found.filter(~Exists(passed), TO_VISIT)


def for_rows(reviews: ReviewQuerySet, *more: str) -> ReviewQuerySet:
    """Load what a row of a list shows, and ``more``, but nothing else long; three queries."""
    # Few cycles and people stand behind many rows; each join more costs planning every time.
    handlers = User.objects.only("name", "username")
    cycles = Cycle.objects.select_related("rubric_version").defer("rubric_version__document")
    return (
        reviews.select_related("assessment__organization", "submission")
        .prefetch_related(Prefetch("assessment__cycle", cycles), Prefetch("handler", handlers))
        .only(
            "route",
            "status",
            "opened_at",
            "concluded_at",
            "sent_back_reason",
            "gate_findings",
            "organization_path",
            *(f"assessment__{name}" for name in _OF_ASSESSMENT),
            "assessment__organization__name",
            "assessment__organization__short_name",
            "submission__total",
            "handler",
            *more,
        )
    )


def item_numbers(reviews: Collection[Review]) -> dict[int, tuple[int, int]]:
    """Return review -> (items claimed at other points than computed, items left); one query."""
    rows = Finding.objects.filter(review__in=[review.pk for review in reviews]).order_by()
    numbers = rows.values_list("review").annotate(differing=_differing(), left=_left())
    return {review: (differing, left) for review, differing, left in numbers}


def with_item_numbers(reviews: ReviewQuerySet) -> ReviewQuerySet:
    """Give each review ``differing`` and ``pending`` to sort by: reads every item in the scope."""
    return reviews.annotate(differing=_differing("findings__"), pending=_left("findings__"))


def _left(prefix: str = "") -> Count:
    decided = Q(**{f"{prefix}status": FindingStatus.VERIFIED})
    return Count(f"{prefix}pk", filter=~decided)


def _differing(prefix: str = "") -> Count:
    computed = f"{prefix}computed"
    same = Q(**{computed: F(f"{prefix}claimed")})
    return Count(f"{prefix}pk", filter=Q(**{f"{computed}__isnull": False}) & ~same)


def up_to(reviews: ReviewQuerySet, limit: int) -> int:
    """Return how many there are, but no more than ``limit``: counting on would cost more."""
    return reviews.order_by()[:limit].count()


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
