"""The numbers above the lists: equal to the rows after every step and every move."""

import io
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from scoring.assessments.actions import change_status
from scoring.assessments.counting import Place, counted, differences, numbers_by_status, shift
from scoring.assessments.enums import TRANSITIONS, Status
from scoring.assessments.models import Assessment, OrganizationCounter
from scoring.audit.models import Event
from scoring.organizations.actions import move_organization
from scoring.organizations.models import Organization
from scoring.workflow.annual_close import close_year
from scoring.workflow.conclusion import send_back
from tests.factories.filling import open_cycle_for
from tests.factories.review import APPROVED, DAY, assessment_at, review_of
from tests.factories.world import DECLARE_BY, NOW, World, make_world

WALK = (
    Status.FILLING,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.CONCLUDED,
    Status.APPROVED,
    Status.PUBLICIZED,
    Status.CONFIRMED,
)


@pytest.fixture
def world(db) -> World:
    return make_world()


def shown(organization: Organization) -> dict[str, int]:
    """Return what the lists of somebody responsible for an organization say."""
    return {status: n for status, n in numbers_by_status([organization.path]).items() if n}


def rows(organization: Organization) -> dict[str, int]:
    return dict(Counter(Assessment.objects.below(organization).values_list("status", flat=True)))


def move(world: World, organization: Organization, parent: Organization) -> None:
    move_organization(
        organization=Organization.objects.get(pk=organization.pk),
        parent=Organization.objects.get(pk=parent.pk),
        effective_on=NOW.date(),
        by=world.system,
        now=NOW,
    )


def stored() -> dict[tuple[str, int, str], int]:
    held = OrganizationCounter.objects.exclude(number=0)
    return {
        (path, cycle, status): number
        for path, cycle, status, number in held.values_list(
            "organization__path", "cycle_id", "status", "number"
        )
    }


def test_an_opened_cycle_is_counted_above_its_branches(world):
    cycle = open_cycle_for(world)
    assert stored() == {
        (world.department.path, cycle.pk, "filling"): 2,
        (world.committee.path, cycle.pk, "filling"): 2,
    }
    assert shown(world.department) == {"filling": 2}
    assert shown(world.branch) == {"filling": 1}
    assert shown(world.stranger) == {}


@pytest.mark.parametrize("status", WALK)
def test_every_state_reached_by_the_real_steps_is_counted(world, status):
    assessment = assessment_at(status, world)
    assert assessment.status == status
    assert not differences()
    expected = Counter([status.value, Status.FILLING.value])
    assert shown(world.department) == dict(expected) == rows(world.department)


def test_sending_back_and_closing_are_counted(world):
    review = review_of(assessment_at(Status.CONCLUDED, world))
    send_back(review=review, reason="台账未附。", by=world.approver, now=APPROVED)
    close_year(year=NOW.year, by=world.office, now=DECLARE_BY + DAY)
    assert shown(world.department) == {"submitted": 1, "not_declared": 1}
    assert not differences()


def test_a_moved_branch_is_counted_where_it_hangs(world):
    assessment_at(Status.SUBMITTED, world)
    move(world, world.branch, world.department)
    world.committee.refresh_from_db()
    assert shown(world.committee) == {"filling": 1}
    assert shown(world.department) == {"submitted": 1, "filling": 1}
    move(world, world.branch, world.stranger)
    assert shown(world.department) == {"filling": 1}
    assert shown(world.stranger) == {"submitted": 1}
    assert not differences()


def test_a_moved_committee_takes_its_branches_along(world):
    assessment_at(Status.CONCLUDED, world)
    move(world, world.committee, world.stranger)
    world.committee.refresh_from_db()
    assert shown(world.department) == {}
    assert shown(world.stranger) == shown(world.committee) == {"concluded": 1, "filling": 1}
    assert not differences()


def test_the_own_branch_is_left_out(world):
    open_cycle_for(world)
    paths = [world.committee.path, world.branch.path]  # one lies in the other
    assert numbers_by_status(paths)["filling"] == 2
    assert numbers_by_status(paths, without=[world.branch.pk])["filling"] == 1
    assert numbers_by_status([world.branch.path], without=[world.branch.pk])["filling"] == 0
    assert numbers_by_status([world.stranger.path], without=[world.branch.pk])["filling"] == 0
    assert numbers_by_status([]) == {}


def test_the_numbers_cost_two_queries(world, django_assert_num_queries):
    open_cycle_for(world)
    with django_assert_num_queries(2):
        numbers_by_status([world.department.path], without=[world.branch.pk])


def test_recount_puts_wrong_counters_right_and_says_how_many(world):
    open_cycle_for(world)
    right = stored()
    held = OrganizationCounter.objects.order_by("pk")
    held.filter(organization=world.committee).update(number=7)
    held.filter(organization=world.department).delete()
    assert sum(differences().values()) == -5 + 2
    said = io.StringIO()
    call_command("recount", stdout=said)
    assert said.getvalue() == "已更正的计数：2\n"
    assert stored() == right
    assert Event.objects.filter(action="recount").count() == 1
    call_command("recount", stdout=io.StringIO())
    assert stored() == right


class Walk(TestCase):
    """Any steps and moves in any order leave the counters equal to the rows."""

    @settings(max_examples=25)
    @given(st.data())
    def test_counters_equal_the_rows(self, data: st.DataObject) -> None:
        world = make_world()
        open_cycle_for(world)
        homes = [world.department, world.committee, world.stranger]
        branches = [world.branch, world.sibling]
        for _ in range(data.draw(st.integers(1, 12))):
            branch = data.draw(st.sampled_from(branches))
            assessment = Assessment.objects.get(organization=branch)
            step = data.draw(st.sampled_from([*TRANSITIONS[Status(assessment.status)], "move"]))
            if step != "move":
                change_status(assessment=assessment, step=step, by=world.office, now=NOW)
            else:
                moved = data.draw(st.sampled_from([branch, world.committee]))
                home = data.draw(st.sampled_from(homes))
                if not (moved == home == world.committee):
                    move(world, moved, home)
            assert not differences()
        assert stored() == dict(counted(Assessment.objects.all()))


def test_a_step_counts_where_the_branch_hangs_now_not_where_it_was_read(world):
    open_cycle_for(world)
    read_before = Assessment.objects.get(organization=world.branch)
    move(world, world.branch, world.stranger)
    change_status(assessment=read_before, step="submit", by=world.office, now=NOW)
    assert shown(world.stranger) == {"submitted": 1}
    assert not differences()


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Run the works in threads that start together; return what they raised."""
    start, faults = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except BaseException as fault:  # noqa: BLE001  # a deadlock is what is looked for
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("home", ["department", "stranger"])
def test_steps_and_a_move_at_the_same_moment_are_all_counted(home):
    world = make_world()
    open_cycle_for(world)
    office, target = world.office, getattr(world, home)
    assert world.system.pk

    def submit(branch: Organization) -> None:
        assessment = Assessment.objects.get(organization=branch)
        change_status(assessment=assessment, step="submit", by=office, now=NOW)

    faults = at_once(
        lambda: submit(world.branch),
        lambda: submit(world.sibling),
        lambda: move(world, world.sibling, target),
    )
    assert faults == []
    assert not differences()
    assert shown(world.department).get("submitted", 0) == (2 if home == "department" else 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ordered", [True, False])
def test_rows_are_taken_in_one_order_and_the_twin_without_it_deadlocks(ordered):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one lock for all rows")
    world = make_world()
    cycle = open_cycle_for(world)
    places = [(path, cycle.pk, "filling") for path in (world.department.path, world.stranger.path)]
    shift(dict.fromkeys(places, 1))
    half_way = threading.Barrier(2)

    @transaction.atomic
    def add(order: list[Place]) -> None:
        if ordered:
            shift(dict.fromkeys(order, 1))
            return
        shift({order[0]: 1})
        half_way.wait()
        shift({order[1]: 1})

    faults = at_once(lambda: add(places), lambda: add(places[::-1]))
    assert [type(fault) for fault in faults] == ([] if ordered else [OperationalError])
