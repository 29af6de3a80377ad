"""The band above every page of one review: the branch, its points, how far the work is."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.ratings.models import Rating
from scoring.reviews.models import Review
from scoring.web import formats
from scoring.web.desk import person
from scoring.web.review.basket import basket_of
from scoring.web.review.dossier import Dossier, reviews_for
from scoring.web.review.words import level_name


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
    line = waiting_line(request)
    place = line.index(assessment.pk) if assessment.pk in line else -1
    reviews, approves = _hands(person(request), assessment)
    words = {"done": dossier.verified, "count": len(dossier.applying)}
    return Head(
        pk=assessment.pk,
        branch=assessment.organization.label,
        facts=_facts(dossier, place, len(line)),
        claimed=dossier.review.submission.total,
        total=assessment.total,
        outlook=outlook(dossier),
        verified=dossier.verified,
        count=len(dossier.applying),
        progress=_("verified %(done)s / %(count)s items") % words,
        aside=len(basket_of(request, dossier.review)),
        previous=_start(line, place - 1) if place > 0 else "",
        following=_start(line, place + 1),
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
    return any(gate.condition is None for level in dossier.rubric.levels for gate in level.gates)


def _back(pk: int, *, reviews: bool, approves: bool) -> str:
    """Return the page of the person's own desk: the list, the approval, or the visit."""
    if reviews:
        return reverse("review:worklist")
    return reverse("review:approval" if approves else "review:visit", args=[pk])


def waiting_line(request: HttpRequest) -> list[int]:
    """Return the ids of the assessments that wait for the person's review, oldest first."""
    return list(
        Review.objects.filter(
            pk__in=reviews_for(person(request), Role.REVIEWER)
            .filter(assessment__status=Status.SUBMITTED)
            .values("pk")
        )
        .order_by("opened_at", "pk")
        .values_list("assessment_id", flat=True)
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


def _facts(dossier: Dossier, place: int, count: int) -> str:
    parts = []
    if place >= 0:
        parts.append(_("branch %(place)s of %(count)s") % {"place": place + 1, "count": count})
    applied = level_name(dossier.rubric, dossier.assessment.star_applied)
    parts.append(_("applied for %(level)s") % {"level": applied})
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


def _start(line: list[int], place: int) -> str:
    return reverse("review:start", args=[line[place]]) if 0 <= place < len(line) else ""
