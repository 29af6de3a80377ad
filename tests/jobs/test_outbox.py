"""The outbox: owed with its cause, claimed once, retried, stuck after five failures."""

import datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from scoring.jobs import handlers, tasks
from scoring.jobs.actions import (
    BATCH,
    MAX_ATTEMPTS,
    PAUSE,
    WORKER_DIED,
    bury_dead,
    claim,
    owe,
    owe_due,
    run_owed,
    settle,
)
from scoring.jobs.handlers import LEASE
from scoring.jobs.models import Job
from scoring.jobs.tasks import drain

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 10, 20, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def done(monkeypatch):
    """Handlers of two kinds: one notes what it did, one always fails."""
    found: list[int] = []

    def note(number: int) -> None:
        found.append(number)

    def fail(number: int) -> None:
        raise RuntimeError(f"no {number}")

    monkeypatch.setattr(handlers, "_handlers", {"note": note, "fail": fail})
    monkeypatch.setattr(handlers, "_periods", {})
    return found


def owed(number, kind="note"):
    return owe(kind=kind, key=f"{kind}:{number}", payload={"number": number}, now=NOW)


def test_the_same_debt_is_owed_once(done):
    assert owed(1) == owed(1)
    assert Job.objects.count() == 1


def test_a_debt_goes_with_its_transaction(done):
    with transaction.atomic():
        owed(1)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_run_owed_pays_in_order_and_only_once(done):
    for number in (1, 2, 3):
        owed(number)
    assert run_owed() == (3, 0)
    assert done == [1, 2, 3]
    assert run_owed() == (0, 0)
    assert Job.objects.filter(done_at__isnull=False).count() == 3


def test_one_poisoned_job_does_not_stop_the_others(done):
    owed(1, "fail")
    owed(2)
    assert run_owed() == (1, 1)
    assert done == [2]
    failed = Job.objects.get(kind="fail")
    assert (failed.attempts, failed.done_at) == (1, None)
    assert "no 1" in failed.last_error


def test_after_five_failures_a_job_is_stuck(done):
    owed(1, "fail")
    for _ in range(MAX_ATTEMPTS):
        Job.objects.update(lease_until=None)  # the pause is over
        assert run_owed() == (0, 1)
    assert run_owed() == (0, 0)
    assert list(Job.objects.stuck()) == list(Job.objects.all())


def test_each_failure_doubles_the_pause(done):
    owed(1, "fail")
    for attempt in range(MAX_ATTEMPTS - 1):
        before = timezone.now()
        assert run_owed() == (0, 1)
        assert run_owed() == (0, 0)
        pause = Job.objects.get().lease_until - before
        assert PAUSE * 2**attempt <= pause < PAUSE * 2**attempt + datetime.timedelta(seconds=10)
        Job.objects.update(lease_until=None)


def test_more_than_a_batch_wakes_the_next_worker_once(done, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks, "ring", lambda: rung.append(len(done)))
    for number in range(BATCH + 1):
        owed(number)
    monkeypatch.setattr(tasks, "SHIFT", datetime.timedelta(0))
    drain()
    assert (done, rung) == ([], [0])
    monkeypatch.setattr(tasks, "SHIFT", datetime.timedelta(minutes=1))
    drain()
    drain()
    assert (len(done), rung) == (BATCH + 1, [0, 0])  # before the work, and not without work


def test_a_claimed_job_is_left_alone_until_its_lease_ends(done):
    owed(1)
    first = claim(now=NOW)
    assert first is not None
    assert claim(now=NOW) is None
    assert claim(now=NOW + LEASE) is None
    again = claim(now=NOW + LEASE + datetime.timedelta(seconds=1))
    assert again == first
    assert again.attempts == 2


def test_what_took_its_worker_down_five_times_is_not_claimed_a_sixth(done):
    job = owed(1)
    over = NOW - datetime.timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(attempts=MAX_ATTEMPTS, lease_until=over)
    assert claim(now=NOW) is None
    assert bury_dead(now=NOW) == 1
    job.refresh_from_db()
    assert (job.attempts, job.stuck_at, job.last_error) == (MAX_ATTEMPTS, NOW, WORKER_DIED)


def test_two_claims_of_one_candidate_have_one_winner(done, monkeypatch):
    owed(1)
    stale = list(Job.objects.all())  # both workers have seen the job as free
    assert claim(now=NOW) is not None
    won = Job.objects.owed(NOW).filter(pk=stale[0].pk).update(lease_until=NOW + LEASE)
    assert won == 0


def test_settling_twice_is_harmless_to_the_row(done):
    owed(1)
    job = claim(now=timezone.now())
    assert settle(job)
    assert settle(job)
    job.refresh_from_db()
    assert job.done_at is not None


def test_an_unknown_kind_fails_with_its_name(done):
    owed(1, "unheard")
    assert run_owed() == (0, 1)
    assert "unheard" in Job.objects.get().last_error


def test_two_handlers_for_one_kind_are_a_mistake(done):
    with pytest.raises(ValueError, match="two handlers for note"):
        handlers.register("note")(lambda: None)


def test_the_limit_ends_a_round(done):
    for number in range(4):
        owed(number)
    assert run_owed(limit=3) == (3, 0)


def test_the_bell_and_the_command_drain(done, capsys):
    owed(1)
    drain()
    owed(2)
    call_command("run_jobs", "--once")
    assert done == [1, 2]


def test_a_broker_that_is_away_loses_nothing(done, django_capture_on_commit_callbacks, caplog):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        owed(1)
    assert len(callbacks) == 1
    assert Job.objects.owed(NOW).count() == 1


def test_what_recurs_is_owed_once_per_period(done, monkeypatch):
    monkeypatch.setattr(handlers, "_handlers", {"tick": lambda: done.append(0)})
    handlers.every("tick", datetime.timedelta(hours=1))
    with pytest.raises(ValueError, match="two periods for tick"):
        handlers.every("tick", datetime.timedelta(hours=2))
    assert owe_due(now=NOW) == 1
    assert owe_due(now=NOW + datetime.timedelta(minutes=59)) == 0
    assert owe_due(now=NOW + datetime.timedelta(hours=1)) == 1
    assert run_owed() == (2, 0)
    assert done == [0, 0]
    # After a night without workers one is owed, not a hundred; the old rows are cleared away.
    later = timezone.now() + datetime.timedelta(days=5)
    assert owe_due(now=later) == 1
    assert Job.objects.count() == 1
