"""No piece of work outlasts its lease: whoever works too long is stopped, with a reason."""

import datetime
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN = 1.0
"""Seconds until the next alarm: a library may have swallowed the first one."""


class TookTooLong(TimeoutError):
    """The work was stopped before its lease ended."""


@contextmanager
def at_most(duration: datetime.timedelta) -> Iterator[None]:
    """Stop the block after so long, so that nobody else does the same beside it.

    Only the main thread of a process hears alarms, which is where workers work; elsewhere the
    block runs as long as it likes. Code outside of Python ends first; behind it stands the time
    limit of the worker.

    Raises:
        TookTooLong: from inside of the block, wherever it is.

    Source: reliability, F02.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seconds = duration.total_seconds()

    def stop(number: int, frame: FrameType | None) -> None:
        raise TookTooLong(f"stopped after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
