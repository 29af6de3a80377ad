"""``manage.py up``: everything one installation needs, in one command."""

import fcntl
import http.client
import json
import os
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections
from django.utils.translation import gettext as _

from branchstd import statics, valkey
from branchstd.supervisor import Failed, Supervisor
from scoring.organizations.enums import ProviderKind, Role

READY_SECONDS = 90
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Command(BaseCommand):
    help = "Start broker, web server, worker and clock; end them together on Ctrl-C."
    # The tables may not exist yet, and the checks of each step run with that step.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")

    def handle(self, *, host: str, port: int, **_options: Any) -> None:
        began = time.monotonic()
        home: Path = settings.BRANCHSTD_HOME
        self._refuse_demo_in_public(host)
        _refuse_taken_port(host, port)
        with _only_one(home):
            environment = _environment(host, port)
            supervisor = Supervisor(logs=home / "logs", environment=environment, say=self._say)
            supervisor.take_signals()
            try:
                self._run(supervisor, host=host, port=port, began=began)
            except Failed as failure:
                raise CommandError(str(failure)) from None
            finally:
                supervisor.stop()
        self._say(_("Stopped."))

    def _run(self, supervisor: Supervisor, *, host: str, port: int, began: float) -> None:
        if not settings.REDIS_URL and not self._start_broker(supervisor):
            return
        self._prepare(supervisor)
        if supervisor.stop_wanted:
            return
        services = _services(host, port)
        # People first: the pages do not wait for the worker and the clock.
        supervisor.start("web", services.pop("web"))
        if not supervisor.wait_until(
            lambda: _is_ready(host, port), seconds=READY_SECONDS, what=_("The web server")
        ):
            return
        for name, command in services.items():
            supervisor.start(name, command)
        self._announce(supervisor.environment["SITE_URL"], time.monotonic() - began)
        supervisor.watch()

    def _start_broker(self, supervisor: Supervisor) -> bool:
        where = valkey.socket_path(settings.BRANCHSTD_HOME)
        supervisor.start("broker", valkey.command(home=settings.BRANCHSTD_HOME, socket=where))
        supervisor.environment["REDIS_URL"] = f"unix://{where}"
        return supervisor.wait_until(
            lambda: valkey.answers(where), seconds=20, what=_("The embedded broker")
        )

    def _prepare(self, supervisor: Supervisor) -> None:
        self._say(_("Preparing the database …"))
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_rubrics", verbosity=0)
        is_new = not get_user_model()._default_manager.exists()
        connections.close_all()
        if statics.need_collecting(settings.BRANCHSTD_HOME):
            self._say(_("Collecting static files …"))
            _manage(supervisor, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
            if not supervisor.stop_wanted:
                statics.mark_collected(settings.BRANCHSTD_HOME)
        if settings.BRANCHSTD_DEMO and is_new and not supervisor.stop_wanted:
            self._say(_("Making demonstration data; the first start takes a little longer …"))
            _manage(supervisor, "demo")

    def _announce(self, address: str, seconds: float) -> None:
        self._say("")
        ready = _("Ready after %(seconds).1f s: %(address)s")
        self._say(ready % {"seconds": seconds, "address": address})
        accounts = settings.BRANCHSTD_HOME / "demo-accounts.json"
        if settings.BRANCHSTD_DEMO and accounts.exists():
            self._say(_("Demonstration accounts:"))
            for row in json.loads(accounts.read_text(encoding="utf-8")):
                self._say("  {username:<18}{password:<20}{name}  {role}".format(**_worded(row)))
        self._say(
            _("Logs: %(folder)s. Ctrl-C stops everything.")
            % {"folder": settings.BRANCHSTD_HOME / "logs"}
        )

    def _refuse_demo_in_public(self, host: str) -> None:
        if settings.BRANCHSTD_DEMO and host not in LOOPBACK:
            raise CommandError(
                _("Demonstration accounts have known passwords. Use --host 127.0.0.1 with them.")
            )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _worded(account: dict[str, str]) -> dict[str, str]:
    """Return the account with its role, ``role`` or ``provider:kind``, in words."""
    role, _colon, kind = account["role"].partition(":")
    label = ProviderKind(kind).label if kind else Role(role).label
    return {**account, "role": str(label)}


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sentence = _("Cannot listen on %(host)s, port %(port)s: %(reason)s. Try --port.")
            facts = {"host": host, "port": port, "reason": error.strerror}
            raise CommandError(sentence % facts) from None


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Hold the home for this process; the kernel lets go of it however the process ends."""
    with (home / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                _("Already running with BRANCHSTD_HOME=%(home)s.") % {"home": home}
            ) from None
        yield


def _environment(host: str, port: int) -> dict[str, str]:
    """Return what the children see: the caller's variables and the address they serve."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - read, not bound
    defaults = {
        "SITE_URL": f"http://{f'[{shown}]' if ':' in shown else shown}:{port}",
        "BRANCHSTD_HOME": str(settings.BRANCHSTD_HOME),
        "BRANCHSTD_HASHED_STATIC": "1",
        "DJANGO_SETTINGS_MODULE": "branchstd.settings",
    }
    return {**defaults, **os.environ, "PYTHONUNBUFFERED": "1"}


def _services(host: str, port: int) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    celery = [*python, "celery", "--app", "branchstd"]
    processes = os.environ.get("WORKER_PROCESSES", "1")
    return {
        "web": [*python, "gunicorn", "--config", "python:branchstd.webserver", "--bind", bind],
        "worker": [
            *celery,
            *("worker", "--concurrency", processes, "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        "clock": [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
    }


def _manage(supervisor: Supervisor, *arguments: str) -> None:
    """Run a management command as the children would; it may take as long as it needs."""
    status = supervisor.run([sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments])
    if status:
        raise Failed(_("manage.py %(command)s failed; see above.") % {"command": arguments[0]})


def _is_ready(host: str, port: int) -> bool:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    connection = http.client.HTTPConnection(target, port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": urlsplit(settings.SITE_URL).netloc})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
