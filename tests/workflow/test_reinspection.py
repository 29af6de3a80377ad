"""Re-inspection: exactly one level down, once a year, never below the pool's next level."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.common.refusals import NotAllowed, WrongState
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, Notice
from scoring.ratings.enums import RatingStatus
from scoring.ratings.queries import reinspection_pool
from scoring.reports.invariants import breaches
from scoring.reviews.queries import reinspections_of
from scoring.rubrics.queries import rubric_of
from scoring.workflow.rating import confirm_rating
from scoring.workflow.reinspection import (
    AlreadyReinspected,
    FindingsMissing,
    NotInPool,
    StarLapsed,
    StarReplaced,
    StarTooYoung,
    TwoInspectors,
    pool_levels,
    record_reinspection,
)
from tests.factories import make_world
from tests.factories.review import CONFIRMED, DAY, assessment_at, rating_of

SPRING = CONFIRMED + 150 * DAY  # April 2027


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def confirmed(world):
    return assessment_at(Status.CONFIRMED, world)


def inspect(world, assessment, *, now=SPRING, by=None, **changes):
    facts = {
        "inspected_on": now.date(),
        "inspectors": ["吴复检", "陈经办"],
        "passed": False,
        "findings": "记录不全。",
    }
    return record_reinspection(
        assessment=assessment, by=by or world.inspector, now=now, **{**facts, **changes}
    )


def test_the_pool_begins_at_four_stars(confirmed):
    assert pool_levels(rubric_of(confirmed.cycle.rubric_version)) == ["four", "five"]
    assert list(reinspection_pool(2027, ["four", "five"])) == [rating_of(confirmed)]


def test_a_passed_one_changes_nothing(world, confirmed):
    inspect(world, confirmed, passed=True, findings="")
    assert rating_of(confirmed).level == "five"
    assert not Notice.objects.exists()
    assert not reinspection_pool(2027, ["four", "five"]).exists()


def test_the_same_result_twice_lowers_once(world, confirmed):
    first = inspect(world, confirmed)
    assert inspect(world, confirmed) == first
    with pytest.raises(AlreadyReinspected):  # another record of the same result is no repeat
        inspect(world, confirmed, findings="另有发现")
    assert rating_of(confirmed).level == "four"
    assert (Certificate.objects.count(), Notice.objects.count()) == (2, 1)
    with pytest.raises(AlreadyReinspected):
        inspect(world, confirmed, passed=True)
    assert reinspections_of(world.branch.pk) == [first]


def test_two_years_lower_two_levels_and_then_the_pool_ends(world):
    held = assessment_at(Status.PUBLICIZED, world)
    Cycle.objects.update(validity_years=2)  # the default is in force for one re-inspection only
    confirm_rating(rating=rating_of(held), by=world.office, now=CONFIRMED)
    inspect(world, held, now=SPRING)
    inspect(world, held, now=SPRING + 365 * DAY)
    rating = rating_of(held)
    assert (rating.level, rating.status) == ("three", RatingStatus.CONFIRMED)
    chain = [one.level for one in Certificate.objects.order_by("pk")]
    assert chain == ["five", "four", "three"]
    assert Certificate.objects.filter(status=CertificateStatus.DOWNGRADED).count() == 2
    assert breaches() == []


def test_three_stars_are_not_in_the_pool(world):
    filed = assessment_at(Status.CONFIRMED, world, star="three")
    with pytest.raises(NotInPool):
        inspect(world, filed)
    assert rating_of(filed).level == "three"


def test_the_record_is_complete(world, confirmed):
    with pytest.raises(TwoInspectors):
        inspect(world, confirmed, inspectors=["吴复检"])
    with pytest.raises(FindingsMissing):
        inspect(world, confirmed, findings=" ")
    with pytest.raises(StarLapsed):
        inspect(world, confirmed, inspected_on=CONFIRMED.date() - DAY)
    with pytest.raises(StarLapsed):
        inspect(world, confirmed, inspected_on=SPRING.date() + DAY)
    with pytest.raises(StarLapsed):
        inspect(world, confirmed, now=datetime.datetime(2028, 1, 1, tzinfo=SPRING.tzinfo))
    assert rating_of(confirmed).level == "five"


def test_only_inspectors_and_the_office_above(world, confirmed):
    for person in (world.reviewer, world.secretary, world.foreign_office):
        with pytest.raises(NotAllowed):
            inspect(world, confirmed, by=person)


def test_there_must_be_a_star(world):
    with pytest.raises(WrongState):
        inspect(world, assessment_at(Status.PUBLICIZED, world))


def test_a_star_of_this_year_is_not_re_inspected_yet(world, confirmed):
    later = CONFIRMED + 2 * DAY
    assert not reinspection_pool(later.year, ["four", "five"]).exists()
    with pytest.raises(StarTooYoung) as refused:
        inspect(world, confirmed, now=later)
    assert refused.value.data == {"year": 2027}
    assert reinspections_of(confirmed.organization_id) == []
    assert inspect(world, confirmed, now=SPRING).year == 2027


def test_a_star_that_a_newer_one_replaced_is_left_alone(world, confirmed):
    older = earlier(confirmed)
    assert [one.assessment_id for one in reinspection_pool(2027, ["five"])] == [confirmed.pk]
    with pytest.raises(StarReplaced) as refused:
        inspect(world, older)
    assert refused.value.data == {"year": 2026}
    assert rating_of(older).level == "five"


def test_a_newer_star_of_another_programme_replaces_nothing(world, confirmed):
    older = earlier(confirmed, programme="wgh-village")
    pool = reinspection_pool(2027, ["five"])
    assert {one.assessment_id for one in pool} == {older.pk, confirmed.pk}
    inspect(world, older)
    assert (rating_of(older).level, rating_of(confirmed).level) == ("four", "five")


def earlier(confirmed: Assessment, **other: str) -> Assessment:
    """Return the same branch's assessment of the year before, its star in force just as long."""
    cycle, rating = Cycle.objects.get(pk=confirmed.cycle_id), rating_of(confirmed)
    older = Assessment.objects.get(pk=confirmed.pk)
    cycle.pk, cycle.year = None, cycle.year - 1
    cycle.programme = other.get("programme", cycle.programme)
    cycle.save()
    older.pk, older.cycle, older.year = None, cycle, cycle.year
    older.programme = cycle.programme
    older.save()
    rating.pk, rating.assessment = None, older
    rating.save()
    return older
