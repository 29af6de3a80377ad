"""Tell the workers that something is owed. Losing the bell loses nothing: beat sweeps."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app

log = logging.getLogger(__name__)

DRAIN = "scoring.jobs.tasks.drain"


SILENCE = 10.0
"""Seconds without ringing after a failure: each try may cost a second, a batch rings often."""

_failures: list[float] = []  # when the broker last did not answer, by the monotonic clock


_held_back: ContextVar[list[bool] | None] = ContextVar("held_back", default=None)


@contextmanager
def rung_once() -> Iterator[None]:
    """Ring once at the end of the block for everything that it came to owe, however often.

    A ring costs a thirtieth of a certificate; one for many costs nothing.
    """
    waiting: list[bool] = []
    token = _held_back.set(waiting)
    try:
        yield
    finally:
        _held_back.reset(token)
        if waiting:
            ring()


def ring() -> None:
    """Ring once, without waiting; a broker that is away is logged and otherwise ignored.

    For ``SILENCE`` seconds after that it is left alone.
    """
    waiting = _held_back.get()
    if waiting is not None:
        waiting.append(True)
        return
    if _failures and time.monotonic() < _failures[-1] + SILENCE:
        return
    try:
        current_app.send_task(DRAIN, retry=False, ignore_result=True)
    except Exception:  # any broker failure means the same: beat will find the job
        _failures[:] = [time.monotonic()]
        log.warning("the broker did not answer; the sweep will find the job", exc_info=True)
