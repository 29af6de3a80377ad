"""Publish proposals, settle objections, confirm stars."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from scoring.assessments.actions import change_status, lock_assessment
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.audit.actions import record
from scoring.common.refusals import Refusal, WrongState
from scoring.common.working_days import last_day
from scoring.organizations.models import User
from scoring.ratings.actions import confirm_level, lock_rating, put_in_publicity
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Objection, Publicity, Rating
from scoring.ratings.permissions import check_can_decide, check_can_run_cycle
from scoring.ratings.queries import quota_verdicts, without_publicity
from scoring.rubrics.queries import rubric_of
from scoring.workflow.conclusion import check_current
from scoring.workflow.papers import certify
from scoring.workflow.upward import hold_above, rescore_above


class NothingToPublish(Refusal):
    """No proposal was chosen, or one of another cycle."""


LATEST_START = datetime.timedelta(days=60)
"""After today: a list that begins in another year is a slip, and holds its branches up."""


class StartsTooLate(Refusal):
    """The first day of the publicity lies too far ahead. Data: ``day``, ``latest``."""


class StartsInPast(Refusal):
    """A publicity starts today or later. Data: ``day``."""


class PublicityRuns(Refusal):
    """The publicity has not ended. Data: ``ends_on``, its last day."""


class ObjectionsOpen(Refusal):
    """Objections are not settled. Data: ``count``."""


class ObjectionEmpty(Refusal):
    """An objection has a content, a settlement has a result."""


@transaction.atomic
def publish_proposals(
    *,
    cycle: Cycle,
    ratings: Collection[Rating],
    starts_on: datetime.date,
    by: User,
    now: datetime.datetime,
) -> Publicity:
    """Put approved proposals on one publicity list for the cycle's working days.

    The first day does not count; holidays and moved working days are those of the installation.
    A quota that is missed is written into the event and blocks nothing. The same list published
    twice is one list.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the cycle's office.
        NothingToPublish: the choice is empty or holds ratings of another cycle.
        StartsInPast, StartsTooLate: the first day is over, or more than 60 days ahead.
        WrongState: one of the branches is not approved.
        ProposalOutdated: one of the proposals no longer follows from the facts.

    Source: decisions.md 5, 17; STB-04.
    """
    check_can_run_cycle(by, cycle.organization)
    keys: list[int] = sorted({rating.pk for rating in ratings})
    held = list(Rating.objects.filter(pk__in=keys, assessment__cycle=cycle).order_by("pk"))
    if not held or len(held) != len(keys):
        raise NothingToPublish
    published = _published_before(held, starts_on)
    if published is not None:
        return published
    if starts_on < timezone.localdate(now):
        raise StartsInPast(day=starts_on)
    latest = timezone.localdate(now) + LATEST_START
    if starts_on > latest:
        raise StartsTooLate(day=starts_on, latest=latest)
    publicity = Publicity.objects.create(
        cycle=cycle,
        starts_on=starts_on,
        ends_on=last_day(starts_on, cycle.publicity_days),
        published_at=now,
        published_by=by,
    )
    # All before the first event: the head of the audit chain is locked last.
    branches = Assessment.objects.select_for_update(of=("self",), no_key=True).filter(
        rating__in=keys
    )
    list(branches.order_by("pk").values_list("pk", flat=True))
    locked = Rating.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    list(locked.order_by("pk").values_list("pk", flat=True))
    for rating in held:
        _publish(rating, publicity, by, now)
    record(
        action="publish_proposals",
        about=("publicity", publicity.pk),
        by=by,
        now=now,
        detail={
            "ratings": keys,
            "starts_on": starts_on.isoformat(),
            "ends_on": publicity.ends_on.isoformat(),
            "quotas": [
                {"id": one.id, "share": str(one.share), "holds": one.holds}
                for one in quota_verdicts(cycle, rubric_of(cycle.rubric_version))
            ],
        },
    )
    return publicity


def _published_before(ratings: list[Rating], starts_on: datetime.date) -> Publicity | None:
    lists = {rating.publicity_id for rating in ratings}
    first = ratings[0].publicity_id
    if first is None or len(lists) > 1:
        return None
    return Publicity.objects.filter(pk=first, starts_on=starts_on).first()


def _publish(rating: Rating, publicity: Publicity, person: User, moment: datetime.datetime) -> None:
    assessment = lock_assessment(rating.assessment)
    if assessment.status != Status.APPROVED:
        raise WrongState(state=assessment.status, step="publish")
    locked = lock_rating(rating.pk)
    check_current(assessment, locked)
    put_in_publicity(rating=locked, publicity=publicity, by=person, now=moment)
    change_status(
        assessment=assessment,
        step="publish",
        by=person,
        now=moment,
        detail={"publicity": publicity.pk},
    )


@transaction.atomic
def record_objection(
    *, rating: Rating, received_on: datetime.date, content: str, by: User, now: datetime.datetime
) -> Objection:
    """Write down an objection received during publicity; the star waits until it is settled.

    The same words on the same day are one objection.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        WrongState: the rating is not in publicity.
        ObjectionEmpty: nothing was objected.
    """
    assessment = lock_assessment(rating.assessment)
    check_can_decide(by, assessment.organization)
    held = lock_rating(rating.pk)
    if held.status != RatingStatus.PUBLICIZED:
        raise WrongState(state=held.status, step="object")
    if not content.strip():
        raise ObjectionEmpty
    objection, created = Objection.objects.get_or_create(
        rating=held,
        received_on=received_on,
        content=content.strip(),
        defaults={"recorded_at": now, "recorded_by": by},
    )
    if created:
        record(
            action="record_objection",
            about=("rating", held.pk),
            by=by,
            now=now,
            detail={"objection": objection.pk, "received_on": received_on.isoformat()},
        )
    return objection


@transaction.atomic
def settle_objection(
    *, objection: Objection, settlement: str, by: User, now: datetime.datetime
) -> Objection:
    """Write down how an objection was settled. One that holds good leads to ``send_back``.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        ObjectionEmpty: no result was given.
        WrongState: it was settled before, with other words.
    """
    check_can_decide(by, objection.rating.assessment.organization)
    if not settlement.strip():
        raise ObjectionEmpty
    settled = Objection.objects.filter(pk=objection.pk, settled_at__isnull=True).update(
        settled_at=now, settled_by=by, settlement=settlement.strip()
    )
    objection.refresh_from_db()
    if settled:
        record(
            action="settle_objection",
            about=("rating", objection.rating_id),
            by=by,
            now=now,
            detail={"objection": objection.pk, "settlement": objection.settlement},
        )
    elif objection.settlement != settlement.strip():
        raise WrongState(state="settled", step="settle")
    return objection


@transaction.atomic
def confirm_rating(*, rating: Rating, by: User, now: datetime.datetime) -> Rating:
    """Bring a star into force after its publicity, and issue the certificate.

    A level whose rubric asks for no publicity is confirmed as soon as it is approved. A branch
    without a level is confirmed without a certificate. Confirming twice confirms once.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        WrongState: the rating is not in publicity, though its level asks for one.
        PublicityRuns: its last day is not over.
        ObjectionsOpen: an objection is not settled.
        ProposalOutdated: the facts have moved, or a veto was confirmed.

    Source: decisions.md 3, 5, 17.
    """
    assessment = lock_assessment(rating.assessment)
    check_can_decide(by, assessment.organization)
    held = lock_rating(rating.pk)
    if held.status == RatingStatus.CONFIRMED:
        return held
    _check_can_confirm(assessment, held, now)
    upper = hold_above(assessment)
    change_status(
        assessment=assessment,
        step="confirm",
        by=by,
        now=now,
        detail={"level": held.proposed_level, "rating": held.pk},
    )
    confirm_level(
        rating=held,
        valid_until=_last_day_in_force(assessment, held.proposed_level),
        reason="",
        by=by,
        now=now,
    )
    certify(rating=held, by=by, now=now)
    rescore_above(upper, by=by, now=now)
    return held


def _last_day_in_force(assessment: Assessment, level: str) -> datetime.date:
    """Return the last day of a level's term: its own years, else those of the cycle."""
    rubric = rubric_of(assessment.cycle.rubric_version)
    own = rubric.level(level).validity_years if level else None
    return datetime.date(assessment.year + (own or assessment.cycle.validity_years), 12, 31)


def _check_can_confirm(assessment: Assessment, rating: Rating, now: datetime.datetime) -> None:
    rubric = rubric_of(assessment.cycle.rubric_version)
    proposed = rating.status == RatingStatus.PROPOSED
    if proposed and rating.proposed_level in without_publicity(rubric):
        if assessment.status != Status.APPROVED:
            raise WrongState(state=assessment.status, step="confirm")
        check_current(assessment, rating)
        return
    if rating.status != RatingStatus.PUBLICIZED:
        raise WrongState(state=rating.status, step="confirm")
    publicity = rating.publicity
    if publicity is None or timezone.localdate(now) <= publicity.ends_on:
        raise PublicityRuns(ends_on=publicity.ends_on if publicity else None)
    count = rating.objections.filter(settled_at__isnull=True).count()
    if count:
        raise ObjectionsOpen(count=count)
    check_current(assessment, rating)
