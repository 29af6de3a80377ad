"""Owe, claim and settle work. The database is the queue; Celery only rings."""

import datetime
import logging
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from scoring.jobs import handlers
from scoring.jobs.doorbell import ring
from scoring.jobs.models import Job

log = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=5)
MAX_ATTEMPTS = 5


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


def claim(*, now: datetime.datetime, skip: Collection[str] = ()) -> Job | None:
    """Take the lease of one owed job not in ``skip``, or return None when nothing is owed.

    The conditional UPDATE is the lock: whoever changes the row has the job.
    """
    for job in Job.objects.owed(now).exclude(key__in=skip).order_by("pk")[:20]:
        won = (
            Job.objects.owed(now)
            .filter(pk=job.pk)
            .update(lease_until=now + LEASE, attempts=job.attempts + 1)
        )
        if won:
            job.refresh_from_db()
            return job
    return None


def settle(job: Job) -> bool:
    """Run a claimed job and mark it done; return whether it succeeded.

    A failure keeps the reason and frees the lease; after MAX_ATTEMPTS the job is stuck and
    waits for a person.
    """
    try:
        handlers.run(job.kind, job.payload)
    except Exception as error:  # one poisoned job must not stop the others
        log.exception("job %s failed", job)
        now = timezone.now()
        Job.objects.filter(pk=job.pk, done_at__isnull=True).update(
            lease_until=None,
            stuck_at=now if job.attempts >= MAX_ATTEMPTS else None,
            last_error=f"{type(error).__name__}: {error}"[:2000],
        )
        return False
    Job.objects.filter(pk=job.pk).update(
        done_at=timezone.now(), lease_until=None, last_error="", stuck_at=None
    )
    return True


def run_owed(*, limit: int = 1000) -> tuple[int, int]:
    """Claim and settle until nothing is owed; return (done, failed).

    A job that fails is tried again in a later round, not in this one.
    """
    done = 0
    failed: set[str] = set()
    while done + len(failed) < limit:
        job = claim(now=timezone.now(), skip=failed)
        if job is None:
            break
        if settle(job):
            done += 1
        else:
            failed.add(job.key)
    return done, len(failed)
