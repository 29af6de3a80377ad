"""Vetoes by effect: what a confirmed case does to the star in force and to the year's decision."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.documents.models import Certificate, Notice
from scoring.ratings.enums import RatingStatus, VetoStatus
from scoring.reports.recompute import stored_differences
from scoring.workflow.conclusion import ProposalOutdated, approve_review
from scoring.workflow.scoring_state import load
from scoring.workflow.vetoes import confirm_veto, record_veto, stars_ended_by
from tests.factories import NOW, YEAR, make_world
from tests.factories.filling import fresh
from tests.factories.review import APPROVED, CONFIRMED, DAY, assessment_at, rating_of, review_of
from tests.factories.ruled import under, with_veto
from tests.factories.versions import later_version

LATER = CONFIRMED + 30 * DAY


@pytest.fixture
def world(db):
    return make_world()


def case_of(world, *, on=NOW, now=LATER, veto="STB-V1"):
    case = record_veto(
        organization=world.branch, veto=veto, happened_on=on.date(), reference="某纪〔1〕号",
        reason="党员被立案。", by=world.office, now=now,
    )  # fmt: skip
    return confirm_veto(case=case, by=world.second_office, now=now)


@pytest.mark.parametrize(
    "more",
    [{"effect": "disqualify_year"}, {"effect": "freeze"}, {"effect": "cap", "level": "four"}],
)
def test_only_cancelling_ends_the_star_in_force(world, more):
    under(world, vetoes=with_veto(**more))
    assessment = assessment_at(Status.CONFIRMED, world)
    case_of(world)
    assert rating_of(assessment).status == RatingStatus.CONFIRMED
    assert rating_of(assessment).level == "five"
    assert not Notice.objects.exists()
    assert Certificate.objects.get().rating.level == "five"


@pytest.mark.parametrize(
    ("more", "level"),
    [
        ({"effect": "disqualify_year", "basis": "条例第九条"}, ""),
        ({"effect": "cap", "level": "four"}, "four"),
        ({"effect": "freeze"}, ""),
    ],
)
def test_a_case_counts_in_the_decision_of_the_year(world, more, level):
    under(world, vetoes=with_veto(**more))
    assessment = assessment_at(Status.CONCLUDED, world)
    assert rating_of(assessment).proposed_level == "five"
    case_of(world, now=APPROVED)
    with pytest.raises(ProposalOutdated) as refused:
        approve_review(review=review_of(assessment), by=world.approver, now=APPROVED)
    assert refused.value.level == level
    assert fresh(assessment).predicted_level == level
    assert stored_differences(fresh(assessment)) == []


def test_a_star_whose_standard_has_no_such_veto_stays(world):
    """Another programme's veto, or a version issued later, does not reach back to it."""
    assessment = assessment_at(Status.CONFIRMED, world)
    document = with_veto(id="OTHER-V1")
    later = later_version(
        world.version, lambda held: held.update(vetoes=document(held["vetoes"])), number="9.0"
    )
    assert later.content_hash != assessment.cycle.rubric_version.content_hash
    case = case_of(world, veto="OTHER-V1")
    assert case.status == VetoStatus.CONFIRMED
    assert stars_ended_by(case, LATER.date()) == []
    assert rating_of(assessment).level == "five"
    assert not Notice.objects.exists()
    case_of(world)  # its own veto still does
    assert rating_of(assessment).status == RatingStatus.CANCELLED


@pytest.mark.parametrize(("years", "counts"), [(1, False), (2, True)])
def test_a_case_counts_for_as_many_windows_as_its_veto_says(world, years, counts):
    under(world, vetoes=with_veto(effect="disqualify_year", expires_after_years=years))
    assessment = assessment_at(Status.SUBMITTED, world)
    case_of(world, on=datetime.datetime(YEAR - 1, 9, 30, tzinfo=NOW.tzinfo), now=NOW)
    assert load(fresh(assessment)).vetoes == (("STB-V1",) if counts else ())
    assert fresh(assessment).predicted_level == ("" if counts else "five")
    assert stored_differences(fresh(assessment)) == []
