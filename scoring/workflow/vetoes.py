"""Record and confirm vetoes: two persons, then the star goes at once."""

import datetime

from django.db import transaction
from django.utils import timezone

from scoring.assessments.actions import lock_assessment
from scoring.audit.actions import record
from scoring.common.refusals import Refusal, WrongState
from scoring.documents.enums import CertificateStatus
from scoring.engine.level_rules import CANCEL
from scoring.organizations.models import Organization, User
from scoring.ratings.actions import change_level, lock_rating
from scoring.ratings.enums import ChangeKind, VetoStatus
from scoring.ratings.models import Rating, RatingChange, VetoCase
from scoring.ratings.permissions import check_can_confirm_veto, check_can_decide
from scoring.ratings.queries import stars_in_force
from scoring.rubrics.models import Veto
from scoring.rubrics.queries import rubric_of
from scoring.workflow import scoring_state
from scoring.workflow.papers import end_certificate, hold_certificate, notify
from scoring.workflow.upward import hold_above, rescore_above

SOURCE = "veto_case"


class UnknownVeto(Refusal):
    """No published rubric has this veto. Data: ``veto``."""


class CaseReferenceMissing(Refusal):
    """A veto rests on a filing or a decision with a number, and says what happened."""


class VetoInFuture(Refusal):
    """An incident is recorded after it happened. Data: ``day``."""


class CaseWithdrawn(Refusal):
    """A case under this number was recorded and withdrawn. Data: ``reference``."""


class WithdrawalReasonMissing(Refusal):
    """Who withdraws a case says why."""


@transaction.atomic
def record_veto(
    *,
    organization: Organization,
    veto: str,
    happened_on: datetime.date,
    reference: str,
    reason: str,
    by: User,
    now: datetime.datetime,
) -> VetoCase:
    """Write down an incident that cancels the star; nothing follows until it is confirmed.

    The same veto under the same number is one case.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        UnknownVeto, CaseReferenceMissing, VetoInFuture: the record is incomplete.
        CaseWithdrawn: this number was withdrawn before.

    Source: STB-09; product.md, principle 7.
    """
    check_can_decide(by, organization)
    if not Veto.objects.filter(
        identifier=veto, rubric_version__published_at__isnull=False
    ).exists():
        raise UnknownVeto(veto=veto)
    if not (reference.strip() and reason.strip()):
        raise CaseReferenceMissing
    if happened_on > timezone.localdate(now):
        raise VetoInFuture(day=happened_on)
    case, created = VetoCase.objects.get_or_create(
        organization=organization,
        veto=veto,
        reference=reference.strip(),
        defaults={
            "happened_on": happened_on,
            "reason": reason.strip(),
            "recorded_at": now,
            "recorded_by": by,
        },
    )
    if case.status == VetoStatus.WITHDRAWN:
        raise CaseWithdrawn(reference=case.reference)
    if created:
        record(
            action="record_veto",
            about=("veto_case", case.pk),
            by=by,
            now=now,
            detail={
                "organization": organization.pk,
                "veto": veto,
                "happened_on": happened_on.isoformat(),
                "reference": case.reference,
            },
        )
    return case


@transaction.atomic
def confirm_veto(*, case: VetoCase, by: User, now: datetime.datetime) -> VetoCase:
    """Let a recorded veto hold: end the stars in force, score open assessments again.

    A star ends where its rubric says that this veto cancels; other effects leave it in force to
    its term. The certificate is revoked without replacement and a cancellation notice is issued.
    An open assessment loses its level, or what lies above the veto's bound; a proposal that
    waits is outdated by it and goes back to the reviewers. Confirming twice confirms once.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        SameRecorder: the person recorded the case.
        WrongState: the case was withdrawn.

    Source: STB-09; decisions.md 3, 18.
    """
    # No key lock: an inserted certificate that points at the branch must not wait for us while
    # we wait for its assessment.
    branches = Organization.objects.select_for_update(of=("self",), no_key=True)
    organization = branches.get(pk=case.organization_id)
    opened = scoring_state.open_assessments(organization.pk)
    held = VetoCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    held.organization = organization
    if held.status == VetoStatus.CONFIRMED:
        check_can_decide(by, organization)
        return held
    check_can_confirm_veto(by, held)
    stars = [_hold(star) for star in stars_ended_by(held, timezone.localdate(now))]
    upper = [one for star in stars for one in hold_above(star.assessment)]
    changed = VetoCase.objects.filter(pk=held.pk, status=VetoStatus.RECORDED).update(
        status=VetoStatus.CONFIRMED, confirmed_at=now, confirmed_by=by
    )
    if not changed:
        raise WrongState(state=held.status, step="confirm")
    held.refresh_from_db()
    record(
        action="confirm_veto",
        about=("veto_case", held.pk),
        by=by,
        now=now,
        detail={"organization": organization.pk, "veto": held.veto},
    )
    for rating in stars:
        _cancel(rating, held, by, now)
    scoring_state.refresh_all(opened)
    rescore_above(upper, by=by, now=now)
    return held


def stars_ended_by(case: VetoCase, on: datetime.date) -> list[Rating]:
    """Return the stars in force on a day that a case ends at once, latest first.

    What a veto does to a star is said by the rubric version that the star was decided under: one
    that does not have the veto, such as another programme's, leaves its star alone. Needs
    ``organization`` loaded.

    Source: product.md, principle 4.
    """
    return [
        star
        for star in stars_in_force(case.organization, on)
        if any(
            veto.id == case.veto and veto.effect == CANCEL
            for veto in rubric_of(star.assessment.cycle.rubric_version).vetoes
        )
    ]


def _hold(star: Rating) -> Rating:
    # Everything is locked before the first event: the head of the chain comes last.
    lock_assessment(star.assessment)
    rating = lock_rating(star.pk)
    hold_certificate(rating)
    return rating


def _cancel(
    rating: Rating, case: VetoCase, person: User, moment: datetime.datetime
) -> RatingChange:
    change = change_level(
        rating=rating,
        kind=ChangeKind.CANCELLED,
        to_level="",
        reason=case.reason,
        source=(SOURCE, case.pk),
        by=person,
        now=moment,
    )
    ended = end_certificate(
        rating=rating,
        status=CertificateStatus.REVOKED,
        reason=case.reason,
        by=person,
        now=moment,
    )
    notify(change=change, ended=ended, by=person, now=moment)
    return change


@transaction.atomic
def withdraw_veto(*, case: VetoCase, reason: str, by: User, now: datetime.datetime) -> VetoCase:
    """Take back a case that has not been confirmed. Withdrawing twice withdraws once.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        WithdrawalReasonMissing: no reason was given.
        WrongState: the case was confirmed, and what followed cannot be undone here.
    """
    check_can_decide(by, case.organization)
    if not reason.strip():
        raise WithdrawalReasonMissing
    changed = VetoCase.objects.filter(pk=case.pk, status=VetoStatus.RECORDED).update(
        status=VetoStatus.WITHDRAWN,
        withdrawn_at=now,
        withdrawn_by=by,
        withdrawal_reason=reason.strip(),
    )
    case.refresh_from_db()
    if changed:
        record(
            action="withdraw_veto",
            about=("veto_case", case.pk),
            by=by,
            now=now,
            detail={"reason": reason.strip()},
        )
    elif case.status != VetoStatus.WITHDRAWN:
        raise WrongState(state=case.status, step="withdraw")
    return case
