"""A house to strike: broker, workers and clock as real processes on the test's own database."""

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery import Celery
from django.conf import settings
from django.db import connection
from redis import Redis

from branchstd import valkey
from branchstd.family import dies_with_me
from branchstd.home import broker_url
from scoring.documents.actions import RENDER_CERTIFICATE
from scoring.jobs.doorbell import DRAIN
from scoring.jobs.models import Job

log = logging.getLogger(__name__)

NOTES = "notes"
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")
AS_DELIVERED, WITH_FAULTS = "branchstd", "tests.faults.children"
Process = subprocess.Popen[bytes]


def wait_for(condition: Callable[[], object], seconds: float, what: str) -> float:
    """Wait until something holds; return the seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() < began + seconds, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)
    return time.monotonic() - began


@dataclass
class House:
    """The processes of one installation. ``plan`` is what ``children`` reads as FAULTS."""

    home: Path
    plan: dict[str, Any] = field(default_factory=dict)
    application: str = WITH_FAULTS
    broker: Process | None = None
    children: list[Process] = field(default_factory=list)

    # --- The broker ---

    @property
    def socket(self) -> Path:
        """Return the broker's unix socket."""
        return valkey.socket_path(self.home)

    def start_broker(self, *, keeps: bool = True) -> None:
        """Start Valkey; one that keeps nothing has no append-only file."""
        command = valkey.command(home=self.home, socket=self.socket)
        self.broker = self._start("broker", [*command, *([] if keeps else NOT_KEEPING)])
        wait_for(lambda: valkey.answers(self.socket), 20, "the broker")

    def kill_broker(self) -> None:
        """Kill the broker with everything that it holds in memory."""
        assert self.broker is not None
        kill_group(self.broker)

    def redis(self) -> Redis:
        """Return a client of the broker."""
        return Redis(unix_socket_path=str(self.socket), socket_timeout=2)

    def flush(self) -> None:
        """Empty the broker, as FLUSHALL does."""
        with self.redis() as client:
            client.flushall()

    def bells(self) -> int:
        """Return how many rings wait in the queue."""
        with self.redis() as client:
            return int(client.llen("celery"))

    def ring(self, count: int) -> None:
        """Ring as the web does, through this house's broker."""
        broker = broker_url(f"unix://{self.socket}")
        with Celery(broker=broker, set_as_current=False) as ringer:
            for _ in range(count):
                ringer.send_task(DRAIN, ignore_result=True)

    # --- The processes ---

    def start_worker(self, name: str = "worker", *, processes: int = 2) -> Process:
        """Start a worker with its pool in a process group of its own."""
        pool = ("--concurrency", str(processes), "--hostname", f"{name}@%h")
        return self._start(name, [*self._celery, "worker", "-l", "INFO", *pool, *QUIET])

    def start_clock(self, name: str = "clock") -> Process:
        """Start a beat that keeps its own schedule file."""
        schedule = ("--schedule", str(self.home / name), "--pidfile=")
        return self._start(name, [*self._celery, "beat", "-l", "INFO", *schedule])

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def stop(self) -> None:
        """End everything that was started; what the processes said last goes to the log."""
        for process in self.children:
            kill_group(process)
        for path in sorted(self.home.glob("*.log")):
            log.info("%s: %s", path.name, path.read_text(errors="replace")[-3000:])

    def said(self, words: str, *, by: str = "worker") -> int:
        """Return how often a process has written these words so far."""
        return (self.home / f"{by}.log").read_text(errors="replace").count(words)

    def notes(self) -> list[str]:
        """Return what the children wrote down: each piece of work that they began."""
        path = self.home / NOTES
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    @property
    def environment(self) -> dict[str, str]:
        """Return what the children see: the test's database, home and broker."""
        return {
            **os.environ,
            "BRANCHSTD_HOME": str(self.home),
            "DATABASE_URL": database_url(),
            "DATABASE_POOL": "0",
            "REDIS_URL": f"unix://{self.socket}",
            "SITE_URL": settings.SITE_URL,
            "DJANGO_SETTINGS_MODULE": "branchstd.settings",
            "FAULTS": json.dumps({"notes": str(self.home / NOTES), **self.plan}),
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def _celery(self) -> list[str]:
        return [sys.executable, "-m", "celery", "--app", self.application]

    def _start(self, name: str, command: list[str]) -> Process:
        with (self.home / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_me(),
            )
        self.children.append(process)
        return process


NOT_KEEPING = ("--appendonly", "no")


def kill_group(process: Process) -> None:
    """Kill a process and all that it started, as ``kill -9 -<pgid>`` does; safe to repeat."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


def database_url() -> str:
    """Return the address of the database that this test writes to."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def left() -> int:
    """Return how many certificates still wait for their file, the stuck ones left out."""
    waiting = Job.objects.filter(kind=RENDER_CERTIFICATE, done_at__isnull=True)
    return waiting.filter(stuck_at__isnull=True).count()


def done() -> int:
    """Return how many certificates are delivered."""
    return Job.objects.filter(kind=RENDER_CERTIFICATE, done_at__isnull=False).count()
