"""A confirmed veto counts in the year's figures before there is a rating to cancel."""

import pytest

from scoring.assessments.enums import Status
from scoring.ratings.enums import RatingStatus, VetoStatus
from scoring.ratings.models import Rating, VetoCase
from scoring.reports.dashboards import overview
from scoring.reports.queries import rating_rows
from tests.factories import NOW, YEAR, make_world
from tests.factories.programmes import SECOND, second_programme
from tests.factories.review import CONFIRMED, DAY, assessment_at, confirmed_veto, rating_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path, settings):
    settings.BRANCHSTD_HOME = tmp_path
    return make_world()


def vetoed(world) -> dict[int, bool]:
    return {row.branch_id: row.vetoed for row in rating_rows(world.department, YEAR)}


def test_a_branch_that_may_not_get_a_star_is_counted_as_vetoed(world):
    assessment_at(Status.SUBMITTED, world)
    assert not any(vetoed(world).values())
    confirmed_veto(world, now=NOW + DAY)
    assert vetoed(world) == {world.branch.pk: True, world.sibling.pk: False}
    found = overview(world.department, YEAR, world.version)
    assert found.distributions[0].vetoed == 1


def test_what_happened_after_the_decision_is_another_matter(world):
    assessment_at(Status.CONFIRMED, world)
    confirmed_veto(world, now=CONFIRMED.replace(year=YEAR + 2))  # the star has lapsed by then
    assert vetoed(world)[world.branch.pk] is False


def test_a_case_that_nobody_confirmed_counts_nothing(world):
    assessment_at(Status.SUBMITTED, world)
    confirmed_veto(world, now=NOW + DAY)
    VetoCase.objects.update(status=VetoStatus.RECORDED, confirmed_at=None, confirmed_by=None)
    assert vetoed(world)[world.branch.pk] is False


def test_a_case_that_another_standard_names_counts_in_that_programme_only(world):
    assessment_at(Status.SUBMITTED, world)
    second_programme(world)
    confirmed_veto(world, now=NOW + DAY)
    other = rating_rows(world.committee, YEAR, SECOND)
    assert [row.branch_id for row in other]
    assert not any(row.vetoed for row in other)
    assert vetoed(world)[world.branch.pk] is True


def test_a_decided_rating_that_a_veto_left_without_a_level_is_counted_as_vetoed(world):
    rating = rating_of(assessment_at(Status.CONFIRMED, world))
    assert '"applies":false' in rating.content
    held = Rating.objects.filter(pk=rating.pk)
    held.update(level="", proposed_level="")
    assert vetoed(world)[world.branch.pk] is False  # points or gates, no veto
    held.update(content=rating.content.replace('"applies":false', '"applies":true', 1))
    assert held.get().status == RatingStatus.CONFIRMED
    assert vetoed(world)[world.branch.pk] is True
    assert overview(world.department, YEAR, world.version).distributions[0].vetoed == 1
