"""F20, F21 and F22: two clocks, no clock for a day, messages that come back."""

import datetime
import dbm
import shelve
import signal
import time
from collections import Counter
from functools import partial

import pytest
from django.utils import timezone

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.documents.actions import PUBLISH_STATUS, RENDER_CERTIFICATE
from scoring.jobs.models import Job
from scoring.workflow.filling import PastDeadline
from scoring.workflow.submission import submit_assessment
from tests.factories.filling import assessment_at, fill_perfectly, fresh
from tests.factories.many import many_confirmed
from tests.factories.world import DECLARE_BY, World
from tests.faults.house import AS_DELIVERED, House, done, kill_group, left, wait_for
from tests.faults.oracle import assert_delivered, assert_invariants

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes, pytest.mark.faults]

PERIOD = 3  # seconds
COUNT = 12
AWAY = datetime.timedelta(hours=26)


def test_two_clocks_and_one_restarted_owe_each_period_once(house: House, world: World) -> None:
    many_confirmed(2, world)
    house.plan |= {"beat": 0.5, "period": PERIOD}
    house.start_worker()
    house.start_clock("clock")
    second = house.start_clock("second")
    began = time.time()
    for _ in range(3):
        time.sleep(PERIOD)
        kill_group(second)
        second = house.start_clock("second")
    wait_for(lambda: not left(), 60, "the certificates")
    wait_for(lambda: house.said("Sending due task sweep", by="second"), 30, "the second clock")
    recurring = Job.objects.filter(kind=PUBLISH_STATUS, key__contains=":every:")
    wait_for(lambda: recurring.count() >= 3, 60, "three periods")
    house.stop()
    ended = time.time()
    rows = list(recurring.all())
    finished = [row for row in rows if row.done_at]
    numbers = [int(row.key.rsplit(":", 1)[1]) for row in rows]
    assert 3 <= len(numbers) == len(set(numbers))
    assert began // PERIOD <= min(numbers)
    assert max(numbers) <= ended // PERIOD
    # The last one may have been cut off by the end of the test; no other ran twice.
    assert len(finished) <= house.notes().count(PUBLISH_STATUS) <= len(rows)
    assert {row.attempts for row in finished} == {1}
    assert_delivered(2)
    assert_invariants()


def test_a_day_without_clock_and_worker_is_made_up_once(house: House, world: World) -> None:
    many_confirmed(COUNT, world)  # confirmed weeks ago, by the machine's clock or our own
    Job.objects.update(created_at=timezone.now() - AWAY)
    house.application = AS_DELIVERED
    clock = house.start_clock()
    wait_for(lambda: _book_is_kept(house), 30, "the clock")
    clock.send_signal(signal.SIGTERM)
    clock.wait(timeout=20)
    _sleep_for(house, AWAY)
    house.flush()
    house.start_worker()
    house.start_clock()
    wait_for(lambda: not left(), 60, "what was owed")
    assert house.said("Sending due task sweep", by="clock") == 1
    assert house.said("Sending due task remind", by="clock") == 1
    hourly = Job.objects.filter(key__startswith=f"{PUBLISH_STATUS}:every:")
    assert hourly.count() == 1  # what recurs looks at the present only
    jobs = Job.objects.filter(kind=RENDER_CERTIFICATE)
    assert all(job.is_late and job.attempts == 1 for job in jobs)
    assert not hourly.get().is_late
    assert_delivered(COUNT)
    assert_invariants()


def _book_is_kept(house: House) -> bool:
    try:
        with shelve.open(str(house.home / "clock"), flag="r") as book:  # noqa: S301 - our own
            return "utc_enabled" in book and "entries" in book
    except dbm.error:
        return False


def _sleep_for(house: House, time_away: datetime.timedelta) -> None:
    """Make the clock's own book say that it last rang so long ago."""
    with shelve.open(str(house.home / "clock"), writeback=True) as book:  # noqa: S301 - our own
        for entry in book["entries"].values():
            entry.last_run_at -= time_away


def test_a_deadline_needs_no_clock(world: World) -> None:
    assessment = fill_perfectly(world, assessment_at(Status.FILLING, world))
    with pytest.raises(PastDeadline):
        submit_assessment(
            assessment=fresh(assessment),
            star="five",
            secretary_name="张书记",
            filler_name="李填报",
            submit_key="late",
            by=world.secretary,
            now=DECLARE_BY + datetime.timedelta(seconds=1),
        )
    assert_invariants()


def test_a_message_that_comes_back_makes_no_second_certificate(house: House, world: World) -> None:
    house.plan |= {"visibility": 2, "slow": 1}
    for name in ("first", "second"):
        house.start_worker(name, processes=1)
        wait_for(partial(house.said, "ready.", by=name), 60, "a worker")
    wait_for(lambda: _received(house) >= 2 and _idle(house), 60, "both to have looked for work")
    many_confirmed(COUNT, world)
    rung = _received(house)
    house.ring(1)
    wait_for(lambda: done() >= 2, 60, "some certificates")
    wait_for(lambda: _received(house) >= rung + 2, 20, "the one message to come back")
    # Worse than a message: every lease is gone, and two workers print the same certificates.
    Job.objects.filter(kind=RENDER_CERTIFICATE, done_at__isnull=True).update(lease_until=None)
    house.ring(1)
    wait_for(lambda: not left(), 60, "all certificates")
    printed = Counter(note for note in house.notes() if note.startswith("print "))
    assert len(printed) == COUNT
    assert max(printed.values()) == 2
    wait_for(lambda: _idle(house), 30, "the slower worker")
    assert_delivered(COUNT)
    assert Event.objects.filter(action="certificate.rendered").count() == COUNT
    assert len(list((house.home / "documents").rglob("*.pdf"))) == COUNT
    assert_invariants()


def _received(house: House) -> int:
    return sum(house.said("received", by=name) for name in ("first", "second"))


def _idle(house: House) -> bool:
    succeeded = sum(house.said("succeeded in", by=name) for name in ("first", "second"))
    return succeeded >= _received(house)
