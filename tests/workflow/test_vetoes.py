"""A veto: recorded by one, confirmed by another, and the star goes at once."""

import pytest

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.common.refusals import WrongState
from scoring.documents.models import Certificate, Notice
from scoring.ratings.enums import RatingStatus, VetoStatus
from scoring.ratings.permissions import NotOffice, SameRecorder
from scoring.ratings.queries import vetoes_waiting
from scoring.reports.invariants import breaches
from scoring.workflow.vetoes import (
    CaseReferenceMissing,
    CaseWithdrawn,
    UnknownVeto,
    VetoInFuture,
    WithdrawalReasonMissing,
    confirm_veto,
    record_veto,
    withdraw_veto,
)
from tests.factories import NOW, make_world
from tests.factories.filling import fresh
from tests.factories.review import CONFIRMED, DAY, assessment_at, confirmed_veto, rating_of

LATER = CONFIRMED + 30 * DAY


@pytest.fixture
def world(db):
    return make_world()


def report(world, *, now=NOW, by=None, **changes):
    facts = {
        "organization": world.branch,
        "veto": "STB-V1",
        "happened_on": now.date(),
        "reference": "某纪立〔2026〕3号",
        "reason": "党员被立案。",
    }
    return record_veto(by=by or world.office, now=now, **{**facts, **changes})


def test_a_recorded_case_does_nothing_until_another_person_confirms_it(world):
    assessment = assessment_at(Status.CONFIRMED, world)
    case = report(world, now=LATER)
    assert rating_of(assessment).level == "five"
    assert list(vetoes_waiting()) == [case]
    with pytest.raises(SameRecorder):
        confirm_veto(case=case, by=world.office, now=LATER)
    confirmed = confirm_veto(case=case, by=world.second_office, now=LATER)
    assert confirmed.confirmed_by == world.second_office
    rating = rating_of(assessment)
    assert (rating.status, rating.level) == (RatingStatus.CANCELLED, "")
    assert not vetoes_waiting().exists()
    assert breaches() == []


def test_confirming_twice_cancels_once(world):
    assessment_at(Status.CONFIRMED, world)
    case = confirmed_veto(world, now=LATER)
    again = confirm_veto(case=case, by=world.second_office, now=LATER)
    assert again.confirmed_at == case.confirmed_at
    assert (Notice.objects.count(), Certificate.objects.count()) == (1, 1)
    assert Event.objects.filter(action="cancel_rating").count() == 1


def test_a_second_case_finds_no_star_left(world):
    assessment_at(Status.CONFIRMED, world)
    confirmed_veto(world, now=LATER)
    second = report(world, now=LATER, reference="某纪立〔2026〕4号")
    confirm_veto(case=second, by=world.second_office, now=LATER)
    assert Notice.objects.count() == 1


def test_an_open_assessment_is_scored_again(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    assert assessment.predicted_level == "five"
    confirmed_veto(world, now=NOW + DAY)
    assert fresh(assessment).predicted_level == ""
    assert breaches() == []


def test_a_star_that_has_lapsed_is_left_alone(world):
    assessment = assessment_at(Status.CONFIRMED, world)
    confirmed_veto(world, now=CONFIRMED.replace(year=2028))
    assert rating_of(assessment).status == RatingStatus.CONFIRMED
    assert not Notice.objects.exists()


def test_the_record_is_complete(world):
    assert world.version
    with pytest.raises(UnknownVeto):
        report(world, veto="X-V9")
    with pytest.raises(CaseReferenceMissing):
        report(world, reference=" ")
    with pytest.raises(VetoInFuture):
        report(world, happened_on=NOW.date() + DAY)
    with pytest.raises(NotOffice):
        report(world, by=world.reviewer)
    with pytest.raises(NotOffice):
        report(world, by=world.foreign_office)


def test_the_same_number_is_one_case(world):
    assert world.version
    assert report(world) == report(world, by=world.second_office)


def test_a_case_is_withdrawn_before_it_is_confirmed(world):
    assert world.version
    case = report(world)
    with pytest.raises(WithdrawalReasonMissing):
        withdraw_veto(case=case, reason="", by=world.office, now=NOW)
    withdrawn = withdraw_veto(case=case, reason="登记错误。", by=world.office, now=NOW)
    assert withdrawn.status == VetoStatus.WITHDRAWN
    with pytest.raises(CaseWithdrawn):
        report(world)
    with pytest.raises(WrongState):
        confirm_veto(case=case, by=world.second_office, now=NOW)
    other = report(world, reference="某纪立〔2026〕9号")
    confirm_veto(case=other, by=world.second_office, now=NOW)
    with pytest.raises(WrongState):
        withdraw_veto(case=other, reason="再想想。", by=world.office, now=NOW)
