"""Conclude a review, approve it, or send it back: two persons for every decision."""

import dataclasses
import datetime

from django.db import transaction
from django.utils import timezone

from scoring.assessments.actions import change_status, lock_assessment
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.common.refusals import Refusal, WrongState
from scoring.engine.cutoffs import final_cutoff
from scoring.engine.levels import level as decide_level
from scoring.engine.results import Decision
from scoring.organizations.models import User
from scoring.ratings.actions import lock_rating, propose_rating, withdraw_proposal
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Rating
from scoring.reviews.actions import still_open, take_step
from scoring.reviews.enums import ON_SITE, ReviewStatus
from scoring.reviews.models import Review
from scoring.reviews.permissions import check_can_approve, check_can_send_back
from scoring.reviews.queries import last_visit
from scoring.rubrics.queries import rubric_of
from scoring.workflow import scoring_state
from scoring.workflow.aggregating import check_lower_levels
from scoring.workflow.approving import check_higher, needs_higher
from scoring.workflow.findings import hold_review, renew_review, take_if_free
from scoring.workflow.freezing import freeze
from scoring.workflow.judging import open_gates
from scoring.workflow.owing import owed_by
from scoring.workflow.scoring_state import Standing


class ReviewIncomplete(Refusal):
    """Something is still owed before the conclusion.

    Data: ``pending`` (indicator ids), ``gates`` (gate ids not judged), ``awaiting`` (provider
    kinds that owe a fact on which level or total depends), ``visit`` (five stars, and nobody went).
    """


class CutoffAhead(Refusal):
    """The year's data are not final before this day. Data: ``day``."""


class SendBackReasonMissing(Refusal):
    """Who sends a review back says why."""


class ProposalOutdated(Refusal):
    """The proposal no longer follows from the facts; the review must be sent back.

    Data: ``proposed`` and ``level`` (level ids), ``items`` (indicators whose facts changed);
    neither differs where a bonus alone has moved the total.
    """


def conclude_review(*, review: Review, conclusion: str, by: User, now: datetime.datetime) -> Rating:
    """Close the review and propose the level that follows from the findings.

    Every item must be verified, every judged gate up to the star applied for decided, and no
    fact owed on which level or total depends. Five stars need a passed visit: without a visit the
    review is incomplete, after a failed one the level below is the highest. What another office
    changed meanwhile reopens its items first, and that stays even if the conclusion is refused.

    Raises:
        NotReviewer, OwnBranch: the person may not review this branch.
        WrongState: the branch is not waiting for review.
        CutoffAhead: the rubric has a final cut-off, and it has not come.
        ReviewIncomplete: says what is still owed.
        LowerLevelsFirst: levels that count here are still open below.

    Source: decisions.md 1, 3, 8, 17; STB-05, STB-06; A-10.
    """
    renew_review(review=review, by=by, now=now)
    return _conclude(review=review, conclusion=conclusion, by=by, now=now)


@transaction.atomic
def _conclude(*, review: Review, conclusion: str, by: User, now: datetime.datetime) -> Rating:
    assessment, held = hold_review(review, "conclude", by=by)
    if assessment.status != Status.SUBMITTED:
        raise WrongState(state=assessment.status, step="conclude")
    standing = scoring_state.load(assessment, review=held)
    check_lower_levels(assessment, standing.rubric)
    _check_cutoff(standing, now)
    decision = _decision_on_findings(assessment, held, standing)
    take_if_free(review=held, by=by, now=now)
    decided = dataclasses.replace(standing, decision=decision)
    take_step(held, "conclude")
    held.conclusion = conclusion.strip()
    held.concluded_at, held.concluded_by = now, by
    held.sent_back_reason = ""
    held.save()
    change_status(
        assessment=assessment,
        step="conclude",
        by=by,
        now=now,
        detail={"level": decision.level, "total": str(standing.sheet.total)},
    )
    scoring_state.refresh(assessment, standing=standing)
    return propose_rating(
        assessment=assessment,
        level=decision.level,
        total=standing.sheet.total,
        content=freeze(decided, at=now),
        by=by,
        now=now,
    )


def _check_cutoff(standing: Standing, now: datetime.datetime) -> None:
    day = final_cutoff(standing.rubric, standing.assessment.year)
    if day is not None and timezone.localdate(now) < day:
        raise CutoffAhead(day=day)


def _decision_on_findings(assessment: Assessment, review: Review, standing: Standing) -> Decision:
    """Return the decision on verified points. Raises ReviewIncomplete."""
    applied = assessment.star_applied
    gates = [gate.id for gate in open_gates(standing, review, applied)]
    pending = list(still_open(review))
    if pending or gates:
        raise ReviewIncomplete(pending=pending, gates=gates, awaiting=[], visit=False)
    if _reaches_visit(standing) and last_visit(review) is None:
        raise ReviewIncomplete(pending=[], gates=[], awaiting=[], visit=True)
    decision = _capped_by_visit(review, standing)
    awaiting = owed_by(standing, decision)
    if awaiting:
        raise ReviewIncomplete(pending=[], gates=[], awaiting=awaiting, visit=False)
    return decision


def _reaches_visit(standing: Standing) -> bool:
    """Tell whether the points and gates reach a level that is accepted on site."""
    reached = standing.decision.provisional or standing.decision.level
    return bool(reached) and standing.rubric.level(reached).route == ON_SITE


def _capped_by_visit(review: Review, standing: Standing) -> Decision:
    """Return the decision, held below the levels accepted on site unless a visit was passed."""
    visit = last_visit(review)
    if not _reaches_visit(standing) or (visit is not None and visit.passed):
        return standing.decision
    reached = standing.rubric.rank(standing.decision.provisional or standing.decision.level)
    lower = standing.rubric.levels[: reached - 1]  # a higher one may not ask for a visit
    below = [one.id for one in lower if one.route != ON_SITE]
    return decide_level(
        standing.rubric,
        standing.sheet,
        standing.book,
        answers=standing.answers,
        gate_findings=standing.gate_findings,
        vetoes=standing.vetoes,
        applied=below[-1] if below else standing.decision.applied,
        barred=not below,
    )


def check_current(assessment: Assessment, rating: Rating) -> None:
    """Refuse a proposal that another office's facts or a veto have overtaken.

    Raises:
        ProposalOutdated: says which level holds now, or which items moved.

    Source: decisions.md 3.
    """
    standing = scoring_state.load(assessment)
    plain = scoring_state.claimed_sheet(standing)
    review = Review.objects.get(assessment=assessment)
    moved = [
        finding.indicator
        for finding in review.findings.order_by("position")
        if finding.computed != plain.item(finding.indicator).computed
    ]
    decision = _capped_by_visit(review, standing)
    is_other = standing.sheet.total != rating.total  # a bonus moves no item
    if moved or is_other or decision.level != rating.proposed_level:
        raise ProposalOutdated(proposed=rating.proposed_level, level=decision.level, items=moved)


@transaction.atomic
def approve_review(*, review: Review, by: User, now: datetime.datetime) -> Review:
    """Approve a concluded review; the branch then waits for publicity.

    The same person approving twice is one approval.

    Raises:
        OwnBranch, NotApprover, SamePerson: the person may not approve this review.
        NotHigherApprover: the level is approved further up.
        WrongState: the review is not concluded.
        ProposalOutdated: the facts have moved since the conclusion.

    Source: decisions.md 17.
    """
    assessment, held = _hold_for_approval(review)
    check_can_approve(by, held)
    if held.status == ReviewStatus.APPROVED and held.approved_by_id == by.pk:
        return held
    if assessment.status != Status.CONCLUDED:
        raise WrongState(state=assessment.status, step="approve")
    rating = Rating.objects.get(assessment=assessment)
    if needs_higher(rubric_of(assessment.cycle.rubric_version), rating.proposed_level):
        check_higher(by, held)
    check_current(assessment, rating)
    change_status(assessment=assessment, step="approve", by=by, now=now)
    take_step(held, "approve")
    held.approved_at, held.approved_by = now, by
    held.save()
    return held


def _hold_for_approval(review: Review) -> tuple[Assessment, Review]:
    assessment = lock_assessment(review.assessment_id)
    held = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    held.assessment = assessment
    return assessment, held


@transaction.atomic
def send_back(*, review: Review, reason: str, by: User, now: datetime.datetime) -> Review:
    """Send a concluded review back to the reviewers; its proposal leaves the publicity.

    Findings and gate verdicts stay as they are, to be changed one by one.

    Raises:
        OwnBranch, NotApprover, SamePerson: neither approver nor office.
        SendBackReasonMissing: no reason was given.
        WrongState: the review is not concluded, or the star is confirmed.
    """
    assessment, held = _hold_for_approval(review)
    check_can_send_back(by, held)
    if not reason.strip():
        raise SendBackReasonMissing
    rating = Rating.objects.filter(assessment=assessment).first()
    change_status(
        assessment=assessment, step="send_back", by=by, now=now, detail={"reason": reason.strip()}
    )
    if rating is not None and rating.status == RatingStatus.PUBLICIZED:
        withdraw_proposal(rating=lock_rating(rating.pk), by=by, now=now)
    take_step(held, "send_back")
    held.sent_back_reason = reason.strip()
    held.concluded_at = held.concluded_by = None
    held.approved_at = held.approved_by = None
    held.save()
    scoring_state.refresh(assessment)
    return held
