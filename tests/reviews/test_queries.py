"""Lists of the review cost a constant number of queries."""

import pytest

from scoring.assessments.enums import Status
from scoring.ratings.queries import due_for_confirmation, in_publicity, publishable
from scoring.reviews.queries import (
    approvals,
    findings_of,
    for_rows,
    item_numbers,
    visits_due,
    with_item_numbers,
    worklist,
)
from tests.factories import make_world
from tests.factories.review import CONFIRMED, assessment_at, conclude, review_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def test_a_list_is_a_few_queries_and_its_numbers_one_more(world, django_assert_num_queries):
    assessment_at(Status.SUBMITTED, world)
    assessment_at(Status.SUBMITTED, world, star="three", organization=world.sibling)
    world.reviewer.scope_paths()
    world.reviewer.roles()
    with django_assert_num_queries(2):
        found = list(for_rows(worklist(world.reviewer)))
        rows = [
            (
                one.assessment.organization.name,
                one.submission.total,
                one.assessment.cycle,
                one.handler,
            )
            for one in found
        ]
    assert [name for name, *_ in rows] == ["某县档案局党支部", "某县统计局党支部"]
    with django_assert_num_queries(1):
        numbers = item_numbers(found)
    assert {
        (one.differing, one.pending) for one in with_item_numbers(worklist(world.reviewer))
    } == {numbers[one.pk] for one in found}
    assert numbers[found[0].pk] == (0, 36)


def test_the_findings_are_one_query_and_in_rubric_order(world, django_assert_num_queries):
    review = review_of(assessment_at(Status.SUBMITTED, world))
    with django_assert_num_queries(1):
        rows = [(one.position, one.decided_by) for one in findings_of(review)]
    assert [position for position, _ in rows] == list(range(1, 37))


def test_approvals_and_visits_are_one_query_each(world, django_assert_num_queries):
    first = assessment_at(Status.SUBMITTED, world)
    conclude(world, first)
    assessment_at(Status.SUBMITTED, world, organization=world.sibling)
    world.approver.scope_paths()
    world.inspector.scope_paths()
    with django_assert_num_queries(1):
        names = [
            one.assessment.rating.proposed_level
            for one in approvals(world.approver).select_related("assessment__rating")
        ]
    assert names == ["five"]
    with django_assert_num_queries(1):
        due = visits_due(world.inspector).select_related("assessment__organization")
        names = [one.assessment.organization.name for one in due]
    assert names == ["某县统计局党支部"]


def test_the_lists_of_the_office_are_one_query_each(world, django_assert_num_queries):
    assessment = assessment_at(Status.APPROVED, world)
    with django_assert_num_queries(1):
        assert [one.assessment.organization.name for one in publishable(assessment.cycle)]
    published = assessment_at(Status.PUBLICIZED, world, organization=world.sibling)
    with django_assert_num_queries(1):
        rows = [
            (one.open_objections, one.publicity.ends_on) for one in in_publicity(published.cycle)
        ]
    assert len(rows) == 1
    with django_assert_num_queries(1):
        due = [one.assessment.organization.name for one in due_for_confirmation(CONFIRMED)]
    assert due == ["某县统计局党支部"]
