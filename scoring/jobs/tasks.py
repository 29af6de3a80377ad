"""What the bell and beat start."""

import datetime
from typing import Any

from celery import shared_task
from django.utils import timezone

from scoring.jobs.actions import BATCH, owe_due, run_owed
from scoring.jobs.doorbell import ring
from scoring.jobs.models import Job

SHIFT = datetime.timedelta(minutes=2)
"""After that a worker goes on with a task of its own: limits on time and memory count per task."""


@shared_task(name="scoring.jobs.tasks.drain")
def drain(**_: Any) -> None:
    """Work off what is owed now. Safe to run twice and side by side.

    Where more than one batch is owed, the next worker is woken first: the bells that came with
    the work may be lost. It is also this worker's next task when its shift ends.
    """
    began = timezone.now()
    owe_due(now=began)
    if Job.objects.owed(began).order_by("pk")[BATCH:].exists():
        ring()
    run_owed(until=began + SHIFT)
