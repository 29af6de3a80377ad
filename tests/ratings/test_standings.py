"""Standings of a cycle: ranks within units and over the cycle, in slices, and their checks."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.engine.rubric import Rubric
from scoring.engine.vectors import pack, slots_of
from scoring.organizations.models import Organization
from scoring.ratings import standings as module
from scoring.ratings.models import Rating, Standing
from scoring.ratings.queries import standings_of
from scoring.ratings.rechecking import rechecked
from scoring.ratings.standings import standings_at, write_standings
from scoring.reports.invariants import breaches
from scoring.rubrics.queries import rubric_of
from scoring.workflow.annual_close import close_year
from tests.factories import YEAR, make_world
from tests.factories.many import many_publicized
from tests.factories.review import CONFIRMED, assessment_at

pytestmark = pytest.mark.django_db

POINTS = ["100.00", "98.00", "98.00", "97.00", "100.00", "98.00", "94.96"]


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def ratings(world):
    """Return ratings of seven branches, three of them in a unit of their own."""
    ratings = many_publicized(len(POINTS), world)
    other = Organization.objects.create(
        code="XQ-JS", name="某县教体局党委", kind="organ_committee", path=OTHER, depth=2
    )
    for n, (rating, total) in enumerate(zip(ratings, POINTS, strict=True)):
        give(rating, Decimal(total))
        if n >= 4:
            path = f"{other.path}{n:04}"
            Assessment.objects.filter(pk=rating.assessment_id).update(organization_path=path)
    return ratings


OTHER = "00010009"


def give(rating: Rating, total: Decimal) -> None:
    """Let a branch have so many points: the rest is lost in the last item of the first dimension.

    The shipped programme has 100 points without rescaling, so a point lost is a point less.
    """
    rubric: Rubric = rubric_of(rating.assessment.cycle.rubric_version)
    lost = rubric.max - total
    vector = {one.id: f"{one.max:.2f}" for one in rubric.indicators}
    for item in rubric.indicators:
        cut = min(item.max, lost)
        vector[item.id] = f"{item.max - cut:.2f}"
        lost -= cut
    packed = pack(slots_of(rubric), vector)
    Assessment.objects.filter(pk=rating.assessment_id).update(vector=vector, packed=packed)
    Rating.objects.filter(pk=rating.pk).update(total=total)


def cycle_of(ratings):
    return ratings[0].assessment.cycle


@pytest.mark.parametrize("at_once", [10_000, 3])
def test_ranks_count_within_the_unit_and_over_the_cycle(ratings, at_once, monkeypatch):
    """Equal points share a rank and leave the next one out, over slices and units."""
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    found = standings_at(cycle_of(ratings), CONFIRMED)
    assert write_standings(found) == Assessment.objects.count()
    held = {one.assessment_id: one for one in standings_of(cycle_of(ratings))}
    rows = [held[rating.assessment_id] for rating in ratings]
    assert [str(one.total) for one in rows] == POINTS
    assert [one.rank_in_cycle for one in rows] == [1, 3, 3, 6, 1, 3, 7]
    assert [one.rank_in_unit for one in rows] == [1, 2, 2, 4, 1, 2, 3]
    assert [one.unit.path for one in rows[3:5]] == [rows[0].unit.path, OTHER]
    undeclared = set(held) - {rating.assessment_id for rating in ratings}
    assert {held[key].rank_in_cycle for key in undeclared} == {None}
    assert [one.rank_in_cycle for one in standings_of(cycle_of(ratings))][-1] is None


def test_who_is_near_a_line_is_scored_again(ratings, monkeypatch):
    monkeypatch.setattr("scoring.ratings.rechecking.SAMPLE", 1)
    found = standings_at(cycle_of(ratings), CONFIRMED)
    keys = [rating.assessment_id for rating in ratings]
    assert found.assessments[rechecked(found)].tolist() == sorted([keys[0], keys[6]])


def test_a_level_beyond_the_points_is_faulty(ratings):
    Rating.objects.filter(pk=ratings[6].pk).update(level="five")
    found = standings_at(cycle_of(ratings), CONFIRMED)
    assert found.assessments[found.faulty].tolist() == [ratings[6].assessment_id]


def test_few_queries_whatever_the_number(ratings, django_assert_num_queries):
    cycle = cycle_of(ratings)
    standings_at(cycle, CONFIRMED)
    with django_assert_num_queries(4):
        standings_at(cycle, CONFIRMED)


def test_a_standing_is_written_once(ratings):
    found = standings_at(cycle_of(ratings), CONFIRMED)
    write_standings(found)
    with pytest.raises(IntegrityError):
        write_standings(found)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"rank_in_unit": 2}, "standing, rank in the unit: stored 2, computed 1"),
        ({"rank_in_cycle": 9}, "standing, rank in the cycle: stored 9, computed 1"),
        ({"level": "three"}, "standing, level: stored three, computed five"),
        ({"unit": 999_999}, "its standing names a unit that is not there"),
        ({"total": "99.00"}, "standing, points: stored 99.00, computed 100.00"),
    ],
)
def test_a_standing_changed_by_hand_is_named(world, change, what):
    confirmed = assessment_at(Status.CONFIRMED, world)
    close_year(year=YEAR, by=world.office, now=CONFIRMED)
    Standing.objects.filter(pk=confirmed.pk).update(**change)
    (breach,) = breaches(YEAR)
    assert (breach.invariant, breach.about) == ("I11", f"assessment:{confirmed.pk}")
    assert breach.what == what


def test_standings_of_an_open_cycle_are_named(world):
    confirmed = assessment_at(Status.CONFIRMED, world)
    write_standings(standings_at(confirmed.cycle, CONFIRMED))
    assert [one.about for one in breaches(YEAR)] == [f"cycle:{confirmed.cycle_id}"]


def test_packed_points_changed_by_hand_are_named(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    packed = bytes(submitted.packed)
    Assessment.objects.filter(pk=submitted.pk).update(packed=packed[:-1] + b"\x01")
    assert [one.about for one in breaches(YEAR)] == [f"assessment:{submitted.pk}"]
    Assessment.objects.filter(pk=submitted.pk).update(packed=b"")
    assert [one.invariant for one in breaches(YEAR)] == ["I11"]
