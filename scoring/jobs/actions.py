"""Owe, claim and settle work. The database is the queue; Celery only rings."""

import datetime
import logging
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from scoring.jobs import handlers
from scoring.jobs.doorbell import ring
from scoring.jobs.models import Job
from scoring.jobs.patience import at_most

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
BATCH = 50
"""Jobs that are claimed together at most."""

PAUSE = datetime.timedelta(minutes=1)
"""After the first failure; each later one doubles it, so that a quarter of an hour is given to
a disk that is full or a package that is missing before anything is stuck."""

KEPT = datetime.timedelta(days=2)
"""For how long the rows of what recurs are kept after they are done."""

WORKER_DIED = "The worker died each time; the reason stands in its log."


def owe(*, kind: str, key: str, payload: dict[str, Any], now: datetime.datetime) -> Job:
    """Insert the debt in the caller's transaction; an existing key is left as it is.

    The bell is rung after commit and may fail freely: beat sweeps every minute.
    """
    job, created = Job.objects.get_or_create(
        key=key, defaults={"kind": kind, "payload": payload, "created_at": now}
    )
    if created:
        transaction.on_commit(ring, robust=True)
    return job


def claim(*, now: datetime.datetime) -> Job | None:
    """Take the lease of one owed job, or return None when nothing is owed.

    What was tried least comes first: a job that takes its worker down waits for all others.
    The conditional UPDATE is the lock: whoever changes the row has the job. What has had all its
    attempts waits for ``bury_dead``.
    """
    left = Job.objects.owed(now).filter(attempts__lt=MAX_ATTEMPTS)
    for job in left.order_by("attempts", "pk")[:20]:
        won = (
            Job.objects.owed(now)
            .filter(pk=job.pk, attempts__lt=MAX_ATTEMPTS)
            .update(lease_until=now + handlers.lease_of(job.kind), attempts=job.attempts + 1)
        )
        if won:
            job.refresh_from_db()
            return job
    return None


@transaction.atomic
def claim_batch(*, kind: str, limit: int = BATCH, now: datetime.datetime) -> list[Job]:
    """Take the leases of up to ``limit`` jobs of one kind that nobody has tried yet.

    A job that failed or whose worker died is not taken: it is tried again alone, by ``claim``,
    so that a poisoned one does not pull others down with it.

    Candidates are locked first (rows that another worker holds are passed over; SQLite has one
    writer at a time), hence the UPDATE wins all of them or, where neither holds, gives up.
    """
    until = now + handlers.lease_of(kind)
    fresh = Job.objects.owed(now).filter(kind=kind, attempts=0)
    candidates = fresh.select_for_update(skip_locked=True).order_by("pk")[:limit]
    jobs = list(candidates)
    won = fresh.filter(pk__in=[job.pk for job in jobs]).update(lease_until=until, attempts=1)
    if won != len(jobs):
        transaction.set_rollback(True)
        return []
    for job in jobs:
        job.lease_until, job.attempts = until, 1
    return jobs


def settle(job: Job) -> bool:
    """Run a claimed job and mark it done; return whether it succeeded.

    A failure keeps the reason and pauses the job; after MAX_ATTEMPTS it is stuck and waits for
    a person.
    """
    try:
        with at_most(handlers.time_for(job.kind)):
            handlers.run(job.kind, job.payload)
    except Exception as error:  # one poisoned job must not stop the others
        log.exception("job %s failed", job)
        _mark_failed(job, error)
        return False
    _mark_done(job)
    return True


def settle_batch(jobs: Sequence[Job]) -> Iterator[tuple[Job, bool]]:
    """Run claimed jobs of one kind together; yield each with its success, marked already.

    One job alone goes the way of single jobs. Where the batch breaks down, what is left of it
    is settled one by one. As long as the batch goes on, its leases do.
    """
    handler = handlers.batch_handler_for(jobs[0].kind) if len(jobs) > 1 else None
    left = deque(jobs)
    for outcome in _outcomes(handler, jobs) if handler else ():
        job = left.popleft()
        if outcome is None:
            _mark_done(job)
        else:
            log.error("job %s failed", job, exc_info=outcome)
            _mark_failed(job, outcome)
        _renew(left)
        yield job, outcome is None
    while left:
        _renew(left)
        job = left.popleft()
        yield job, settle(job)


def run_owed(*, limit: int = 1000, until: datetime.datetime | None = None) -> tuple[int, int]:
    """Claim and settle until nothing is owed; return (done, failed).

    Nothing new is begun after ``limit`` jobs or the moment ``until``. A job that fails is tried
    again after a pause.
    """
    bury_dead(now=timezone.now())
    done = failed = 0
    while (left := limit - done - failed) and (until is None or timezone.now() < until):
        jobs = _next_jobs(limit=min(left, BATCH))
        if not jobs:
            break
        for _, is_done in settle_batch(jobs):
            done, failed = done + is_done, failed + (not is_done)
    return done, failed


def keep_for(*, key: str, lease: datetime.timedelta, now: datetime.datetime) -> bool:
    """Leave a claimed job alone for ``lease`` from now, instead of its kind's whole lease.

    Long work that reports progress is taken over soon after its worker died.
    """
    held = Job.objects.filter(key=key, done_at__isnull=True, lease_until__isnull=False)
    return bool(held.update(lease_until=now + lease))


def bury_dead(*, now: datetime.datetime) -> int:
    """Mark as stuck what took its worker down in every attempt; return how many.

    Such a job never comes to the end of ``settle``, so only its expired lease speaks.

    Source: reliability, F02.
    """
    dead = Job.objects.owed(now).filter(attempts__gte=MAX_ATTEMPTS)
    return dead.update(stuck_at=now, lease_until=None, last_error=WORKER_DIED)


def retry(*, job: Job) -> bool:
    """Owe a stuck job once more, with all its attempts; return False when it is not stuck."""
    revived = (
        Job.objects.stuck().filter(pk=job.pk).update(stuck_at=None, lease_until=None, attempts=1)
    )
    if revived:
        transaction.on_commit(ring, robust=True)
    return bool(revived)


def owe_due(*, now: datetime.datetime) -> int:
    """Owe what recurs, once per period however often this is called; return how many are new.

    A period that nobody was awake for is skipped: what recurs looks at the present only.

    Source: reliability, F20 and F21.
    """
    count = 0
    for kind, period in handlers.periods().items():
        number = int(now.timestamp() // period.total_seconds())
        key = f"{kind}:every:{number}"
        if not Job.objects.filter(key=key).exists():
            owe(kind=kind, key=key, payload={}, now=now)
            Job.objects.filter(
                kind=kind, key__startswith=f"{kind}:every:", done_at__lt=now - KEPT
            ).delete()
            count += 1
    return count


def _next_jobs(*, limit: int) -> list[Job]:
    now = timezone.now()
    fresh = Job.objects.owed(now).filter(attempts=0).order_by("pk").first()
    if (
        fresh is not None
        and handlers.batch_handler_for(fresh.kind) is not None
        and (jobs := claim_batch(kind=fresh.kind, limit=limit, now=now))
    ):
        return jobs
    job = claim(now=now)
    return [job] if job else []


def _renew(jobs: Collection[Job]) -> None:
    """Prolong the leases of what waits in a batch, once they do not cover one more piece.

    A lease that ran out and was taken by another worker stays with that one.
    """
    if not jobs:
        return
    first = next(iter(jobs))
    now, lease, ends = timezone.now(), handlers.lease_of(first.kind), first.lease_until
    if ends is None or ends - now > handlers.time_for(first.kind):
        return
    held = Job.objects.filter(pk__in=[job.pk for job in jobs], lease_until=ends)
    held.update(lease_until=now + lease)
    for job in jobs:
        job.lease_until = now + lease


def _outcomes(handler: handlers.BatchHandler, jobs: Sequence[Job]) -> Iterator[Exception | None]:
    paid = handler([job.payload for job in jobs])
    time_each = handlers.time_for(jobs[0].kind)
    try:
        for _ in jobs:
            with at_most(time_each):
                outcome = next(paid)
            yield outcome
    except Exception:  # whatever broke the batch shows again where it belongs
        log.exception("a batch of %s broke down", jobs[0].kind)


def _mark_done(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(
        done_at=timezone.now(), lease_until=None, last_error="", stuck_at=None
    )


def _mark_failed(job: Job, error: Exception) -> None:
    now = timezone.now()
    is_stuck = job.attempts >= MAX_ATTEMPTS
    Job.objects.filter(pk=job.pk, done_at__isnull=True).update(
        lease_until=None if is_stuck else now + PAUSE * 2 ** (job.attempts - 1),
        stuck_at=now if is_stuck else None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
