"""The product's Celery application, with the faults that a test plants in its child processes.

Started as ``celery --app tests.faults.children``. ``FAULTS`` in the environment holds the plan as
JSON; without it this is the product as it is delivered. No production module reads ``FAULTS``.
"""

import importlib
import json
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.signals import worker_process_init

from branchstd.celery import app as app

PLAN: dict[str, Any] = json.loads(os.environ.get("FAULTS", "{}"))
VICTIMS: dict[str, str] = PLAN.get("victims", {})  # certificate -> strike
NEVER = 600.0  # seconds; longer than any test lasts

if "beat" in PLAN:
    app.conf.beat_schedule["sweep"]["schedule"] = PLAN["beat"]
if "time_limit" in PLAN:
    app.conf.task_time_limit = PLAN["time_limit"]
if "visibility" in PLAN:
    app.conf.broker_transport_options["visibility_timeout"] = PLAN["visibility"]


@worker_process_init.connect
def plant(**_: Any) -> None:
    """Plant the faults in a fresh pool process, the only one that works."""
    handlers: Any = importlib.import_module("scoring.jobs.handlers")
    _shorten(handlers._leases, "lease")
    _shorten(handlers._periods, "period")
    if "pause" in PLAN:
        actions: Any = importlib.import_module("scoring.jobs.actions")
        actions.PAUSE = timedelta(seconds=PLAN["pause"])
    if "notes" in PLAN:
        handlers.run = _noting(handlers.run)
        tasks: Any = importlib.import_module("scoring.documents.tasks")
        tasks._print = _tampered(tasks._print)


def _shorten(times: dict[str, timedelta], name: str) -> None:
    if name in PLAN:
        times.update(dict.fromkeys(times, timedelta(seconds=PLAN[name])))


def _noting(run: Callable[..., Any]) -> Callable[..., Any]:
    def noting(kind: str, payload: dict[str, Any], **context: Any) -> Any:
        _note(kind)
        return run(kind, payload, **context)

    return noting


def _tampered(whole: Callable[..., Any]) -> Callable[..., Any]:
    def tampered(row: Any, sheet: Any, press: Any) -> Any:
        _note(f"print {row.pk}")
        if strike := VICTIMS.get(str(row.pk)):
            STRIKES[strike]()
        time.sleep(PLAN.get("slow", 0))
        return whole(row, sheet, press)

    return tampered


def _note(words: str) -> None:
    """Write down what is begun: a file outlives the process."""
    with Path(PLAN["notes"]).open("a", encoding="utf-8") as notes:
        notes.write(f"{words}\n")


def _deaf() -> None:
    """Hang where no alarm is heard, as code outside of Python does."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    time.sleep(NEVER)


STRIKES: dict[str, Callable[[], object]] = {
    "SIGKILL": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "SIGSEGV": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "exit": lambda: os._exit(3),
    "deaf": _deaf,
}
