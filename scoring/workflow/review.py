"""Take a review, send items back to the branch, visit it, judge its gates."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from scoring.assessments.actions import change_status, lock_assessment
from scoring.assessments.enums import Status
from scoring.audit.actions import record
from scoring.common.refusals import Refusal, WrongState
from scoring.engine.rubric import Gate, Rubric
from scoring.organizations.models import User
from scoring.organizations.permissions import can_inspect
from scoring.reviews.actions import Verdict, decide_finding, record_gate_finding, take_step
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding, Review, SiteVisit
from scoring.reviews.permissions import check_can_handle
from scoring.rubrics.queries import rubric_of
from scoring.workflow import scoring_state
from scoring.workflow.declared import release_declared
from scoring.workflow.findings import (
    UNDER_REVIEW,
    NothingToDecide,
    ReasonMissing,
    hold_review,
    take_if_free,
)


class AlreadyTaken(Refusal):
    """Another reviewer handles this branch. Data: ``who``."""


class NothingReturned(Refusal):
    """No item was named that should go back to the branch."""


class DueTooEarly(Refusal):
    """The branch must get time to mend: the date is past. Data: ``due``."""


class UnknownGate(Refusal):
    """The rubric has no such gate for the reviewer. Data: ``gate``."""


class GateJudged(Refusal):
    """Somebody has judged the gate since it was shown. Data: ``who``, ``met``, ``at``."""


class TwoVisitors(Refusal):
    """A visit needs two persons. Data: ``names``."""


class VisitInFuture(Refusal):
    """A visit is recorded after it was made. Data: ``day``."""


class NotDueYet(Refusal):
    """The branch still has time to mend. Data: ``due``."""


@transaction.atomic
def take_review(*, review: Review, by: User, now: datetime.datetime) -> Review:
    """Become the handler of a branch's review; taking the own one again changes nothing.

    Raises:
        NotReviewer, OwnBranch: the person may not review this branch.
        WrongState: the branch is not under review.
        AlreadyTaken: another reviewer handles it.
    """
    _, held = hold_review(review, "take", by=by)
    if held.handler_id not in (None, by.pk):
        raise AlreadyTaken(who=User.objects.get(pk=held.handler_id).get_full_name())
    take_if_free(review=held, by=by, now=now)
    return held


def judged_gates(rubric: Rubric, upto: str) -> list[Gate]:
    """Return the judged gates of a level and of all below it, in rubric order."""
    top = rubric.rank(upto) or len(rubric.levels)
    return [gate for level in rubric.levels[:top] for gate in level.gates if gate.condition is None]


@transaction.atomic
def judge_gate(
    *,
    review: Review,
    gate: str,
    met: bool,
    reason: str,
    seen: str | None = None,
    by: User,
    now: datetime.datetime,
) -> Review:
    """Record whether a judged gate is met, or an exception from a measured one is granted.

    A verdict against the branch needs a reason.

    ``seen`` is the moment of the verdict that was on screen, empty for none; None asks for no
    comparison. The same verdict twice is one verdict.

    Raises:
        NotReviewer, OwnBranch: the person may not review this branch.
        WrongState: the branch is not under review.
        UnknownGate: the rubric has no such gate for the reviewer.
        ReasonMissing: the gate is found unmet without a reason.
        GateJudged: the stored verdict is another one than was seen.

    Source: decisions.md 11.
    """
    assessment, held = hold_review(review, "judge", by=by)
    rubric = rubric_of(assessment.cycle.rubric_version)
    if not any(one.id == gate for one in rubric.claimable):
        raise UnknownGate(gate=gate)
    if not met and not reason.strip():
        raise ReasonMissing(indicator=gate)
    before = held.gate_findings.get(gate)
    if before and (before["met"], before["reason"]) == (met, reason.strip()):
        return held
    if seen is not None and before and before["at"] != seen:
        at = datetime.datetime.fromisoformat(before["at"])
        raise GateJudged(who=before["by"], met=before["met"], at=at)
    take_if_free(review=held, by=by, now=now)
    record_gate_finding(review=held, gate=gate, met=met, reason=reason.strip(), by=by, now=now)
    scoring_state.refresh(assessment, review=held)
    return held


@transaction.atomic
def return_items(
    *,
    review: Review,
    items: Mapping[str, str],
    due: datetime.datetime,
    by: User,
    now: datetime.datetime,
) -> Review:
    """Send single items back to the branch, each with a reason, until ``due``.

    ``items`` maps indicator ids to reasons. The branch may change only these items and the
    facts they show; all other decisions stay.

    Raises:
        NotReviewer, OwnBranch: the person may not review this branch.
        WrongState: the branch is not waiting for review.
        NothingReturned, ReasonMissing, DueTooEarly: what is said to the branch is incomplete.
        NothingToDecide: an item does not apply; nobody could close it again.

    Source: ux.md §2, 退回补充.
    """
    assessment, held = hold_review(review, "return", by=by)
    findings = _returnable(held, items)
    if due <= now:
        raise DueTooEarly(due=due)
    take_if_free(review=held, by=by, now=now)
    change_status(
        assessment=assessment,
        step="return",
        by=by,
        now=now,
        detail={"items": sorted(items), "due": due.isoformat()},
        return_due=due,
    )
    for finding in findings:
        verdict = Verdict(FindingStatus.RETURNED, reason=items[finding.indicator].strip())
        decide_finding(finding=finding, verdict=verdict, seen=finding.version, by=by, now=now)
    take_step(held, "return")
    held.save(update_fields=["status", "version"])
    release_declared(assessment, items)
    scoring_state.refresh(assessment, review=held)
    return held


def _returnable(review: Review, items: Mapping[str, str]) -> list[Finding]:
    findings = list(review.findings.filter(indicator__in=items).order_by("position"))
    if not findings or len(findings) != len(items):
        raise NothingReturned
    for finding in findings:
        if finding.not_applicable:
            raise NothingToDecide(indicator=finding.indicator)
        if not items[finding.indicator].strip():
            raise ReasonMissing(indicator=finding.indicator)
    return findings


@transaction.atomic
def resume_review(*, review: Review, by: User, now: datetime.datetime) -> Review:
    """Go on with what there is after the branch let the date for returned items pass.

    The returned items wait for a decision on the claim of the last submission.

    Raises:
        NotReviewer, OwnBranch: the person may not review this branch.
        WrongState: nothing is with the branch.
        NotDueYet: the date has not passed.
    """
    assessment, held = hold_review(review, "resubmit", by=by)
    if assessment.status != Status.RETURNED:
        raise WrongState(state=assessment.status, step="resubmit")
    if assessment.return_due is not None and now <= assessment.return_due:
        raise NotDueYet(due=assessment.return_due)
    change_status(
        assessment=assessment,
        step="resubmit",
        by=by,
        now=now,
        detail={"overdue": True},
        return_due=None,
    )
    for finding in held.findings.filter(status=FindingStatus.RETURNED):
        verdict = Verdict(FindingStatus.PENDING, reason=finding.reason)
        decide_finding(finding=finding, verdict=verdict, seen=finding.version, by=by, now=now)
    take_step(held, "resubmit")
    held.save(update_fields=["status", "version"])
    scoring_state.refresh(assessment, review=held)
    return held


@transaction.atomic
def record_visit(
    *,
    review: Review,
    visited_on: datetime.date,
    visitors: list[str],
    verdicts: Mapping[str, Mapping[str, Any]],
    passed: bool,
    note: str,
    by: User,
    now: datetime.datetime,
) -> SiteVisit:
    """Keep the record of a visit. Five stars need one that was passed; the latest counts.

    ``verdicts`` maps indicator ids to {"met": bool, "note": str}. A visit that was not passed
    needs a note. The same record twice is one record.

    Raises:
        NotReviewer, OwnBranch, NotAllowed: the person neither reviews nor inspects here.
        WrongState: the branch is not under review.
        TwoVisitors: fewer than two different names.
        VisitInFuture: the day has not come.
        ReasonMissing: not passed, and the note is empty.

    Source: star-prefecture, five stars are accepted on site one by one; STB-06.
    """
    held = _hold_for_visit(review, by)
    names = [name.strip() for name in visitors if name.strip()]
    _check_visit(names, visited_on, passed, note, now)
    known = {one.indicator for one in held.findings.all()}
    kept = {
        indicator: {"met": bool(one["met"]), "note": str(one.get("note", "")).strip()}
        for indicator, one in verdicts.items()
        if indicator in known
    }
    same = {"visited_on": visited_on, "passed": passed, "note": note.strip()}
    last = held.visits.order_by("-pk").first()
    if last and (last.visitors, last.verdicts) == (names, kept) and _says(last, same):
        return last
    visit = SiteVisit.objects.create(
        review=held, visitors=names, verdicts=kept, recorded_at=now, recorded_by=by, **same
    )
    record(
        action="record_visit",
        about=("review", held.pk),
        by=by,
        now=now,
        detail={"visit": visit.pk, "visited_on": visited_on.isoformat(), "passed": passed},
    )
    return visit


def _hold_for_visit(review: Review, by: User) -> Review:
    assessment = lock_assessment(review.assessment_id)
    if not can_inspect(by, assessment):
        check_can_handle(by, assessment)
    if assessment.status not in UNDER_REVIEW:
        raise WrongState(state=assessment.status, step="visit")
    return Review.objects.select_for_update(of=("self",)).get(pk=review.pk)


def _check_visit(
    names: list[str],
    visited_on: datetime.date,
    passed: bool,
    note: str,
    now: datetime.datetime,
) -> None:
    if len(set(names)) < 2:
        raise TwoVisitors(names=names)
    if visited_on > timezone.localdate(now):
        raise VisitInFuture(day=visited_on)
    if not passed and not note.strip():
        raise ReasonMissing(indicator="")


def _says(visit: SiteVisit, wanted: Mapping[str, Any]) -> bool:
    return all(getattr(visit, name) == value for name, value in wanted.items())
