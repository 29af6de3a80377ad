"""Rows first, the head of the audit chain last: nobody waits for whom he keeps waiting."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import models, transaction

from scoring.assessments.actions import lock_assessment
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.audit.actions import record
from scoring.audit.models import Event
from scoring.documents.actions.printing import ask_print_run
from scoring.documents.actions.replacing import ask_correction, confirm_correction
from scoring.documents.models import Certificate, PrintRun
from scoring.jobs.actions import run_owed
from scoring.ratings.enums import RatingStatus
from scoring.workflow.annual_close import Closing, close_year
from scoring.workflow.rating import publish_proposals
from tests.factories import YEAR, open_cycle_for
from tests.factories.many import many_confirmed
from tests.factories.review import CONFIRMED, PUBLISHED, assessment_at, rating_of
from tests.factories.world import World
from tests.faults.test_replacing_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def beside_somebody(row: models.Model, act: Callable[[], object]) -> object:
    """Act while somebody holds a row and has yet to write an event; return what came of it."""
    held = threading.Event()

    def somebody() -> object:
        with transaction.atomic():
            type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
            held.set()
            time.sleep(1.5)  # the other one comes to wait for it
            return record(action="test", about=("test", row.pk), by="somebody", now=CONFIRMED)

    def acting() -> object:
        assert held.wait(20)
        return act()

    other, result = at_once(somebody, acting)
    assert isinstance(other, Event), other
    return result


def test_the_close_takes_every_branch_before_its_first_event(world: World) -> None:
    open_cycle_for(world)
    first, last = Assessment.objects.order_by("pk")
    office = world.office
    done = beside_somebody(last, lambda: close_year(year=YEAR, by=office, now=CONFIRMED))
    assert isinstance(done, Closing), done
    assert done.not_declared == [first.pk, last.pk]
    assert len(done.closed) == 1


def test_the_close_writes_about_a_branch_that_somebody_holds(world: World) -> None:
    confirmed = assessment_at(Status.CONFIRMED, world)
    office, held = world.office, threading.Event()

    def somebody() -> object:
        with transaction.atomic():
            lock_assessment(confirmed)
            held.set()
            time.sleep(1.5)
            return record(action="test", about=("test", 1), by="somebody", now=CONFIRMED)

    def closing() -> object:
        assert held.wait(20)
        return close_year(year=YEAR, by=office, now=CONFIRMED)

    other, done = at_once(somebody, closing)
    assert isinstance(other, Event), other
    assert isinstance(done, Closing), done
    assert done.ranked == 2


def test_a_list_takes_every_branch_before_its_first_event(world: World) -> None:
    ratings = [
        rating_of(assessment_at(Status.APPROVED, world, organization=branch))
        for branch in (world.branch, world.sibling)
    ]
    cycle, office = ratings[0].assessment.cycle, world.office
    beside_somebody(
        ratings[1].assessment,
        lambda: publish_proposals(
            cycle=cycle,
            ratings=ratings,
            starts_on=PUBLISHED.date(),
            by=office,
            now=PUBLISHED,
        ),
    )
    states = {rating_of(one.assessment).status for one in ratings}
    assert states == {RatingStatus.PUBLICIZED}


def test_a_correction_takes_the_certificate_before_its_first_event(world: World) -> None:
    many_confirmed(1, world)
    certificate = Certificate.objects.get()
    correction = ask_correction(
        certificate=certificate, kind="reissue", reason="遗失。", by=world.office, now=CONFIRMED
    )
    other = world.second_office
    new = beside_somebody(
        certificate, lambda: confirm_correction(correction=correction, by=other, now=CONFIRMED)
    )
    assert isinstance(new, Certificate), new
    assert new.supersedes == certificate


def test_two_who_ask_for_a_print_run_at_once_get_one(world: World) -> None:
    many_confirmed(1, world)
    run_owed()
    cycle, office = Assessment.objects.select_related("cycle").all()[0].cycle, world.office

    def ask() -> object:
        return ask_print_run(cycle=cycle, organization=cycle.organization, by=office, now=CONFIRMED)

    assert cycle.organization.pk
    runs = at_once(*[ask] * 4)
    assert {one.pk for one in runs if isinstance(one, PrintRun)} == {PrintRun.objects.get().pk}
    assert len(runs) == 4
