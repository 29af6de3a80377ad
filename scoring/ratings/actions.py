"""Propose, change and keep levels. The steps that people take are in ``workflow``."""

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from scoring.assessments.models import Assessment
from scoring.audit.actions import record
from scoring.common.canonical import sha256_of
from scoring.common.refusals import StaleVersion, WrongState
from scoring.organizations.models import User
from scoring.ratings.enums import RATING_TRANSITIONS, ChangeKind
from scoring.ratings.models import Publicity, Rating, RatingChange


class RatingMoved(StaleVersion):
    """Somebody else changed the rating first. Data: ``rating``."""


_STEPS = {
    ChangeKind.DOWNGRADED: "downgrade",
    ChangeKind.CANCELLED: "cancel",
    ChangeKind.RESTORED: "restore",
}


def lock_rating(pk: int) -> Rating:
    """Return a rating locked; the assessment must be locked before it."""
    return Rating.objects.select_for_update(of=("self",)).get(pk=pk)


def _write(rating: Rating, step: str, **values: object) -> None:
    """Take a step and write columns with it, if nobody wrote the row since it was read.

    Raises:
        WrongState: the step is not open.
        RatingMoved: somebody wrote the row.
    """
    steps = RATING_TRANSITIONS[rating.status]
    if step not in steps:
        raise WrongState(state=rating.status, step=step)
    values["status"] = steps[step]
    changed = Rating.objects.filter(pk=rating.pk, version=rating.version).update(
        version=rating.version + 1, **values
    )
    if not changed:
        raise RatingMoved(rating=rating.pk)
    rating.refresh_from_db()


@transaction.atomic
def propose_rating(
    *,
    assessment: Assessment,
    level: str,
    total: Decimal,
    content: str,
    by: User,
    now: datetime.datetime,
) -> Rating:
    """Store the level that follows from the findings, with everything that made it so.

    ``content`` is canonical JSON. A second conclusion, after the review was sent back, replaces
    the proposal; a level in force is never replaced. The assessment is locked by the caller.
    """
    rating = Rating.objects.filter(assessment=assessment).first()
    values: dict[str, object] = {
        "proposed_level": level,
        "total": total,
        "content": content,
        "sha256": sha256_of(content),
        "proposed_at": now,
        "proposed_by": by,
    }
    if rating is None:
        rating = Rating.objects.create(assessment=assessment, **values)
    else:
        _write(lock_rating(rating.pk), "propose", **values)
        rating.refresh_from_db()
    record(
        action="propose_rating",
        about=("rating", rating.pk),
        by=by,
        now=now,
        detail={"level": level, "total": str(total), "sha256": rating.sha256},
    )
    return rating


@transaction.atomic
def put_in_publicity(
    *, rating: Rating, publicity: Publicity, by: User, now: datetime.datetime
) -> Rating:
    """Put a proposal on a publicity list. The rating is locked by the caller."""
    _write(rating, "publish", publicity=publicity)
    record(
        action="publish_rating",
        about=("rating", rating.pk),
        by=by,
        now=now,
        detail={"publicity": publicity.pk},
    )
    return rating


@transaction.atomic
def withdraw_proposal(*, rating: Rating, by: User, now: datetime.datetime) -> Rating:
    """Take a proposal off its list, because the review was sent back; locked by the caller."""
    publicity = rating.publicity_id
    _write(rating, "send_back", publicity=None)
    record(
        action="withdraw_rating",
        about=("rating", rating.pk),
        by=by,
        now=now,
        detail={"publicity": publicity},
    )
    return rating


@transaction.atomic
def confirm_level(
    *, rating: Rating, valid_until: datetime.date, reason: str, by: User, now: datetime.datetime
) -> RatingChange:
    """Bring the proposed level into force, with the first row of its history.

    ``valid_until`` is the last day. The event is that of the assessment's step.
    """
    level = rating.proposed_level
    _write(
        rating,
        "confirm",
        level=level,
        confirmed_at=now,
        confirmed_by=by,
        valid_until=valid_until if level else None,
    )
    return RatingChange.objects.create(
        rating=rating,
        kind=ChangeKind.CONFIRMED,
        from_level="",
        to_level=level,
        effective_on=timezone.localdate(now),
        reason=reason,
        decided_at=now,
        decided_by=by,
    )


@transaction.atomic
def change_level(
    *,
    rating: Rating,
    kind: ChangeKind,
    to_level: str,
    reason: str,
    source: tuple[str, int],
    by: User,
    now: datetime.datetime,
) -> RatingChange:
    """Lower, cancel or restore a level, once per source; return the row of its history.

    ``source`` is (reinspection, veto_case or rating_change, id). The database holds one change
    per rating and source.

    Raises:
        RatingMoved: somebody else changed the rating first.
    """
    from_level = rating.level
    step = _STEPS[kind]
    _write(rating, step, level=to_level)
    change = RatingChange.objects.create(
        rating=rating,
        kind=kind,
        from_level=from_level,
        to_level=to_level,
        effective_on=timezone.localdate(now),
        reason=reason,
        source_kind=source[0],
        source_id=source[1],
        decided_at=now,
        decided_by=by,
    )
    record(
        action=f"{step}_rating",
        about=("rating", rating.pk),
        by=by,
        now=now,
        detail={"from": from_level, "to": to_level, "source": list(source), "reason": reason},
    )
    return change
