"""Closing a year: who has not declared, what stays open, and doing it twice."""

import pytest
from django.core.management import CommandError, call_command

from scoring.assessments.actions import extend_deadline
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.ratings.permissions import NotOffice
from scoring.workflow.annual_close import close_year
from tests.factories import YEAR, make_world, open_cycle_for
from tests.factories.filling import fresh
from tests.factories.review import CONFIRMED, DAY, assessment_at
from tests.factories.world import DECLARE_BY, NOW

AFTER = DECLARE_BY + DAY


@pytest.fixture
def world(db):
    return make_world()


def of(world, organization):
    return Assessment.objects.get(organization=organization, year=YEAR)


def test_before_the_deadline_nobody_is_late(world):
    open_cycle_for(world)
    done = close_year(year=YEAR, by=world.office, now=DECLARE_BY)
    assert (done.not_declared, done.closed) == ([], [])
    assert len(done.still_open[Status.FILLING]) == 2


def test_who_has_not_declared_is_not_declared_and_the_cycle_closes(world):
    cycle = open_cycle_for(world)
    done = close_year(year=YEAR, by=world.office, now=AFTER)
    assert done.not_declared == [of(world, world.branch).pk, of(world, world.sibling).pk]
    assert done.closed == [cycle.pk]
    cycle.refresh_from_db()
    assert (cycle.closed_at, cycle.closed_by) == (AFTER, world.office)
    events = Event.objects.count()
    again = close_year(year=YEAR, by=world.office, now=AFTER + DAY)
    assert (again.not_declared, again.closed, again.still_open) == ([], [], {})
    assert Event.objects.count() == events


def test_an_extension_keeps_a_branch_in(world):
    open_cycle_for(world)
    extend_deadline(
        assessment=of(world, world.sibling),
        until=AFTER + DAY,
        reason="停电。",
        by=world.office,
        now=NOW,
    )
    done = close_year(year=YEAR, by=world.office, now=AFTER)
    assert done.not_declared == [of(world, world.branch).pk]
    assert done.still_open == {Status.FILLING: [of(world, world.sibling).pk]}
    assert done.closed == []


def test_a_branch_under_review_keeps_the_cycle_open_and_nothing_is_confirmed(world):
    assessment = assessment_at(Status.PUBLICIZED, world)
    done = close_year(year=YEAR, by=world.office, now=CONFIRMED)
    assert done.not_declared == [of(world, world.sibling).pk]
    assert done.still_open == {Status.PUBLICIZED: [assessment.pk]}
    assert fresh(assessment).status == Status.PUBLICIZED


def test_strangers_do_not_close(world):
    open_cycle_for(world)
    with pytest.raises(NotOffice):
        close_year(year=YEAR, by=world.foreign_office, now=AFTER)
    assert of(world, world.branch).status == Status.FILLING


def test_the_command_names_the_person(world, capsys):
    assessment_at(Status.CONFIRMED, world)
    with pytest.raises(CommandError, match="no active account"):
        call_command("close_year", YEAR, "--by", "nobody")
    with pytest.raises(CommandError, match="does not run the office"):
        call_command("close_year", YEAR, "--by", world.foreign_office.username)
    call_command("close_year", YEAR, "--by", world.office.username)
    assert "Cycles closed" in capsys.readouterr().out
