"""Jobs in company: claimed together, settled each by itself, retried alone."""

import datetime
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from scoring.jobs import handlers
from scoring.jobs.actions import (
    BATCH,
    MAX_ATTEMPTS,
    bury_dead,
    claim,
    claim_batch,
    owe,
    retry,
    run_owed,
)
from scoring.jobs.handlers import LEASE
from scoring.jobs.models import Job

NOW = datetime.datetime(2026, 10, 20, 9, 0, tzinfo=datetime.UTC)
WORKERS = 4


class Work:
    """Handlers that note how they were called."""

    def __init__(self):
        self.single: list[int] = []
        self.batches: list[list[int]] = []
        self.poisoned: set[int] = set()
        self.breaks_at: int | None = None

    def one(self, number):
        self.single.append(number)
        if number in self.poisoned:
            raise RuntimeError(f"no {number}")

    def many(self, payloads):
        numbers = [payload["number"] for payload in payloads]
        self.batches.append(numbers)
        for number in numbers:
            if number == self.breaks_at:
                raise MemoryError("all of it")
            yield RuntimeError(f"no {number}") if number in self.poisoned else None


@pytest.fixture
def work(monkeypatch):
    found = Work()
    monkeypatch.setattr(handlers, "_handlers", {"many": found.one, "one": found.one})
    monkeypatch.setattr(handlers, "_batch_handlers", {"many": found.many})
    return found


def owed(*numbers, kind="many"):
    for number in numbers:
        owe(kind=kind, key=f"{kind}:{number}", payload={"number": number}, now=NOW)


@pytest.mark.django_db
def test_a_batch_takes_one_kind_and_no_more_than_its_limit(work):
    owed(*range(5))
    owed(9, kind="one")
    taken = claim_batch(kind="many", limit=3, now=NOW)
    assert [job.payload["number"] for job in taken] == [0, 1, 2]
    stored = Job.objects.filter(lease_until=NOW + LEASE, attempts=1)
    assert sorted(stored.values_list("pk", flat=True)) == [job.pk for job in taken]
    rest = claim_batch(kind="many", now=NOW)
    assert [job.payload["number"] for job in rest] == [3, 4]
    assert claim_batch(kind="many", now=NOW) == []
    free = claim(now=NOW)
    assert free is not None
    assert free.kind == "one"


@pytest.mark.django_db
def test_claiming_takes_the_same_few_queries_for_any_size(work, django_assert_num_queries):
    owed(*range(BATCH + 10))
    with django_assert_num_queries(4):  # savepoint, candidates, update, release
        assert len(claim_batch(kind="many", now=NOW)) == BATCH


@pytest.mark.django_db
def test_run_owed_works_in_batches_and_marks_every_row(work):
    owed(*range(BATCH + 2))
    owed(99, kind="one")
    assert run_owed() == (BATCH + 3, 0)
    assert work.batches == [list(range(BATCH)), [BATCH, BATCH + 1]]
    assert work.single == [99]
    assert not Job.objects.filter(done_at__isnull=True).exists()


@pytest.mark.django_db
def test_the_limit_holds_for_batches_too(work):
    owed(*range(8))
    assert run_owed(limit=5) == (5, 0)
    assert Job.objects.owed(timezone.now()).count() == 3


@pytest.mark.django_db
def test_a_poisoned_row_fails_alone_and_is_tried_again_alone(work):
    owed(*range(6))
    work.poisoned = {2}
    assert run_owed() == (5, 1)
    failed = Job.objects.get(done_at__isnull=True)
    assert (failed.payload, failed.attempts) == ({"number": 2}, 1)
    assert failed.last_error == "RuntimeError: no 2"
    for _ in range(MAX_ATTEMPTS - 1):
        Job.objects.update(lease_until=None)  # the pause is over
        assert run_owed() == (0, 1)
    assert work.single == [2] * (MAX_ATTEMPTS - 1)
    assert len(work.batches) == 1
    assert [job.payload["number"] for job in Job.objects.stuck()] == [2]


@pytest.mark.django_db
def test_what_a_broken_batch_leaves_is_settled_one_by_one(work):
    owed(*range(5))
    work.breaks_at = 2
    assert run_owed() == (5, 0)
    assert work.single == [2, 3, 4]


@pytest.mark.django_db
def test_after_a_kill_the_rows_come_back_alone(work):
    owed(1, 2)
    assert len(claim_batch(kind="many", now=NOW)) == 2  # and the worker dies
    later = NOW + LEASE + datetime.timedelta(seconds=1)
    assert claim_batch(kind="many", now=later) == []
    again = claim(now=later)
    assert again is not None
    assert again.attempts == 2


@pytest.mark.django_db
def test_what_was_tried_least_comes_first(work):
    owed(1, 2)
    assert len(claim_batch(kind="many", now=NOW)) == 2  # and the worker dies
    later = NOW + LEASE + datetime.timedelta(seconds=1)
    owed(3)
    assert [claim(now=later).payload["number"] for _ in range(3)] == [3, 1, 2]
    assert claim(now=later) is None


@pytest.mark.django_db
def test_a_batch_that_goes_on_keeps_its_leases(work, monkeypatch):
    lease = datetime.timedelta(seconds=0.6)
    monkeypatch.setattr(handlers, "_leases", {"many": lease})
    seen = []

    def slowly(payloads):
        for payload in payloads:
            time.sleep(0.25)
            seen.append((payload["number"], Job.objects.owed(timezone.now()).count()))
            yield None

    monkeypatch.setattr(handlers, "_batch_handlers", {"many": slowly})
    owed(*range(5))
    assert run_owed() == (5, 0)
    assert seen == [(number, 0) for number in range(5)]  # 1.25 s, and nobody could take one


@pytest.mark.django_db
def test_work_that_outlasts_its_lease_is_stopped_and_says_so(work, monkeypatch):
    monkeypatch.setattr(handlers, "_leases", {"many": datetime.timedelta(seconds=0.3)})

    def hang_at_two(payloads):
        for payload in payloads:
            work.one(payload["number"])
            time.sleep(600 if payload["number"] == 2 else 0)
            yield None

    def hang(number):
        next(hang_at_two([{"number": number}]))

    monkeypatch.setattr(handlers, "_batch_handlers", {"many": hang_at_two})
    monkeypatch.setattr(handlers, "_handlers", {"many": hang})
    owed(*range(5))
    assert run_owed() == (4, 1)
    assert work.single == [0, 1, 2, 2, 3, 4]
    assert Job.objects.get(done_at__isnull=True).last_error == "TookTooLong: stopped after 0 s"


@pytest.mark.django_db
def test_what_kills_its_worker_every_time_gets_stuck(work):
    owed(1)
    moment = NOW
    for _ in range(MAX_ATTEMPTS):
        assert claim(now=moment) is not None
        moment += LEASE + datetime.timedelta(seconds=1)
    assert bury_dead(now=NOW) == 0  # the lease still runs
    assert bury_dead(now=moment) == 1
    stuck = Job.objects.stuck().get()
    assert "worker died" in stuck.last_error
    assert claim(now=moment) is None
    assert run_owed() == (0, 0)


@pytest.mark.django_db
def test_a_person_may_have_a_stuck_job_tried_again(work):
    owed(1)
    job = Job.objects.get()
    assert not retry(job=job)
    Job.objects.update(stuck_at=NOW, attempts=MAX_ATTEMPTS, last_error="x")
    assert retry(job=job)
    assert run_owed() == (1, 0)
    assert work.single == [1]
    assert not retry(job=job)


@pytest.mark.django_db
def test_a_kind_has_a_lease_of_its_own(work, monkeypatch):
    short = datetime.timedelta(seconds=90)
    monkeypatch.setattr(handlers, "_leases", {"many": short})
    owed(1)
    owed(2, kind="one")
    assert claim_batch(kind="many", now=NOW)[0].lease_until == NOW + short
    other = claim(now=NOW)
    assert other is not None
    assert other.lease_until == NOW + LEASE


def test_two_batch_handlers_for_one_kind_are_a_mistake(work):
    with pytest.raises(ValueError, match="two batch handlers for many"):
        handlers.register_batch("many")(work.many)


def side_by_side(step):
    """Run ``step`` in several threads, each with its connection; return all numbers."""

    def run(_):
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return [number for numbers in pool.map(run, range(WORKERS)) for number in numbers]


@pytest.mark.django_db(transaction=True)
def test_no_row_is_claimed_by_two_workers(work):
    owed(*range(60))
    start = threading.Barrier(WORKERS)

    def take():
        start.wait(timeout=20)
        found = []
        while jobs := claim_batch(kind="many", limit=7, now=NOW):
            found += [job.payload["number"] for job in jobs]
        return found

    taken = side_by_side(take)
    assert len(taken) == len(set(taken))
    # Who meets a neighbour's locks may leave early; nothing is lost by that.
    left = claim_batch(kind="many", limit=60, now=NOW)
    assert len(taken) + len(left) == 60


@pytest.mark.django_db(transaction=True)
def test_twin_without_lock_and_condition_claims_double(work):
    owed(*range(6))
    everybody_has_read = threading.Barrier(WORKERS)

    def careless():
        jobs = list(Job.objects.owed(NOW).filter(kind="many"))
        everybody_has_read.wait(timeout=20)
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(lease_until=NOW + LEASE)
        return [job.payload["number"] for job in jobs]

    assert sorted(side_by_side(careless)) == sorted([*range(6)] * WORKERS)
