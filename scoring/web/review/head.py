"""The band above every page of one review: the branch, its points, how far the work is."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.assessments.models import Assessment
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.ratings.models import Rating
from scoring.reviews.enums import ReviewStatus
from scoring.reviews.models import Review
from scoring.reviews.queries import worklist
from scoring.web import formats
from scoring.web.desk import person
from scoring.web.programmes import cycle_name
from scoring.web.review.basket import basket_of
from scoring.web.review.dossier import Dossier
from scoring.web.review.words import level_name
from scoring.web.terms import is_plain


@dataclass(frozen=True)
class Head:
    """What the band shows."""

    pk: int
    branch: str
    facts: str  # place in the list, star applied for, last year's star
    claimed: Decimal
    total: Decimal
    outlook: str
    verified: int
    count: int
    progress: str
    aside: int
    previous: str
    following: str
    start: str
    reviews: bool  # this person concludes here; others only look
    back: str  # where the person came from
    gates: bool  # the standard has conditions for the reviewer to judge, and the person sees them


def head_of(request: HttpRequest, dossier: Dossier) -> Head:
    """Return the band of one review."""
    assessment = dossier.assessment
    place = place_of(person(request), dossier.review)
    reviews, approves = _hands(person(request), assessment)
    words = {"done": dossier.verified, "count": len(dossier.applying)}
    return Head(
        pk=assessment.pk,
        branch=assessment.organization.label,
        facts=_facts(dossier, place),
        claimed=dossier.review.submission.total,
        total=assessment.total,
        outlook=outlook(dossier),
        verified=dossier.verified,
        count=len(dossier.applying),
        progress=_("verified %(done)s / %(count)s items") % words,
        aside=len(basket_of(request, dossier.review)),
        previous=_start(place.previous),
        following=_start(place.following),
        start=reverse("review:start", args=[assessment.pk]),
        reviews=reviews,
        back=_back(assessment.pk, reviews=reviews, approves=approves),
        gates=(reviews or approves) and _has_judged_gates(dossier),
    )


def _hands(user: User, assessment: Assessment) -> tuple[bool, bool]:
    """Return whether the person reviews here, and whether they approve here."""
    path = assessment.organization_path
    return user.holds(Role.REVIEWER, path), user.holds(Role.APPROVER, path)


def _has_judged_gates(dossier: Dossier) -> bool:
    return bool(dossier.rubric.claimable)


def _back(pk: int, *, reviews: bool, approves: bool) -> str:
    """Return the page of the person's own desk: the list, the approval, or the visit."""
    if reviews:
        return reverse("review:worklist")
    return reverse("review:approval" if approves else "review:visit", args=[pk])


@dataclass(frozen=True)
class Place:
    """Where a branch stands among those that wait for the person, in the order of the list."""

    number: int  # from 1; 0 when it does not wait
    length: int
    previous: int | None  # assessments
    following: int | None


def place_of(user: User, review: Review) -> Place:
    """Return the neighbours of a review, for one that does not wait the first of the list."""
    line = worklist(user).filter(status=ReviewStatus.OPEN)
    keys = line.values_list("assessment_id", flat=True)
    path, pk = review.organization_path, review.pk
    if not line.filter(pk=pk).exists():
        return Place(0, line.count(), None, keys.first())
    before = Q(organization_path__lt=path) | Q(organization_path=path, pk__lt=pk)
    behind = Q(organization_path__gt=path) | Q(organization_path=path, pk__gt=pk)
    return Place(
        number=line.filter(before).count() + 1,
        length=line.count(),
        previous=keys.filter(before).last(),
        # The first condition says again what the second knows, in words that an index reads.
        following=keys.filter(organization_path__gte=path).filter(behind).first(),
    )


def outlook(dossier: Dossier) -> str:
    """Return the star expected as things stand, and how far the next one applied for is."""
    assessment = dossier.assessment
    predicted = assessment.predicted_level
    name = level_name(dossier.rubric, predicted)
    wanted = dossier.rubric.rank(assessment.star_applied)
    higher = dossier.rubric.levels[dossier.rubric.rank(predicted) : wanted]
    missing = higher[0].min_score - assessment.total if higher else Decimal(0)
    if missing <= 0:
        return _("Expected %(level)s") % {"level": name}
    return _("Expected %(level)s, %(points)s short of %(next)s") % {
        "level": name,
        "points": formats.points(missing),
        "next": level_name(dossier.rubric, higher[0].id),
    }


def _facts(dossier: Dossier, place: Place) -> str:
    parts = []
    if place.number:
        words = {"place": place.number, "count": place.length}
        parts.append(_("branch %(place)s of %(count)s") % words)
    applied = level_name(dossier.rubric, dossier.assessment.star_applied)
    parts.append(_("applied for %(level)s") % {"level": applied})
    if not is_plain(dossier.assessment.cycle):
        parts.insert(0, cycle_name(dossier.assessment.cycle))
    before = last_level(dossier)
    if before:
        parts.append(_("last year %(level)s") % {"level": before})
    return " · ".join(parts)


def last_level(dossier: Dossier) -> str:
    """Return the name of last year's star, empty when there was no decision."""
    assessment = dossier.assessment
    rating = (
        Rating.objects.filter(
            assessment__organization_id=assessment.organization_id,
            assessment__programme=assessment.programme,
            assessment__year=assessment.year - 1,
            confirmed_at__isnull=False,
        )
        .order_by("-pk")
        .first()
    )
    return level_name(dossier.rubric, rating.level) if rating else ""


def _start(assessment: int | None) -> str:
    return reverse("review:start", args=[assessment]) if assessment else ""
