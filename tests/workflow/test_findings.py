"""Item by item: who may, what is refused, what two reviewers do to each other."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from scoring.assessments.enums import Status
from scoring.common.refusals import WrongState
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.reviews.actions import ItemDecided
from scoring.reviews.enums import FindingStatus, ReasonCode
from scoring.reviews.models import Finding
from scoring.reviews.permissions import NotReviewer, OwnBranch
from scoring.rubrics.queries import rubric_of
from scoring.workflow.findings import (
    PointsOutOfRange,
    ReasonMissing,
    accept_matching,
    mark_on_site,
    matching,
    needs_judgement,
    undo_finding,
    verify_item,
)
from scoring.workflow.providing import save_provider_entries
from tests.factories import make_user, make_world
from tests.factories.filling import fresh
from tests.factories.review import REVIEWED, assessment_at, cut, finding_of, review_of


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def submitted(world):
    return assessment_at(Status.SUBMITTED, world)


def verify(finding: Finding, by: User, points=None, *, reason_code="", reason="", seen=None):
    return verify_item(
        finding=finding,
        points=finding.claimed if points is None else Decimal(str(points)),
        reason_code=reason_code,
        reason=reason,
        seen=finding.version if seen is None else seen,
        by=by,
        now=REVIEWED,
    )


def test_a_claim_is_verified_and_the_review_taken(world, submitted):
    decided = verify(finding_of(submitted), world.reviewer)
    assert (decided.status, decided.verified) == (FindingStatus.VERIFIED, decided.claimed)
    assert decided.decided_by == world.reviewer
    assert review_of(submitted).handler == world.reviewer


def test_other_points_need_a_reason(world, submitted):
    finding = finding_of(submitted)
    with pytest.raises(ReasonMissing) as refused:
        verify(finding, world.reviewer, 0)
    assert refused.value.indicator == finding.indicator
    with pytest.raises(ReasonMissing):
        verify(finding, world.reviewer, 0, reason_code=ReasonCode.OTHER)
    assert finding_of(submitted, finding.indicator).status == FindingStatus.PENDING


def test_cut_points_lower_the_total_at_once(world, submitted):
    finding = finding_of(submitted)
    cut(world, submitted, finding.indicator, 0)
    after = fresh(submitted)
    assert after.total == submitted.total - finding.claimed
    assert after.vector[finding.indicator] == "0.00"


@pytest.mark.parametrize("points", ["-0.01", "4.01", "0.005", "NaN", "Infinity"])
def test_points_outside_the_range_are_refused(world, submitted, points):
    finding = finding_of(submitted)
    assert finding.maximum == 4
    with pytest.raises(PointsOutOfRange):
        verify(finding, world.reviewer, points, reason_code=ReasonCode.COUNT_DIFFERS)


def test_strangers_and_the_branch_itself_do_not_review(world, submitted):
    finding = finding_of(submitted)
    with pytest.raises(NotReviewer):
        verify(finding, world.foreign_reviewer)
    with pytest.raises(NotReviewer):
        verify(finding, world.approver)
    own = make_user("两职", (Role.REVIEWER, world.committee), (Role.FILLER, world.branch))
    with pytest.raises(OwnBranch):
        verify(finding, own)


def test_nothing_is_verified_before_the_declaration_or_after_the_conclusion(world):
    concluded = assessment_at(Status.CONCLUDED, world)
    finding = review_of(concluded).findings.first()
    with pytest.raises(WrongState):
        verify(finding, world.reviewer, 0, reason_code=ReasonCode.UNREADABLE)


def test_the_same_decision_twice_is_one(world, submitted):
    finding = finding_of(submitted)
    verify(finding, world.reviewer, seen=0)
    again = verify(finding, world.reviewer, seen=0)
    assert (again.version, again.changes.count()) == (1, 1)


def test_the_second_reviewer_learns_who_decided_what(world, submitted):
    finding = finding_of(submitted)
    verify(finding, world.reviewer, seen=0)
    with pytest.raises(ItemDecided) as refused:
        verify(finding, world.second_reviewer, 1, reason_code=ReasonCode.COUNT_DIFFERS, seen=0)
    told = refused.value
    assert (told.who, told.at, told.points) == ("陈经办", REVIEWED, finding.claimed)
    assert told.version == 1
    assert finding_of(submitted, finding.indicator).verified == finding.claimed


def test_the_batch_takes_only_what_was_shown_and_needs_no_judgement(world, submitted):
    review = review_of(submitted)
    rubric = rubric_of(submitted.cycle.rubric_version)
    plain = [one.indicator for one in matching(review, rubric)]
    judged = {one.id for one in rubric.indicators if needs_judgement(one)}
    assert plain
    assert judged
    assert not judged & set(plain)
    shown = [*plain[:2], *judged]
    taken = accept_matching(review=review, shown=shown, by=world.reviewer, now=REVIEWED)
    assert [one.indicator for one in taken] == plain[:2]
    assert all(finding_of(submitted, one).by_batch for one in plain[:2])
    again = accept_matching(review=review, shown=shown, by=world.reviewer, now=REVIEWED)
    assert again == []


def test_an_undone_decision_stays_in_the_history(world, submitted):
    finding = verify(finding_of(submitted), world.reviewer)
    undone = undo_finding(finding=finding, seen=finding.version, by=world.reviewer, now=REVIEWED)
    assert (undone.status, undone.verified) == (FindingStatus.PENDING, None)
    states = [change.after["status"] for change in undone.changes.order_by("version")]
    assert states == ["verified", "pending"]


def test_an_item_left_to_the_visit_is_still_open(world, submitted):
    finding = finding_of(submitted)
    marked = mark_on_site(finding=finding, seen=0, by=world.reviewer, now=REVIEWED)
    assert marked.status == FindingStatus.ON_SITE
    assert verify(marked, world.reviewer).status == FindingStatus.VERIFIED


def test_the_queue_holds_every_item_that_applies(submitted):
    items = review_of(submitted).findings.filter(not_applicable=False)
    assert items.filter(status=FindingStatus.PENDING).count() == items.count()
    assert sum(one.claimed for one in items) == submitted.total


def race(finding: Finding, reviewers: list[User]) -> list[str]:
    """Let every reviewer give another number of points to one item at the same moment."""
    start = threading.Barrier(len(reviewers))
    outcomes: list[str] = []

    def decide(points: int, person: User) -> None:
        start.wait()
        try:
            verify(finding, person, points, reason_code=ReasonCode.COUNT_DIFFERS, seen=0)
            outcomes.append("decided")
        except ItemDecided:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(points, person))
        for points, person in enumerate(reviewers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_one_decides():
    world = make_world()
    finding = finding_of(assessment_at(Status.SUBMITTED, world))
    reviewers = [world.reviewer, world.second_reviewer]
    assert race(finding, reviewers) == ["decided", "refused"]
    assert finding.changes.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_version_the_later_reviewer_would_overwrite():
    """The twin: the same race, with the version read again right before the write."""
    world = make_world()
    finding = finding_of(assessment_at(Status.SUBMITTED, world))
    verify(finding, world.reviewer, 1, reason_code=ReasonCode.COUNT_DIFFERS, seen=0)
    unseen = Finding.objects.get(pk=finding.pk).version
    verify(finding, world.second_reviewer, 2, reason_code=ReasonCode.COUNT_DIFFERS, seen=unseen)
    assert Finding.objects.get(pk=finding.pk).verified == 2


def test_what_another_office_has_not_answered_is_left_out_of_the_batch(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    review = review_of(assessment)
    rubric = rubric_of(assessment.cycle.rubric_version)
    assert "CO5-M3" in {one.indicator for one in matching(review, rubric)}
    save_provider_entries(
        organization=world.branch,
        year=assessment.year,
        changes={"fact:edu.secretary_training": ""},
        seen=None,
        by=world.provider,
        now=REVIEWED,
        source="form",
    )
    assert "CO5-M3" not in {one.indicator for one in matching(review, rubric)}
