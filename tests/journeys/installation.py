"""A whole installation for the journeys: ``manage.py up`` with its own home, database and day."""

import datetime
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from psycopg import sql

from branchstd.family import dies_with_me

READY_SECONDS = 180
CLOCK = Path(__file__).parent / "clock"
MANAGE = settings.BASE_DIR / "manage.py"


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Installation:
    """Processes of the product, started for one day and stopped to be started for another."""

    def __init__(self, home: Path, database: str) -> None:
        """Prepare ``home``; an empty ``database`` means SQLite inside it."""
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = home.parent / f"{home.name}.log"
        dropped = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "ALLOWED_HOSTS", "DATABASE_POOL"}
        self.environment = {k: v for k, v in os.environ.items() if k not in dropped}
        self.environment |= {
            "BRANCHSTD_HOME": str(home),
            "BRANCHSTD_DEMO": "1",
            "SITE_URL": self.url,
            "PYTHONPATH": str(CLOCK),
        }
        if database:
            self.environment["DATABASE_URL"] = database
        self.process: subprocess.Popen[bytes] | None = None

    def set_clock(self, moment: datetime.datetime) -> None:
        """Let every process that starts from now on believe that it is ``moment``."""
        shift = moment - datetime.datetime.now(datetime.UTC)
        self.environment["JOURNEY_CLOCK_SHIFT"] = str(shift.total_seconds())

    def settle(self, **choices: bool) -> None:
        """Make the people of ``tests.journeys.people``."""
        wanted = ", ".join(f"{key}={value}" for key, value in choices.items())
        self.shell(f"from tests.journeys.people import settle; settle({wanted})")

    def shell(self, code: str) -> str:
        """Run a few lines inside the installation and return what they print."""
        command = [sys.executable, str(MANAGE), "shell", "-v", "0", "-c", code]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self) -> None:
        """Start everything; come back when pages are served and the worker was started."""
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(MANAGE), "up", "--port", str(self.port)],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=dies_with_me(by=signal.SIGTERM),
            )
        deadline = time.monotonic() + READY_SECONDS
        while self.url not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.2)

    def stop(self) -> None:
        """End everything in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def move_to(self, moment: datetime.datetime) -> None:
        """Stop, and start again on another day: what a year of waiting comes down to."""
        self.stop()
        self.set_clock(moment)
        self.start()


def fresh_database(name: str) -> str:
    """Return the address of an empty database beside the one of this run; "" means SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    with psycopg.connect(url, autocommit=True) as connection:
        wanted = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(wanted))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(wanted))
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))
