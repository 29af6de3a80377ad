"""Processes that end with the one that started them, however that one ends."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from functools import partial

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def die_with(parent: int, *, by: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send this process ``by`` when ``parent``, its parent, is gone.

    The parent may have died before the question was asked; then the process ends at once.
    Only Linux knows the question; elsewhere a killed parent leaves its children behind.
    """
    if not sys.platform.startswith("linux"):
        return
    _libc.prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        os._exit(1)


def dies_with_me(*, by: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """Return what a child has to run between fork and exec."""
    return partial(die_with, os.getpid(), by=by)
