"""What the bell and beat start."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from scoring.jobs.actions import owe_due, run_owed


@shared_task(name="scoring.jobs.tasks.drain")
def drain(**_: Any) -> None:
    """Work off everything that is owed now. Safe to run twice and side by side."""
    owe_due(now=timezone.now())
    run_owed()
