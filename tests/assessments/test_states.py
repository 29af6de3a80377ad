"""The transition table, and steps that lose a race."""

import datetime

import pytest

from scoring.assessments.actions import (
    ExtensionReasonMissing,
    ExtensionTooEarly,
    change_status,
    extend_deadline,
    update_row,
)
from scoring.assessments.enums import EDITABLE, OPEN, TRANSITIONS, Status, next_status
from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed, StaleVersion, WrongState
from tests.factories import NOW, World, assessment_at, make_world

STEPS = sorted({step for steps in TRANSITIONS.values() for step in steps})


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture
def assessment(world) -> Assessment:
    return assessment_at(Status.FILLING, world)


def test_every_state_is_in_the_table_and_every_step_leads_to_a_state():
    assert set(TRANSITIONS) == set(Status)
    assert {after for steps in TRANSITIONS.values() for after in steps.values()} <= set(Status)
    assert {state for state, steps in TRANSITIONS.items() if not steps}.isdisjoint(OPEN)
    assert set(EDITABLE) <= set(OPEN)


def test_every_state_is_reached_from_the_first():
    reached, todo = set(), [Status.FILLING]
    while todo:
        state = todo.pop()
        if state not in reached:
            reached.add(state)
            todo.extend(Status(after) for after in TRANSITIONS[state].values())
    assert reached == set(Status)


@pytest.mark.parametrize("state", Status.values)
@pytest.mark.parametrize("step", STEPS)
def test_only_the_steps_of_the_table_are_open(world, assessment, state, step):
    Assessment.objects.filter(pk=assessment.pk).update(status=state)
    assessment.status = state
    if step in TRANSITIONS[Status(state)]:
        change_status(assessment=assessment, step=step, by=world.office, now=NOW)
        expected = next_status(state, step)
        assert Event.objects.filter(action=f"{step}_assessment").count() == 1
    else:
        with pytest.raises(WrongState) as refusal:
            change_status(assessment=assessment, step=step, by=world.office, now=NOW)
        assert (refusal.value.state, refusal.value.step) == (state, step)
        expected = state
        assert not Event.objects.filter(action=f"{step}_assessment").exists()
    assert Assessment.objects.get(pk=assessment.pk).status == expected


def test_the_second_of_two_steps_loses(world, assessment):
    other = Assessment.objects.get(pk=assessment.pk)
    change_status(assessment=assessment, step="submit", by=world.secretary, now=NOW)
    with pytest.raises(WrongState) as refusal:
        change_status(assessment=other, step="close", by=world.office, now=NOW)
    assert refusal.value.state == Status.SUBMITTED


def test_a_row_that_moved_on_is_not_overwritten(assessment):
    Assessment.objects.filter(pk=assessment.pk).update(version=99)
    with pytest.raises(StaleVersion):
        update_row(assessment, star_applied="five")
    assert Assessment.objects.get(pk=assessment.pk).star_applied == ""


def extend(world, assessment, *, days=3, reason="洪水", by=None, now=NOW):
    until = assessment.cycle.declare_by + datetime.timedelta(days=days)
    return extend_deadline(
        assessment=assessment, until=until, reason=reason, by=by or world.office, now=now
    )


def test_extension_refusals(world, assessment):
    with pytest.raises(ExtensionReasonMissing):
        extend(world, assessment, reason=" ")
    with pytest.raises(ExtensionTooEarly) as refusal:
        extend(world, assessment, days=0)
    assert refusal.value.deadline == assessment.cycle.declare_by
    with pytest.raises(ExtensionTooEarly):  # after today's deadline, but in the past
        extend(world, assessment, now=NOW + datetime.timedelta(days=60))
    for who in ("foreign_office", "secretary", "reviewer"):
        with pytest.raises(NotAllowed):
            extend(world, assessment, by=getattr(world, who))
    change_status(
        assessment=Assessment.objects.get(pk=assessment.pk),
        step="submit",
        by=world.secretary,
        now=NOW,
    )
    with pytest.raises(WrongState):
        extend(world, assessment)


def test_extension_of_a_return_moves_its_own_date(world, assessment):
    due = NOW + datetime.timedelta(days=3)
    Assessment.objects.filter(pk=assessment.pk).update(status=Status.RETURNED, return_due=due)
    extend(world, assessment, days=30)
    after = Assessment.objects.get(pk=assessment.pk)
    assert after.return_due == assessment.cycle.declare_by + datetime.timedelta(days=30)
    assert after.extended_until is None
    assert after.deadline() == after.return_due
