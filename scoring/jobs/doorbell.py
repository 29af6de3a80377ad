"""Tell the workers that something is owed. Losing the bell loses nothing: beat sweeps."""

import logging
import time

from celery import current_app

log = logging.getLogger(__name__)

DRAIN = "scoring.jobs.tasks.drain"


SILENCE = 10.0
"""Seconds without ringing after a failure: each try may cost a second, a batch rings often."""

_failures: list[float] = []  # when the broker last did not answer, by the monotonic clock


def ring() -> None:
    """Ring once, without waiting; a broker that is away is logged and otherwise ignored.

    For ``SILENCE`` seconds after that it is left alone.
    """
    if _failures and time.monotonic() < _failures[-1] + SILENCE:
        return
    try:
        current_app.send_task(DRAIN, retry=False, ignore_result=True)
    except Exception:  # any broker failure means the same: beat will find the job
        _failures[:] = [time.monotonic()]
        log.warning("the broker did not answer; the sweep will find the job", exc_info=True)
