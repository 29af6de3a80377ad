"""Celery application: the doorbell of the job table, never its memory."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_ready

from branchstd.family import die_with
from scoring.jobs.doorbell import ring

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "branchstd.settings")

app = Celery("branchstd")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def die_with_the_worker(**_: Any) -> None:
    """End this pool process together with the worker that owns it."""
    die_with(os.getppid())


@worker_ready.connect
def look_for_work(**_: Any) -> None:
    """Begin with what was owed while no worker was there; the sweep comes within a minute."""
    ring()
