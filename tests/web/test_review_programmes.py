"""The reviewer's desk where a branch has declared under two programmes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.organizations.enums import Sector
from scoring.organizations.models import Organization
from scoring.reviews.models import Review
from scoring.rubrics.queries import rubric_of
from scoring.web.review.worklist_views import star_choices
from scoring.workflow.filling import confirm_profile, save_entries
from scoring.workflow.scoring_state import load
from scoring.workflow.submission import submit_assessment
from tests.factories import NOW, World, make_world
from tests.factories.filling import answers, assessment_at, fresh, prove
from tests.factories.programmes import SECOND, assessment_in, second_programme
from tests.factories.review import review_of
from tests.web.secretary import october, signed_in

__all__ = ["october"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def first(world: World) -> Assessment:
    return assessment_at(Status.SUBMITTED, world)


@pytest.fixture
def second(world: World, first: Assessment) -> Assessment:
    return declared(world, assessment_in(second_programme(world), world.branch))


def declared(world: World, assessment: Assessment) -> Assessment:
    changes = answers(assessment)
    held = load(assessment)
    seen = {key: held.version(key) for key in changes}
    by = world.secretary
    save_entries(assessment=assessment, changes=changes, seen=seen, by=by, now=NOW)
    confirm_profile(assessment=fresh(assessment), by=by, now=NOW)
    prove(fresh(assessment), by, NOW)
    submit_assessment(
        assessment=fresh(assessment),
        star=rubric_of(assessment.cycle.rubric_version).levels[0].id,
        secretary_name="张书记",
        filler_name="李填报",
        submit_key=f"key-{assessment.pk}",
        by=by,
        now=NOW,
    )
    return fresh(assessment)


def listed(user, query: str = "") -> list[int]:
    page = signed_in(user).get(reverse("review:worklist") + query)
    return [row.pk for row in page.context["rows"]]


def test_the_list_tells_the_programmes_apart_and_filters_them(world, first, second):
    assert set(listed(world.reviewer)) == {first.pk, second.pk}
    page = signed_in(world.reviewer).get(reverse("review:worklist"))
    assert [value for value, _name in page.context["programmes"]] == [
        "star-standardization",
        SECOND,
    ]
    shown = page.content.decode()
    assert 'name="programme"' in shown
    assert all(row.programme in shown for row in page.context["rows"])
    assert listed(world.reviewer, f"?programme={SECOND}") == [second.pk]
    assert listed(world.reviewer, "?programme=star-standardization") == [first.pk]
    assert listed(world.reviewer, "?programme=no-such") == []


def test_the_stars_of_both_programmes_can_be_filtered(world, first, second):
    page = signed_in(world.reviewer).get(reverse("review:worklist"))
    offered = [value for value, _name in page.context["stars"]]
    for one in (first, second):
        assert one.star_applied in offered
        assert one.pk in listed(world.reviewer, f"?star={one.star_applied}")


def test_with_one_programme_nothing_is_said_about_it(world, first):
    page = signed_in(world.reviewer).get(reverse("review:worklist"))
    assert page.context["programmes"] == []
    assert [row.programme for row in page.context["rows"]] == [""]


def test_each_programme_has_its_own_reviewer(world, first, second):
    Review.objects.filter(pk=review_of(first).pk).update(handler=world.reviewer)
    Review.objects.filter(pk=review_of(second).pk).update(handler=world.second_reviewer)
    assert listed(world.reviewer, "?holder=mine") == [first.pk]
    assert listed(world.second_reviewer, "?holder=mine") == [second.pk]
    head = signed_in(world.second_reviewer).get(reverse("review:gates", args=[second.pk]))
    assert "五个标准化" in head.content.decode()


def test_a_longer_list_takes_no_more_queries(world, first, second):
    def count() -> int:
        client = signed_in(world.reviewer)
        client.get(reverse("review:worklist"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("review:worklist"))
        return len(found)

    two = count()
    declared(world, assessment_in(second_programme(world, number=2), world.branch))
    assert count() == two


def test_one_level_id_of_two_standards_is_named_by_the_chosen_or_the_default(world, first):
    Organization.objects.filter(pk=world.branch.pk).update(sector=Sector.RURAL)
    rural = second_programme(world, rubric="star-rural-branch")
    both = [rural, first.cycle]
    own, other = (
        {one.id: one.name for one in rubric_of(cycle.rubric_version).levels}["five"]
        for cycle in (first.cycle, rural)
    )
    assert own != other
    assert dict(star_choices(both))["five"] == own
    assert dict(star_choices(both, "star-rural-branch"))["five"] == other


def test_a_programme_without_reviews_in_hand_is_not_listed(world, first):
    second_programme(world)
    page = signed_in(world.reviewer).get(reverse("review:worklist"))
    assert page.context["programmes"] == []
    levels = {one.id for one in rubric_of(first.cycle.rubric_version).levels}
    assert {value for value, _name in page.context["stars"]} == levels
