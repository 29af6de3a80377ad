"""Conclude, approve, send back: what is owed first, and the second person."""

from decimal import Decimal

import pytest

from scoring.assessments.enums import Status
from scoring.common.refusals import WrongState
from scoring.organizations.enums import Role
from scoring.ratings.enums import RatingStatus
from scoring.reports.recompute import replay
from scoring.reviews.enums import FindingStatus, ReviewStatus
from scoring.reviews.permissions import NotApprover, OwnBranch, SamePerson
from scoring.workflow.conclusion import (
    ProposalOutdated,
    ReviewIncomplete,
    SendBackReasonMissing,
    approve_review,
    conclude_review,
    send_back,
)
from scoring.workflow.filing import WrongRoute, file_review, file_reviews
from scoring.workflow.filling import save_provider_entries
from scoring.workflow.review import take_review
from scoring.workflow.scoring_state import load
from tests.factories import YEAR, make_user, make_world
from tests.factories.filling import fresh
from tests.factories.review import (
    APPROVED,
    REVIEWED,
    assessment_at,
    conclude,
    cut,
    finding_of,
    judge_all,
    rating_of,
    review_of,
    verify_all,
    visit,
)


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def submitted(world):
    return assessment_at(Status.SUBMITTED, world)


def close(world, assessment, by=None):
    return conclude_review(
        review=review_of(assessment), conclusion="同意。", by=by or world.reviewer, now=REVIEWED
    )


def provide(world, **facts):
    """Let the other offices change facts of the branch, at the time of the review."""
    result = save_provider_entries(
        organization=world.branch,
        year=YEAR,
        changes={f"fact:{key.replace('__', '.')}": value for key, value in facts.items()},
        seen=None,
        by=world.provider,
        now=APPROVED,
    )
    assert result.clean


def test_a_conclusion_says_everything_that_is_owed(world, submitted):
    with pytest.raises(ReviewIncomplete) as refused:
        close(world, submitted)
    assert len(refused.value.pending) == 36
    assert "G5-12" in refused.value.gates
    verify_all(world, submitted)
    judge_all(world, submitted)
    with pytest.raises(ReviewIncomplete) as refused:
        close(world, submitted)
    assert (refused.value.pending, refused.value.gates, refused.value.visit) == ([], [], True)
    visit(world, submitted)
    assert close(world, submitted).proposed_level == "five"


def test_five_stars_after_a_failed_visit_are_four(world, submitted):
    verify_all(world, submitted)
    judge_all(world, submitted)
    visit(world, submitted)
    visit(world, submitted, passed=False)  # the latest counts
    rating = close(world, submitted)
    assert rating.proposed_level == "four"
    assert replay(rating.content) == []


def test_without_points_for_five_nobody_has_to_go(world, submitted):
    first, second = review_of(submitted).findings.order_by("position")[:2]
    cut(world, submitted, first.indicator, 0)
    cut(world, submitted, second.indicator, 0)
    verify_all(world, submitted)
    judge_all(world, submitted)
    rating = close(world, submitted)
    assert rating.total == Decimal(100) - first.claimed - second.claimed
    assert rating.proposed_level == "four"


def test_an_unmet_judged_gate_lowers_the_proposal(world, submitted):
    verify_all(world, submitted)
    judge_all(world, submitted, met=False)
    assert close(world, submitted).proposed_level == ""


def test_a_fact_that_decides_must_be_there(world, submitted):
    verify_all(world, submitted)
    judge_all(world, submitted)
    visit(world, submitted)
    provide(world, star__rank="")
    with pytest.raises(ReviewIncomplete) as refused:
        close(world, submitted)
    assert refused.value.awaiting
    assert refused.value.pending == []


def test_what_another_office_changes_reopens_the_item(world, submitted):
    verify_all(world, submitted)
    judge_all(world, submitted)
    visit(world, submitted)
    indicator, fact = _item_of_an_office(submitted)
    provide(world, **{fact.replace(".", "__"): ""})
    with pytest.raises(ReviewIncomplete) as refused:
        close(world, submitted)
    assert refused.value.pending == [indicator]
    assert finding_of(submitted, indicator).status == FindingStatus.PENDING


def _item_of_an_office(assessment):
    standing = load(fresh(assessment))
    return next(
        (item.id, fact)
        for item in standing.rubric.indicators
        for fact in item.facts
        if not standing.definitions[fact].branch_owned and not standing.definitions[fact].computed
    )


def test_the_second_person_is_another_one(world):
    concluded = assessment_at(Status.CONCLUDED, world)
    review = review_of(concluded)
    steps = {"review": review, "now": APPROVED}
    both = make_user("两权", (Role.REVIEWER, world.committee), (Role.APPROVER, world.committee))
    with pytest.raises(NotApprover):
        approve_review(by=world.reviewer, **steps)
    own = make_user("自批", (Role.APPROVER, world.committee), (Role.SECRETARY, world.branch))
    with pytest.raises(OwnBranch):
        approve_review(by=own, **steps)
    send_back(review=review, reason="请核对第一项。", by=world.approver, now=APPROVED)
    close(world, concluded, by=both)
    with pytest.raises(SamePerson):
        approve_review(by=both, **steps)
    approved = approve_review(by=world.approver, **steps)
    assert (approved.status, approved.approved_by) == (ReviewStatus.APPROVED, world.approver)
    assert approve_review(by=world.approver, **steps).version == approved.version
    assert fresh(concluded).status == Status.APPROVED


def test_who_handled_does_not_approve_either(world, submitted):
    both = make_user("两权", (Role.REVIEWER, world.committee), (Role.APPROVER, world.committee))
    take_review(review=review_of(submitted), by=both, now=REVIEWED)
    conclude(world, submitted)
    with pytest.raises(SamePerson):
        approve_review(review=review_of(submitted), by=both, now=APPROVED)


def test_a_review_sent_back_is_concluded_again_with_a_new_proposal(world):
    assessment = assessment_at(Status.APPROVED, world)
    review = review_of(assessment)
    with pytest.raises(SendBackReasonMissing):
        send_back(review=review, reason=" ", by=world.approver, now=APPROVED)
    sent = send_back(review=review, reason="第一项有误。", by=world.approver, now=APPROVED)
    assert (sent.status, sent.concluded_by, sent.approved_by) == (ReviewStatus.OPEN, None, None)
    first = review.findings.order_by("position")[0]
    before = rating_of(assessment)
    cut(world, assessment, first.indicator, 0)
    after = close(world, assessment)
    assert after.pk == before.pk
    assert after.total == before.total - first.claimed
    assert review_of(assessment).sent_back_reason == ""


def test_the_office_takes_a_proposal_out_of_the_publicity(world):
    assessment = assessment_at(Status.PUBLICIZED, world)
    send_back(review=review_of(assessment), reason="异议成立。", by=world.office, now=APPROVED)
    rating = rating_of(assessment)
    assert (rating.status, rating.publicity) == (RatingStatus.PROPOSED, None)
    assert fresh(assessment).status == Status.SUBMITTED
    with pytest.raises(WrongState):
        send_back(review=review_of(assessment), reason="再次。", by=world.office, now=APPROVED)


def test_a_proposal_overtaken_by_facts_is_not_approved(world):
    concluded = assessment_at(Status.CONCLUDED, world)
    provide(world, star__rank="2")
    with pytest.raises(ProposalOutdated) as refused:
        approve_review(review=review_of(concluded), by=world.approver, now=APPROVED)
    assert (refused.value.proposed, refused.value.level) == ("five", "four")


def test_three_stars_are_filed_in_one_go(world):
    filed = assessment_at(Status.SUBMITTED, world, star="three")
    reviewed = assessment_at(Status.SUBMITTED, world, star="four", organization=world.sibling)
    reviews = [review_of(filed), review_of(reviewed)]
    assert [one.route for one in reviews] == ["file", "review"]
    done, left = file_reviews(reviews=reviews, by=world.reviewer, now=REVIEWED)
    assert [(one.assessment_id, one.proposed_level) for one in done] == [(filed.pk, "three")]
    assert isinstance(left[reviews[1].pk], WrongRoute)
    assert all(one.by_batch for one in reviews[0].findings.filter(not_applicable=False))
    with pytest.raises(WrongState):
        file_review(review=review_of(filed), by=world.reviewer, now=REVIEWED)


def test_a_fact_that_would_lift_a_proposal_lifts_nobody_without_a_visit(world, submitted):
    provide(world, star__rank="2")
    verify_all(world, submitted)
    judge_all(world, submitted)
    assert close(world, submitted).proposed_level == "four"
    provide(world, star__rank="1")
    assert fresh(submitted).predicted_level == "five"
    approved = approve_review(review=review_of(submitted), by=world.approver, now=APPROVED)
    assert approved.status == ReviewStatus.APPROVED
    assert rating_of(submitted).proposed_level == "four"
