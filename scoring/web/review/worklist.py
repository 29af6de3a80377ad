"""The list of reviews as plain data: states with counts, filters of the address, rows."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scoring.assessments.enums import Status
from scoring.common.entries import cleaned
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.reviews.models import Review, ReviewQuerySet
from scoring.reviews.queries import worklist
from scoring.rubrics.queries import rubric_of
from scoring.web.review.dossier import reviews_for
from scoring.web.review.words import level_name, level_stars
from scoring.workflow.conclusion import ON_SITE
from scoring.workflow.filing import FILE
from scoring.workflow.findings import UNDER_REVIEW

WAITING, RETURNED, VISIT, STAR, DONE = "waiting", "returned", "visit", "star", "done"
NAMES = {
    WAITING: _("To review"),
    RETURNED: _("Returned"),
    VISIT: _("To visit"),
    STAR: _("To approve"),
    DONE: _("Finished"),
}
CONDITIONS = {
    WAITING: Q(assessment__status=Status.SUBMITTED),
    RETURNED: Q(assessment__status=Status.RETURNED),
    VISIT: Q(assessment__status__in=UNDER_REVIEW, route=ON_SITE),
    STAR: Q(assessment__status=Status.CONCLUDED),
    DONE: Q(assessment__status__in=(Status.APPROVED, Status.PUBLICIZED, Status.CONFIRMED)),
}
SORTS = {  # what ?sort= may name; nothing else reaches the database
    "name": "assessment__organization_path",
    "star": "assessment__star_applied",
    "score": "submission__total",
    "differing": "differing",
    "pending": "pending",
    "age": "opened_at",
}
LONGEST_SEARCH = 40


@dataclass(frozen=True)
class Tab:
    """One state with the number of branches in it."""

    name: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True)
class Row:
    """One branch of a list."""

    pk: int
    review: int
    branch: str
    year: int
    url: str
    level: str
    stars: int
    score: Decimal
    total: Decimal
    differing: int
    pending: int
    days: int  # since the declaration reached the reviewers
    handler: str
    mine: bool
    free: bool
    due: datetime.datetime | None
    overdue: bool
    status: str
    concluded_at: datetime.datetime | None


@dataclass(frozen=True)
class Filters:
    """What the address asks for."""

    state: str
    star: str
    holder: str  # mine, free or all
    search: str

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        """Read the address; what it does not know counts as not asked for."""
        state = query.get("state", WAITING)
        holder = query.get("holder", "")
        return cls(
            state=state if state in NAMES else WAITING,
            star=cleaned(query.get("star", "")),
            holder=holder if holder in ("mine", "free") else "",
            search=cleaned(query.get("q", "")).strip()[:LONGEST_SEARCH],
        )


def tabs_of(user: User, filters: Filters) -> list[Tab]:
    """Return the states with their counts; two queries."""
    scope = Review.objects.filter(pk__in=reviews_for(user, Role.REVIEWER).values("pk"))
    counts = scope.aggregate(
        **{
            state: Count("pk", filter=condition)
            for state, condition in CONDITIONS.items()
            if state != VISIT
        }
    )
    counts[VISIT] = in_state(scope, VISIT).count()
    return [
        Tab(str(name), f"?state={state}", counts[state], current=state == filters.state)
        for state, name in NAMES.items()
    ]


def in_state(reviews: ReviewQuerySet, state: str) -> ReviewQuerySet:
    """Keep the reviews in one state of the list."""
    found = reviews.filter(CONDITIONS[state])
    return found.exclude(visits__passed=True) if state == VISIT else found


def listed(user: User, filters: Filters, sort: str) -> ReviewQuerySet:
    """Return the reviews that the address asks for, sorted; oldest first unless told."""
    own = reviews_for(user, Role.REVIEWER).values("pk")
    found = in_state(worklist(user).filter(pk__in=own), filters.state)
    if filters.star:
        found = found.filter(assessment__star_applied=filters.star)
    if filters.holder == "mine":
        found = found.filter(handler=user)
    elif filters.holder == "free":
        found = found.filter(handler=None)
    if filters.search:
        found = found.filter(assessment__organization__name__icontains=filters.search)
    column = SORTS.get(sort.removeprefix("-"))
    # Old reviews come first, so the age grows while the moment of opening falls.
    downwards = sort.startswith("-") != (column == SORTS["age"])
    order = [f"{'-' if downwards else ''}{column}"] if column else ["opened_at"]
    found = found.select_related("assessment__cycle__rubric_version")
    return found.defer(
        "assessment__cycle__rubric_version__document", "submission__content"
    ).order_by(*order, "pk")


def fileable(user: User) -> ReviewQuerySet:
    """Return the declarations that are filed without a review, in tree order."""
    return listed(user, Filters(WAITING, "", "", ""), "name").filter(route=FILE)


def branch_row(review: Review, user: User, now: datetime.datetime | None = None) -> Row:
    """Return one branch as a row; needs assessment, organization, cycle and submission loaded."""
    assessment = review.assessment
    rubric = rubric_of(assessment.cycle.rubric_version)
    due = assessment.return_due if assessment.status == Status.RETURNED else None
    return Row(
        pk=assessment.pk,
        review=review.pk,
        branch=assessment.organization.label,
        year=assessment.year,
        url=reverse("review:start", args=[assessment.pk]),
        level=level_name(rubric, assessment.star_applied),
        stars=level_stars(rubric, assessment.star_applied),
        score=review.submission.total,
        total=assessment.total,
        differing=getattr(review, "differing", 0),
        pending=getattr(review, "pending", 0),
        days=(now - review.opened_at).days if now else 0,
        handler=review.handler.get_full_name() if review.handler else "",
        mine=review.handler_id == user.pk,
        free=review.handler_id is None,
        due=due,
        overdue=bool(due and now and due < now),
        status=assessment.status,
        concluded_at=review.concluded_at,
    )
