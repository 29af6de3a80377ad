"""Take a review, return items, visit, judge gates."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.common.refusals import WrongState
from scoring.reviews.enums import FindingStatus, ReviewStatus
from scoring.reviews.permissions import NotReviewer
from scoring.reviews.queries import approvals, item_numbers, visits_due, worklist
from scoring.workflow.filling import save_entries
from scoring.workflow.findings import NothingToDecide, ReasonMissing, verify_item
from scoring.workflow.review import (
    AlreadyTaken,
    DueTooEarly,
    GateJudged,
    NotDueYet,
    NothingReturned,
    TwoVisitors,
    UnknownGate,
    VisitInFuture,
    judge_gate,
    record_visit,
    resume_review,
    return_items,
    take_review,
)
from scoring.workflow.scoring_state import load
from scoring.workflow.submission import submit_assessment
from tests.factories import NOW, make_world
from tests.factories.filling import fill_perfectly, fresh
from tests.factories.review import (
    DAY,
    REVIEWED,
    assessment_at,
    conclude,
    cut,
    finding_of,
    review_of,
)

WEEK = 7 * DAY


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def submitted(world):
    return assessment_at(Status.SUBMITTED, world)


def resubmit(world, assessment, key="again"):
    return submit_assessment(
        assessment=fresh(assessment),
        star="five",
        secretary_name="张书记",
        filler_name="李填报",
        submit_key=key,
        by=world.secretary,
        now=REVIEWED + DAY,
    )


def give_back(world, assessment, **items: str):
    return return_items(
        review=review_of(assessment),
        items={key.replace("_", "-"): reason for key, reason in items.items()},
        due=REVIEWED + WEEK,
        by=world.reviewer,
        now=REVIEWED,
    )


def test_one_reviewer_takes_a_branch(world, submitted):
    review = review_of(submitted)
    taken = take_review(review=review, by=world.reviewer, now=REVIEWED)
    assert taken.handler == world.reviewer
    again = take_review(review=review, by=world.reviewer, now=REVIEWED)
    assert again.version == taken.version
    with pytest.raises(AlreadyTaken) as refused:
        take_review(review=review, by=world.second_reviewer, now=REVIEWED)
    assert refused.value.who == "陈经办"
    with pytest.raises(NotReviewer):
        take_review(review=review, by=world.foreign_reviewer, now=REVIEWED)
    assert Event.objects.about("review", review.pk).filter(action="take_review").count() == 1


def test_returned_items_go_to_the_branch_with_their_reasons(world):
    assessment = assessment_at(Status.RETURNED, world)
    review = review_of(assessment)
    back = review.findings.get(status=FindingStatus.RETURNED)
    assert (assessment.status, review.status) == (Status.RETURNED, ReviewStatus.RETURNED)
    assert assessment.return_due == REVIEWED + WEEK
    assert back.reason == "请补充签到表。"


def test_a_return_needs_items_reasons_and_time(world, submitted):
    review, item = review_of(submitted), finding_of(submitted).indicator
    steps = {"review": review, "by": world.reviewer, "now": REVIEWED}
    with pytest.raises(NothingReturned):
        return_items(items={}, due=REVIEWED + DAY, **steps)
    with pytest.raises(NothingReturned):
        return_items(items={"no-such-item": "?"}, due=REVIEWED + DAY, **steps)
    with pytest.raises(ReasonMissing):
        return_items(items={item: " "}, due=REVIEWED + DAY, **steps)
    with pytest.raises(DueTooEarly):
        return_items(items={item: "补"}, due=REVIEWED, **steps)
    assert fresh(submitted).status == Status.SUBMITTED


def test_an_item_that_does_not_apply_is_not_returned(world):
    assessment = fill_perfectly(world, assessment_at(Status.FILLING, world))
    save_entries(
        assessment=assessment,
        changes={"fact:org.has_committee": "false"},
        seen={"fact:org.has_committee": load(assessment).version("fact:org.has_committee")},
        by=world.secretary,
        now=NOW,
    )
    submit_assessment(
        assessment=fresh(assessment),
        star="five",
        secretary_name="张书记",
        filler_name="李填报",
        submit_key="first",
        by=world.secretary,
        now=NOW,
    )
    idle = review_of(assessment).findings.filter(not_applicable=True)[0]
    with pytest.raises(NothingToDecide):
        return_items(
            review=review_of(assessment),
            items={idle.indicator: "请补充。"},
            due=REVIEWED + DAY,
            by=world.reviewer,
            now=REVIEWED,
        )
    assert fresh(assessment).status == Status.SUBMITTED


def test_other_items_are_verified_while_one_is_with_the_branch(world):
    assessment = assessment_at(Status.RETURNED, world)
    other = finding_of(assessment)
    facts = {"points": other.claimed, "reason_code": "", "reason": "", "seen": other.version}
    assert verify_item(finding=other, **facts, by=world.reviewer, now=REVIEWED).verified
    back = review_of(assessment).findings.get(status=FindingStatus.RETURNED)
    with pytest.raises(WrongState):
        verify_item(finding=back, **facts, by=world.reviewer, now=REVIEWED)


def test_a_resubmission_reopens_the_returned_item_and_keeps_the_other_decisions(world):
    assessment = assessment_at(Status.RETURNED, world)
    back = review_of(assessment).findings.get(status=FindingStatus.RETURNED)
    kept = cut(world, assessment, finding_of(assessment).indicator, "0.50")
    submission = resubmit(world, assessment)
    review = review_of(assessment)
    assert (review.status, review.submission) == (ReviewStatus.OPEN, submission)
    assert submission.number == 2
    back.refresh_from_db()
    kept.refresh_from_db()
    assert (back.status, back.reason) == (FindingStatus.PENDING, "请补充签到表。")
    assert (kept.status, str(kept.verified)) == (FindingStatus.VERIFIED, "0.50")
    assert [one.after["status"] for one in back.changes.order_by("version")] == [
        "returned",
        "pending",
    ]


def test_a_decision_falls_when_the_claim_behind_it_changes(world):
    assessment = assessment_at(Status.RETURNED, world)
    item = review_of(assessment).findings.get(status=FindingStatus.RETURNED)
    standing = load(assessment)
    key = next(
        f"fact:{fact}"
        for indicator in standing.rubric.indicators
        if indicator.id == item.indicator
        for fact in indicator.facts
        if standing.definitions[fact].branch_owned and not standing.definitions[fact].computed
    )
    saved = save_entries(
        assessment=assessment,
        changes={key: ""},
        seen={key: standing.version(key)},
        by=world.secretary,
        now=REVIEWED + DAY,
    )
    assert not saved.refused
    resubmit(world, assessment)
    item.refresh_from_db()
    assert item.claimed < item.maximum
    assert item.claimed == item.computed


def test_the_reviewer_goes_on_when_the_branch_lets_the_date_pass(world):
    assessment = assessment_at(Status.RETURNED, world)
    review = review_of(assessment)
    with pytest.raises(NotDueYet):
        resume_review(review=review, by=world.reviewer, now=REVIEWED + WEEK)
    late = REVIEWED + WEEK + DAY
    resumed = resume_review(review=review, by=world.reviewer, now=late)
    assert (resumed.status, fresh(assessment).status) == (ReviewStatus.OPEN, Status.SUBMITTED)
    assert not resumed.findings.filter(status=FindingStatus.RETURNED).exists()
    with pytest.raises(WrongState):
        resume_review(review=review, by=world.reviewer, now=late)


def record(world, review, **changes):
    facts = {
        "visited_on": REVIEWED.date(),
        "visitors": ["陈经办", "吴复检"],
        "verdicts": {},
        "passed": True,
        "note": "",
    }
    return record_visit(review=review, by=world.reviewer, now=REVIEWED, **{**facts, **changes})


def test_a_visit_is_made_by_two_and_recorded_once(world, submitted):
    review = review_of(submitted)
    with pytest.raises(TwoVisitors):
        record(world, review, visitors=["陈经办", " 陈经办 "])
    with pytest.raises(VisitInFuture):
        record(world, review, visited_on=REVIEWED.date() + datetime.timedelta(days=1))
    with pytest.raises(ReasonMissing):
        record(world, review, passed=False)
    first = finding_of(submitted).indicator
    verdicts = {first: {"met": True, "note": "整洁"}, "unknown": {"met": True}}
    visit = record(world, review, verdicts=verdicts)
    assert visit.verdicts == {first: {"met": True, "note": "整洁"}}
    assert record(world, review, verdicts=verdicts) == visit
    assert review.visits.count() == 1


def test_inspectors_visit_too_strangers_do_not(world, submitted):
    review = review_of(submitted)
    facts = {"visitors": ["甲", "乙"], "verdicts": {}, "passed": True, "note": ""}
    day = {"visited_on": REVIEWED.date(), "now": REVIEWED}
    assert record_visit(review=review, by=world.inspector, **facts, **day).passed
    with pytest.raises(NotReviewer):
        record_visit(review=review, by=world.foreign_reviewer, **facts, **day)


def test_a_gate_found_unmet_needs_a_reason(world, submitted):
    review = review_of(submitted)
    steps = {"review": review, "by": world.reviewer, "now": REVIEWED}
    with pytest.raises(UnknownGate):
        judge_gate(gate="G3-01", met=True, reason="", **steps)
    with pytest.raises(ReasonMissing):
        judge_gate(gate="G5-12", met=False, reason=" ", **steps)
    judged = judge_gate(gate="G5-12", met=False, reason="没有推广价值。", **steps)
    assert judged.gate_findings["G5-12"]["by"] == "陈经办"
    again = judge_gate(gate="G5-12", met=False, reason="没有推广价值。", **steps)
    assert again.version == judged.version
    assert fresh(submitted).predicted_level == "four"


def test_a_verdict_given_since_the_page_was_shown_stands(world, submitted):
    review = review_of(submitted)
    steps = {"review": review, "gate": "G5-12", "by": world.reviewer, "now": REVIEWED}
    first = judge_gate(met=True, reason="", seen="", **steps).gate_findings["G5-12"]
    with pytest.raises(GateJudged) as refused:
        judge_gate(met=False, reason="没有推广价值。", seen="", **steps)
    assert refused.value.data == {"who": "陈经办", "met": True, "at": REVIEWED}
    review.refresh_from_db()
    assert review.gate_findings["G5-12"] == first
    changed = judge_gate(met=False, reason="没有推广价值。", seen=first["at"], **steps)
    assert changed.gate_findings["G5-12"]["met"] is False


def test_lists_of_reviewers_and_approvers(world, submitted):
    waiting = worklist(world.reviewer).get()
    applying = 36 - waiting.findings.filter(not_applicable=True).count()
    assert item_numbers([waiting]) == {waiting.pk: (0, applying)}
    assert list(visits_due(world.inspector)) == [waiting]
    assert not worklist(world.foreign_reviewer).exists()
    assert not worklist(world.approver).exists()
    conclude(world, submitted)
    assert list(approvals(world.approver)) == [waiting]
    assert not approvals(world.reviewer).exists()
    assert not visits_due(world.inspector).exists()
