"""Tell the workers that something is owed. Losing the bell loses nothing: beat sweeps."""

import logging

from celery import current_app

log = logging.getLogger(__name__)

DRAIN = "scoring.jobs.tasks.drain"


def ring() -> None:
    """Ring once, without waiting; a broker that is away is logged and otherwise ignored."""
    try:
        current_app.send_task(DRAIN, retry=False, ignore_result=True)
    except Exception:  # any broker failure means the same: beat will find the job
        log.warning("the broker did not answer; the sweep will find the job", exc_info=True)
