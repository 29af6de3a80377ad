"""Verify a branch's items one by one, or those that agree in a batch."""

import datetime
from collections.abc import Collection
from decimal import Decimal

from django.db import transaction

from scoring.assessments.actions import lock_assessment
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.audit.actions import record
from scoring.common.refusals import Refusal, WrongState
from scoring.engine.rubric import Indicator, Rubric
from scoring.facts.mapping import PERIODS, definitions
from scoring.facts.queries import sheets_for
from scoring.organizations.models import User
from scoring.reviews.actions import (
    Decided,
    Verdict,
    decide_finding,
    decide_findings,
    renew_findings,
)
from scoring.reviews.enums import FindingStatus, ReasonCode
from scoring.reviews.models import Finding, Review
from scoring.reviews.permissions import check_can_handle
from scoring.rubrics.queries import rubric_of
from scoring.workflow import scoring_state

# While single items are with the branch, the reviewer goes on with the others.
UNDER_REVIEW = (Status.SUBMITTED, Status.RETURNED)
CENT = Decimal("0.01")


class ReasonMissing(Refusal):
    """A decision that differs from the claim needs a reason. Data: ``indicator``."""


class PointsOutOfRange(Refusal):
    """Points below 0, above the maximum, or finer than 0.01. Data: ``indicator``, ``maximum``."""


class NothingToDecide(Refusal):
    """The item does not apply to this branch. Data: ``indicator``."""


def hold_review(review: Review, step: str, *, by: User) -> tuple[Assessment, Review]:
    """Lock the assessment and its review and check that the person may work on it now.

    Returns fresh rows. Locks in the common order: assessment before review.

    Raises:
        NotReviewer, OwnBranch: the person may not.
        WrongState: the assessment is not under review.
    """
    assessment = lock_assessment(review.assessment_id)
    check_can_handle(by, assessment)
    if assessment.status not in UNDER_REVIEW:
        raise WrongState(state=assessment.status, step=step)
    held = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    held.assessment = assessment
    return assessment, held


@transaction.atomic
def renew_review(*, review: Review, by: User, now: datetime.datetime) -> list[Finding]:
    """Bring computed points up to other offices' present facts; return the items reopened.

    Raises:
        NotReviewer, OwnBranch, WrongState: as for a verification.

    Source: decisions.md 3.
    """
    assessment, held = hold_review(review, "renew", by=by)
    standing = scoring_state.load(assessment, review=held)
    plain = scoring_state.claimed_sheet(standing)
    reopened = renew_findings(review=held, sheet=plain, claims=False, by=by, now=now)
    if reopened:
        record(
            action="reopen_items",
            about=("review", held.pk),
            by=by,
            now=now,
            detail={"items": [finding.indicator for finding in reopened]},
        )
        scoring_state.refresh(assessment, review=held)
    return reopened


def take_if_free(*, review: Review, by: User, now: datetime.datetime) -> None:
    """Make the person the handler of a review that nobody has taken; the lock is held."""
    if review.handler_id is None:
        review.handler = by
        review.version += 1
        review.save(update_fields=["handler", "version"])
        record(action="take_review", about=("review", review.pk), by=by, now=now)


@transaction.atomic
def verify_item(
    *,
    finding: Finding,
    points: Decimal,
    reason_code: str,
    reason: str,
    seen: int,
    by: User,
    now: datetime.datetime,
) -> Finding:
    """Record the reviewer's points for one item and refresh the branch's total.

    Points are rubric points with at most two decimals, from 0 to the item's maximum. ``seen``
    is the version of the finding that the reviewer looked at. Points that differ from the claim
    need a stored reason or a sentence. The first decision takes a free review.

    Raises:
        NotReviewer, OwnBranch: the person may not review this branch.
        WrongState: the branch is not under review, or the item is back with it.
        PointsOutOfRange, ReasonMissing, NothingToDecide: the decision is not complete.
        ItemDecided: another reviewer decided first; says who, when and what.

    Source: star-prefecture, review of declarations; ux.md §2.
    """
    assessment, review = hold_review(finding.review, "verify", by=by)
    finding = review.findings.get(pk=finding.pk)
    _check_decidable(finding, "verify")
    _check_points(finding, points)
    if points != finding.claimed and not (reason_code or reason.strip()):
        raise ReasonMissing(indicator=finding.indicator)
    if reason_code == ReasonCode.OTHER and not reason.strip():
        raise ReasonMissing(indicator=finding.indicator)
    take_if_free(review=review, by=by, now=now)
    verdict = Verdict(FindingStatus.VERIFIED, points, reason_code, reason.strip())
    decided = decide_finding(finding=finding, verdict=verdict, seen=seen, by=by, now=now)
    scoring_state.refresh(assessment, review=review)
    return decided


def _check_decidable(finding: Finding, step: str) -> None:
    if finding.not_applicable:
        raise NothingToDecide(indicator=finding.indicator)
    if finding.status == FindingStatus.RETURNED:
        raise WrongState(state=finding.status, step=step)


def _check_points(finding: Finding, points: Decimal) -> None:
    exact = points.is_finite() and points == points.quantize(CENT)
    if not exact or not 0 <= points <= finding.maximum:
        raise PointsOutOfRange(indicator=finding.indicator, maximum=finding.maximum)


def needs_judgement(indicator: Indicator) -> bool:
    """Tell whether a person has to look: a judged item, a judged part, or a place to be seen."""
    scoring = indicator.scoring
    judged_part = any(part.condition is None for part in scoring.parts)
    return scoring.kind == "judged" or judged_part or indicator.on_site


def unanswered(assessment: Assessment, rubric: Rubric) -> set[str]:
    """Return the items with a fact that another office owes and has not entered."""
    known = definitions()
    sheet = sheets_for(assessment.organization, (assessment.year,))[assessment.year]
    return {
        one.id
        for one in rubric.indicators
        for key in one.facts
        if not known[key].branch_owned
        and not known[key].computed
        and known[key].type not in PERIODS
        and sheet.value(key) is None
    }


def matching(review: Review, rubric: Rubric) -> list[Finding]:
    """Return the open items whose claim is what the rules give and that need no judgement.

    In rubric order; what waits for a visit or lies with the branch is left out, and so is what
    another office has not answered: points lost that way must not pass unseen.
    """
    waiting = unanswered(review.assessment, rubric)
    plain = {
        one.id for one in rubric.indicators if one.id not in waiting and not needs_judgement(one)
    }
    return [
        finding
        for finding in review.findings.filter(status=FindingStatus.PENDING).order_by("position")
        if finding.indicator in plain and finding.claimed == finding.computed
    ]


@transaction.atomic
def accept_matching(
    *, review: Review, shown: Collection[str], by: User, now: datetime.datetime
) -> list[Finding]:
    """Accept the claims that agree with the rules, in one go; return what was accepted.

    ``shown`` are the indicator ids that the reviewer had before the eyes: only they are
    accepted, and of them only those that still agree. A repeat accepts nothing more.

    Raises:
        NotReviewer, OwnBranch: the person may not review this branch.
        WrongState: the branch is not under review.

    Source: ux.md §2, batch of matching items.
    """
    assessment, review = hold_review(review, "verify", by=by)
    rubric = rubric_of(assessment.cycle.rubric_version)
    wanted = [one for one in matching(review, rubric) if one.indicator in shown]
    if wanted:
        take_if_free(review=review, by=by, now=now)
        accept(wanted, by=by, now=now)
        scoring_state.refresh(assessment, review=review)
    return wanted


def accept(findings: list[Finding], *, by: User, now: datetime.datetime) -> None:
    """Verify each finding at its claimed points as part of a batch; the lock is held."""
    decide_findings(
        decisions=[
            Decided(
                finding,
                Verdict(FindingStatus.VERIFIED, finding.claimed, by_batch=True),
                finding.version,
            )
            for finding in findings
        ],
        by=by,
        now=now,
    )


@transaction.atomic
def undo_finding(*, finding: Finding, seen: int, by: User, now: datetime.datetime) -> Finding:
    """Take a decision on one item back; the item waits again, the history keeps both.

    Raises:
        NotReviewer, OwnBranch, WrongState, NothingToDecide: as for a verification.
        ItemDecided: another reviewer decided since.
    """
    assessment, review = hold_review(finding.review, "undo", by=by)
    finding = review.findings.get(pk=finding.pk)
    _check_decidable(finding, "undo")
    if finding.status == FindingStatus.PENDING:
        return finding
    verdict = Verdict(FindingStatus.PENDING)
    undone = decide_finding(finding=finding, verdict=verdict, seen=seen, by=by, now=now)
    scoring_state.refresh(assessment, review=review)
    return undone


@transaction.atomic
def mark_on_site(*, finding: Finding, seen: int, by: User, now: datetime.datetime) -> Finding:
    """Leave one item to the visit; it must be verified after it.

    Raises:
        NotReviewer, OwnBranch, WrongState, NothingToDecide: as for a verification.
        ItemDecided: another reviewer decided since.
    """
    assessment, review = hold_review(finding.review, "mark_on_site", by=by)
    finding = review.findings.get(pk=finding.pk)
    _check_decidable(finding, "mark_on_site")
    take_if_free(review=review, by=by, now=now)
    verdict = Verdict(FindingStatus.ON_SITE)
    marked = decide_finding(finding=finding, verdict=verdict, seen=seen, by=by, now=now)
    scoring_state.refresh(assessment, review=review)
    return marked
