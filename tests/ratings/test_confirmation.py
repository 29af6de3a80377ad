"""Publicity, objections and the confirmation: when a star may come into force."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.common.refusals import WrongState
from scoring.documents.models import Certificate
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Publicity
from scoring.ratings.permissions import NotOffice, OwnBranchRating
from scoring.ratings.queries import (
    due_for_confirmation,
    in_publicity,
    objections_of,
    publishable,
    quota_verdicts,
)
from scoring.rubrics.queries import rubric_of
from scoring.workflow.conclusion import ProposalOutdated, approve_review, conclude_review
from scoring.workflow.rating import (
    NothingToPublish,
    ObjectionEmpty,
    ObjectionsOpen,
    PublicityRuns,
    StartsInPast,
    confirm_rating,
    publish_proposals,
    record_objection,
    settle_objection,
)
from tests.factories import make_world
from tests.factories.filling import fresh
from tests.factories.review import (
    CONFIRMED,
    DAY,
    PUBLISHED,
    REVIEWED,
    assessment_at,
    confirmed_veto,
    judge_all,
    publish,
    rating_of,
    review_of,
    verify_all,
)


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def publicized(world):
    return assessment_at(Status.PUBLICIZED, world)


def confirm(world, assessment, now=CONFIRMED, by=None):
    return confirm_rating(rating=rating_of(assessment), by=by or world.office, now=now)


def object_to(world, assessment, content="支部活动室被挪作他用。"):
    return record_objection(
        rating=rating_of(assessment),
        received_on=PUBLISHED.date(),
        content=content,
        by=world.office,
        now=PUBLISHED,
    )


def test_the_publicity_lasts_the_working_days_of_the_cycle(world, publicized):
    publicity = rating_of(publicized).publicity
    assert publicity.starts_on == datetime.date(2026, 10, 27)  # a Tuesday
    assert publicity.ends_on == datetime.date(2026, 11, 3)
    event = Event.objects.about("publicity", publicity.pk).get()
    assert event.detail["quotas"][0]["holds"] is False  # one of two branches, 70 % wanted


def test_a_holiday_does_not_count(world):
    assessment = assessment_at(Status.APPROVED, world)
    later = datetime.datetime(2026, 12, 29, 9, 0, tzinfo=PUBLISHED.tzinfo)
    publicity = publish_proposals(
        cycle=assessment.cycle,
        ratings=[rating_of(assessment)],
        starts_on=later.date(),
        by=world.office,
        now=later,
    )
    # 30 and 31 December, then New Year's holiday: the fifth working day is not 5 January.
    assert publicity.ends_on > datetime.date(2027, 1, 5)


def test_only_approved_proposals_of_the_cycle_are_published(world):
    concluded = assessment_at(Status.CONCLUDED, world)
    steps = {"cycle": concluded.cycle, "by": world.office, "now": PUBLISHED}
    today = PUBLISHED.date()
    assert not publishable(concluded.cycle).exists()
    with pytest.raises(NothingToPublish):
        publish_proposals(ratings=[], starts_on=today, **steps)
    with pytest.raises(WrongState):
        publish_proposals(ratings=[rating_of(concluded)], starts_on=today, **steps)
    with pytest.raises(StartsInPast):
        publish_proposals(ratings=[rating_of(concluded)], starts_on=today - DAY, **steps)
    foreign = {**steps, "by": world.foreign_office}
    with pytest.raises(NotOffice):
        publish_proposals(ratings=[rating_of(concluded)], starts_on=today, **foreign)
    assert Publicity.objects.count() == 0


def test_publishing_twice_makes_one_list(world, publicized):
    publish(world, publicized)
    assert Publicity.objects.count() == 1
    assert list(in_publicity(publicized.cycle)) == [rating_of(publicized)]


def test_a_missed_share_warns_and_blocks_nothing(world, publicized):
    verdicts = quota_verdicts(publicized.cycle, rubric_of(publicized.cycle.rubric_version))
    assert [(one.id, float(one.share), one.holds) for one in verdicts] == [("STB-Q1", 0.5, False)]
    assert confirm(world, publicized).level == "five"


def test_nothing_is_confirmed_before_the_last_day_is_over(world, publicized):
    last_evening = datetime.datetime(2026, 11, 3, 23, 59, tzinfo=PUBLISHED.tzinfo)
    with pytest.raises(PublicityRuns) as refused:
        confirm(world, publicized, now=last_evening)
    assert refused.value.ends_on == datetime.date(2026, 11, 3)
    assert not due_for_confirmation(last_evening).exists()
    first_morning = last_evening + datetime.timedelta(minutes=2)
    assert list(due_for_confirmation(first_morning)) == [rating_of(publicized)]
    assert confirm(world, publicized, now=first_morning).status == RatingStatus.CONFIRMED
    assert not due_for_confirmation(first_morning).exists()


def test_an_open_objection_blocks_until_it_is_settled(world, publicized):
    objection = object_to(world, publicized)
    assert object_to(world, publicized) == objection
    with pytest.raises(ObjectionsOpen) as refused:
        confirm(world, publicized)
    assert refused.value.count == 1
    assert not due_for_confirmation(CONFIRMED).exists()
    assert in_publicity(publicized.cycle).get().open_objections == 1
    settle = {"objection": objection, "by": world.office, "now": CONFIRMED}
    with pytest.raises(ObjectionEmpty):
        settle_objection(settlement=" ", **settle)
    settled = settle_objection(settlement="经核实不成立。", **settle)
    assert settle_objection(settlement="经核实不成立。", **settle) == settled
    with pytest.raises(WrongState):
        settle_objection(settlement="成立。", **settle)
    assert objections_of(publicized.cycle) == [settled]
    assert confirm(world, publicized).level == "five"


def test_objections_are_received_during_publicity_only(world):
    with pytest.raises(WrongState):
        object_to(world, assessment_at(Status.APPROVED, world))


def test_strangers_do_not_confirm(world, publicized):
    for person in (world.foreign_office, world.reviewer, world.approver):
        with pytest.raises(NotOffice):
            confirm(world, publicized, by=person)
    with pytest.raises(OwnBranchRating):
        confirm(world, publicized, by=world.secretary)


def test_confirming_twice_issues_one_certificate(world, publicized):
    first = confirm(world, publicized)
    again = confirm(world, publicized, by=world.second_office)
    assert (again.version, again.confirmed_by) == (first.version, world.office)
    assert Certificate.objects.count() == 1
    assert Event.objects.filter(action="confirm_assessment").count() == 1


def test_what_is_not_published_is_not_confirmed(world):
    with pytest.raises(WrongState):
        confirm(world, assessment_at(Status.APPROVED, world))


def test_a_branch_without_a_level_is_confirmed_without_a_certificate(world):
    assessment = assessment_at(Status.SUBMITTED, world, star="four")
    verify_all(world, assessment)
    judge_all(world, assessment, met=False)
    review = review_of(assessment)
    conclude_review(review=review, conclusion="", by=world.reviewer, now=REVIEWED)
    approve_review(review=review, by=world.approver, now=REVIEWED)
    publish(world, assessment)
    rating = confirm(world, assessment)
    assert (rating.status, rating.level, rating.valid_until) == (RatingStatus.CONFIRMED, "", None)
    assert not Certificate.objects.exists()
    assert fresh(assessment).status == Status.CONFIRMED


def test_a_veto_confirmed_during_publicity_stops_the_star(world, publicized):
    confirmed_veto(world, now=PUBLISHED + DAY)
    assert fresh(publicized).predicted_level == ""
    with pytest.raises(ProposalOutdated) as refused:
        confirm(world, publicized)
    assert (refused.value.proposed, refused.value.level) == ("five", "")
    assert not Certificate.objects.exists()
