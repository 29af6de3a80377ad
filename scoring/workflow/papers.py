"""The papers that a change of level owes: certificate, its end, and the notice."""

import datetime

from django.db import transaction

from scoring.documents.actions import draft_notice, issue_certificate, issue_notice, revoke
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, Notice
from scoring.engine.rubric import Rubric
from scoring.organizations.models import User
from scoring.ratings.models import Rating, RatingChange
from scoring.rubrics.queries import rubric_of


def rubric_behind(rating: Rating) -> Rubric:
    """Return the rubric that a rating was decided by."""
    return rubric_of(rating.assessment.cycle.rubric_version)


@transaction.atomic
def certify(
    *, rating: Rating, supersedes: Certificate | None = None, by: User, now: datetime.datetime
) -> Certificate | None:
    """Issue the certificate of the level in force; None when no level is.

    Raises:
        AlreadyCertified: the branch holds a valid one for this programme and year.
    """
    if not rating.level or rating.valid_until is None:
        return None
    level = rubric_behind(rating).level(rating.level)
    return issue_certificate(
        rating=rating,
        level=level.id,
        level_name=level.name,
        stars=level.stars,
        valid_until=rating.valid_until,
        supersedes=supersedes,
        by=by,
        now=now,
    )


def hold_certificate(rating: Rating) -> None:
    """Lock the valid certificate of a rating before the first event of the caller's transaction.

    Who prints it locks it first and the head of the audit chain after it; whoever came the other
    way round would wait for him while he waits for them.

    Source: reliability 4.5: one order of locks, the head of the chain last.
    """
    held = Certificate.objects.valid().filter(rating=rating)
    list(held.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


@transaction.atomic
def end_certificate(
    *,
    rating: Rating,
    status: CertificateStatus,
    reason: str,
    by: User,
    now: datetime.datetime,
) -> Certificate | None:
    """End the valid certificate of a rating for good; None when there is none."""
    held = Certificate.objects.valid().filter(rating=rating).first()
    if held is None:
        return None
    return revoke(certificate=held, status=status, reason=reason, by=by, now=now)


@transaction.atomic
def notify(
    *,
    change: RatingChange,
    ended: Certificate | None,
    issued: Certificate | None = None,
    by: User,
    now: datetime.datetime,
) -> Notice:
    """Issue the notice about a lowered or cancelled level, naming both certificates.

    Source: decisions.md 18.
    """
    rubric = rubric_behind(change.rating)
    draft = draft_notice(
        change=change,
        level_before=rubric.level(change.from_level).name,
        level_after=rubric.level(change.to_level).name if change.to_level else "",
        certificate_before=ended,
        certificate_after=issued,
        by=by,
        now=now,
    )
    return issue_notice(notice=draft, by=by, now=now)
