"""How gunicorn runs: few processes, several threads each, so that slow uploads block nobody."""

import os
from pathlib import Path
from typing import Any

from branchstd.family import die_with

wsgi_app = "branchstd.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 10
keepalive = 5
control_socket_disable = True
preload_app = True  # import once, share the memory; nothing connects while importing
if Path("/dev/shm").is_dir():  # noqa: S108 - heartbeat files belong in memory, not on a busy disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108 - as above


def post_fork(server: Any, worker: Any) -> None:
    """End this process together with the master that forked it."""
    die_with(server.pid)
