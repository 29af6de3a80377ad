"""Give a level back when the decision that lowered it did not hold. Nothing is undone."""

import datetime

from django.db import transaction
from django.utils import timezone

from scoring.assessments.actions import lock_assessment
from scoring.common.refusals import NotAllowed, WrongState
from scoring.documents.enums import CertificateStatus
from scoring.facts.actions import ReasonMissing
from scoring.organizations.models import User
from scoring.ratings.actions import change_level, lock_rating
from scoring.ratings.enums import ChangeKind
from scoring.ratings.models import RatingChange
from scoring.ratings.permissions import check_can_decide
from scoring.workflow.papers import certify, end_certificate, hold_certificate
from scoring.workflow.reinspection import StarLapsed
from scoring.workflow.upward import hold_above, rescore_above

SOURCE = "rating_change"


class SameDecider(NotAllowed):
    """A lowered level is given back by another person than the one who lowered it."""


@transaction.atomic
def restore_level(
    *, change: RatingChange, reason: str, by: User, now: datetime.datetime
) -> RatingChange:
    """Give back the level that a downgrade took, by a later decision such as an appeal.

    The certificate of the lower level ends as void, and another one with a new number takes its
    place; the one that was lowered first stays lowered for ever. Restoring twice restores once.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        SameDecider: the person lowered the level.
        ReasonMissing: no decision was named.
        WrongState: it was no downgrade, or the level changed again since.
        StarLapsed: the star's term is over.

    Source: reliability, F44; decisions.md 18.
    """
    assessment = lock_assessment(change.rating.assessment)
    check_can_decide(by, assessment.organization)
    if by.pk == change.decided_by_id:
        raise SameDecider
    if not reason.strip():
        raise ReasonMissing(change=change.pk)
    rating = lock_rating(change.rating_id)
    before = rating.changes.filter(source_kind=SOURCE, source_id=change.pk).first()
    if before is not None:
        return before
    if change.kind != ChangeKind.DOWNGRADED or rating.changes.order_by("pk").last() != change:
        raise WrongState(state=rating.status, step="restore")
    if rating.valid_until is None or rating.valid_until < timezone.localdate(now):
        raise StarLapsed(valid_until=rating.valid_until)
    hold_certificate(rating)
    upper = hold_above(assessment)
    restored = change_level(
        rating=rating,
        kind=ChangeKind.RESTORED,
        to_level=change.from_level,
        reason=reason.strip(),
        source=(SOURCE, change.pk),
        by=by,
        now=now,
    )
    ended = end_certificate(
        rating=rating, status=CertificateStatus.VOIDED, reason=reason.strip(), by=by, now=now
    )
    certify(rating=rating, supersedes=ended, by=by, now=now)
    rescore_above(upper, by=by, now=now)
    return restored
