"""F37 and F38: a year is closed once, however often and by however many at the same time."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.audit.models import Event
from scoring.ratings.models import Standing
from scoring.workflow.annual_close import Closing, close_year
from tests.factories.many import many_confirmed
from tests.factories.review import CONFIRMED, DAY, assessment_at
from tests.factories.world import YEAR, World
from tests.faults.house import House, Process, done, kill_group, left, wait_for
from tests.faults.oracle import assert_delivered, assert_invariants
from tests.journeys.installation import CLOCK

LATER = CONFIRMED + DAY
AT_ONCE = 8
SHORT_PATIENCE = {"postgresql": "SET lock_timeout = '200ms'", "sqlite": "PRAGMA busy_timeout = 200"}


def run_close(world: World) -> str:
    """Run the command as an operator does; exit code 0, or it raises."""
    said = StringIO()
    with time_machine.travel(LATER, tick=True):
        call_command("close_year", YEAR, "--by", world.office.username, stdout=said)
    return said.getvalue()


def assert_closed_once() -> None:
    """Fail unless there is one event of closing per cycle and one of each late branch."""
    [cycle] = Cycle.objects.filter(year=YEAR)
    assert cycle.closed_at is not None
    closings = Event.objects.about("cycle", cycle.pk).filter(action="close_cycle")
    assert closings.count() == 1
    late = Assessment.objects.filter(cycle=cycle, status=Status.NOT_DECLARED)
    for assessment in late:
        events = Event.objects.about("assessment", assessment.pk)
        assert events.filter(action="close_assessment").count() == 1
    assert late.count() == 1  # the sibling, in every test here
    ranked = Standing.objects.filter(assessment__cycle=cycle)
    assert ranked.values("assessment").distinct().count() == ranked.count()


@pytest.mark.django_db
def test_the_second_close_finds_nothing_to_do(world: World) -> None:
    assessment_at(Status.CONFIRMED, world)
    first = run_close(world)
    assert "某县统计局党支部" in first  # not declared, by name
    assert_closed_once()
    assert_invariants()
    rows = {model: list(model.objects.values()) for model in (Cycle, Assessment, Event, Standing)}
    for _ in range(2):
        assert "无需" in run_close(world) or "没有" in run_close(world)
    assert rows == {model: list(model.objects.values()) for model in rows}
    assert_closed_once()
    assert_invariants()


@pytest.mark.django_db(transaction=True)
def test_of_many_closes_in_one_moment_one_closes(world: World) -> None:
    assessment_at(Status.CONFIRMED, world)
    office = world.office
    gate = threading.Barrier(AT_ONCE)
    results: list[Closing | Exception] = []

    def close() -> None:
        try:
            gate.wait(timeout=20)
            results.append(close_year(year=YEAR, by=office, now=LATER))
        except Exception as error:  # noqa: BLE001 - looked at below
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=close) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    closings = [one for one in results if isinstance(one, Closing)]
    assert len(closings) == AT_ONCE, results
    assert sorted(len(one.closed) for one in closings) == [0] * (AT_ONCE - 1) + [1]
    assert_closed_once()
    assert_invariants()


@pytest.mark.django_db(transaction=True)
def test_a_close_that_waits_too_long_says_so_and_changes_nothing(world: World) -> None:
    assessment_at(Status.CONFIRMED, world)
    [cycle] = Cycle.objects.filter(year=YEAR)
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Cycle.objects.select_for_update().get(pk=cycle.pk)
                held.set()
                over.wait(timeout=30)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(timeout=20)
        with connection.cursor() as cursor:
            cursor.execute(SHORT_PATIENCE[connection.vendor])
        with pytest.raises(CommandError, match="请稍后再试"):
            run_close(world)
    finally:
        over.set()
        holder.join(timeout=20)
        connection.close()
    cycle.refresh_from_db()
    assert cycle.closed_at is None
    assert_invariants()


def closer(house: House, world: World) -> Callable[[], Process]:
    """Return what starts one process of the command, on the day after the last confirmation."""
    shift = (LATER - datetime.now(UTC)).total_seconds()
    clock = {"PYTHONPATH": str(CLOCK), "JOURNEY_CLOCK_SHIFT": str(shift)}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "close_year", str(YEAR)]

    def start() -> Process:
        return subprocess.Popen(
            [*command, "--by", world.office.username],
            env=house.environment | clock,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    return start


def reached(goal: int) -> bool:
    return done() >= goal


@pytest.mark.django_db(transaction=True)
@pytest.mark.processes
@pytest.mark.faults
@pytest.mark.long
@pytest.mark.parametrize(("branches", "rounds"), [(10, 1), (200, 5)])
def test_eight_processes_close_while_workers_are_killed(
    house: House, world: World, branches: int, rounds: int
) -> None:
    many_confirmed(branches, world)
    house.plan |= {"lease": 3, "beat": 2, "slow": 0.05}
    worker = house.start_worker(processes=1)
    house.start_clock()
    start = closer(house, world)
    for number in range(rounds):
        processes = [start() for _ in range(AT_ONCE)]
        goal = branches * (number + 1) // (rounds + 1)
        wait_for(partial(reached, goal), 90, "a part")
        kill_group(worker)
        worker = house.start_worker(processes=1)
        said = [process.communicate(timeout=120)[0].decode() for process in processes]
        assert [process.returncode for process in processes] == [0] * AT_ONCE, said
        assert_closed_once()
    wait_for(lambda: not left(), 120, "all certificates")
    assert_delivered(branches)
    assert_invariants()
