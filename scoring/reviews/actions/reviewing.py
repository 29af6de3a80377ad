"""Open a review, keep its items in line with the facts, judge its gates.

The steps that people take are in ``workflow.findings`` and ``workflow.review``; they check the
person and the state, call these, and refresh the points.
"""

import datetime
from collections.abc import Collection
from decimal import Decimal

from django.db import transaction

from scoring.assessments.models import Assessment, Submission
from scoring.audit.actions import record
from scoring.common.refusals import WrongState
from scoring.engine.results import ItemScore, ScoreSheet
from scoring.organizations.models import User
from scoring.reviews.actions.deciding import keep_change, state_of
from scoring.reviews.enums import REVIEW_TRANSITIONS, FindingStatus
from scoring.reviews.models import Finding, Review

ZERO = Decimal("0.00")


def take_step(review: Review, step: str) -> None:
    """Move a locked review along its transition table, unsaved.

    Raises:
        WrongState: the step is not open.
    """
    steps = REVIEW_TRANSITIONS[review.status]
    if step not in steps:
        raise WrongState(state=review.status, step=step)
    review.status = steps[step]
    review.version += 1


@transaction.atomic
def open_review(
    *,
    assessment: Assessment,
    submission: Submission,
    route: str,
    sheet: ScoreSheet,
    by: User,
    now: datetime.datetime,
) -> Review:
    """Open the review of a first submission, or take a resubmission into the open one.

    Every item of the sheet gets a finding with the claimed points. In a resubmission the
    returned items, and every item whose claim is another one than before, wait for a decision
    again: a decision holds for the claim that it was made on. Returned items keep their reason
    until then.

    Source: star-prefecture, review of declarations; ux.md §2, resubmitted items.
    """
    review = Review.objects.select_for_update(of=("self",)).filter(assessment=assessment).first()
    if review is None:
        review = Review.objects.create(
            assessment=assessment,
            organization_path=assessment.organization_path,
            submission=submission,
            route=route,
            opened_at=now,
        )
        Finding.objects.bulk_create(
            _new_finding(review, n, item) for n, item in enumerate(sheet.items, 1)
        )
        action = "open_review"
    else:
        renew_findings(review=review, sheet=sheet, claims=True, by=by, now=now)
        review.submission = submission
        review.route = route
        take_step(review, "resubmit")
        review.save(update_fields=["submission", "route", "status", "version"])
        action = "reopen_review"
    record(
        action=action,
        about=("review", review.pk),
        by=by,
        now=now,
        detail={"assessment": assessment.pk, "route": route, "submission": submission.number},
    )
    return review


def _new_finding(review: Review, position: int, item: ItemScore) -> Finding:
    """Return the finding of one item; what does not apply needs no decision."""
    return Finding(
        review=review,
        indicator=item.id,
        position=position,
        maximum=item.max,
        claimed=item.points,
        computed=item.computed,
        not_applicable=item.na,
        status=FindingStatus.VERIFIED if item.na else FindingStatus.PENDING,
        verified=ZERO if item.na else None,
    )


@transaction.atomic
def renew_findings(
    *,
    review: Review,
    sheet: ScoreSheet,
    claims: bool,
    by: User,
    now: datetime.datetime,
) -> list[Finding]:
    """Bring the findings in line with a new sheet; return those that wait for a decision again.

    ``sheet`` must be scored without findings. With ``claims`` it is what the branch has
    declared now; without, only the computed points move, because another office's fact did.
    The caller holds the lock of the review.

    Source: decisions.md 3.
    """
    reopened = []
    for finding in review.findings.all():
        item = sheet.item(finding.indicator)
        moved = finding.computed != item.computed or finding.not_applicable != item.na
        if claims:
            moved = moved or finding.claimed != item.points
            finding.claimed = item.points
        finding.computed = item.computed
        was = state_of(finding)
        if claims and finding.status == FindingStatus.RETURNED:
            finding.status = FindingStatus.PENDING
        if moved and finding.status != FindingStatus.RETURNED:
            finding.not_applicable = item.na
            _undecide(finding)
        reopens = state_of(finding) != was
        if reopens:
            keep_change(finding=finding, was=was, by=by, now=now)
            reopened.append(finding)
        if moved or reopens:
            finding.save()
    return reopened


def _undecide(finding: Finding) -> None:
    na = finding.not_applicable
    finding.status = FindingStatus.VERIFIED if na else FindingStatus.PENDING
    finding.verified = ZERO if na else None
    finding.reason_code = ""
    finding.by_batch = False
    finding.decided_at = None
    finding.decided_by = None


@transaction.atomic
def record_gate_finding(
    *, review: Review, gate: str, met: bool, reason: str, by: User, now: datetime.datetime
) -> Review:
    """Write the reviewer's verdict on one judged gate. The caller holds the lock."""
    review.gate_findings = review.gate_findings | {
        gate: {"met": met, "reason": reason, "by": by.get_full_name(), "at": now.isoformat()}
    }
    review.version += 1
    review.save(update_fields=["gate_findings", "version"])
    record(
        action="judge_gate",
        about=("review", review.pk),
        by=by,
        now=now,
        detail={"gate": gate, "met": met, "reason": reason},
    )
    return review


def still_open(review: Review) -> Collection[str]:
    """Return the indicators of the items that wait for a decision, in rubric order."""
    return list(
        review.findings.exclude(status=FindingStatus.VERIFIED)
        .order_by("position")
        .values_list("indicator", flat=True)
    )
