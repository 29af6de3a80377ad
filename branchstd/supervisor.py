"""Start the processes of one installation, watch over them, and end them together.

Every process runs in a session of its own, so that Ctrl-C reaches the supervisor alone and the
order of ending is its decision. The kernel kills them all when the supervisor itself is killed.
"""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from branchstd.family import dies_with_me

TICK_SECONDS = 0.1
GRACE_SECONDS = 15
RESTARTS = 4
RESTART_WINDOW_SECONDS = 60
LARGEST_LOG_BYTES = 5_000_000


class Failed(Exception):
    """An installation cannot go on. The message is for the operator."""


@dataclass
class Service:
    """One process: its command, its log, and how often it had to be started again."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=deque)

    @property
    def is_running(self) -> bool:
        """Say whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def last_words(self, lines: int = 12) -> str:
        """Return the end of the log."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 8000))
            tail = file.read().decode(errors="replace")
        return "\n".join(tail.splitlines()[-lines:])


class Supervisor:
    """Owns the services. ``say`` prints a line for the operator."""

    def __init__(
        self, *, logs: Path, environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        """Prepare the folder of logs and take over the signals."""
        self.logs = logs
        self.environment = dict(environment)
        self.say = say
        self.services: list[Service] = []
        self.stop_wanted = False
        logs.mkdir(mode=0o750, parents=True, exist_ok=True)

    def take_signals(self) -> None:
        """Let Ctrl-C, TERM and a closed terminal end everything in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stop_wanted:  # asked twice: no more patience
            self._signal_all(signal.SIGKILL)
        self.stop_wanted = True

    def start(self, name: str, command: list[str]) -> Service:
        """Start a service; it is kept running from now on."""
        service = Service(name, command, self.logs / f"{name}.log")
        if service.log.exists() and service.log.stat().st_size > LARGEST_LOG_BYTES:
            service.log.replace(service.log.with_suffix(".log.1"))
        self.services.append(service)
        self._spawn(service)
        return service

    def _spawn(self, service: Service) -> None:
        with service.log.open("ab") as log:
            service.process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
                service.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
                preexec_fn=dies_with_me(),
            )

    def run(self, command: list[str]) -> int | None:
        """Run a command to its end and return its exit status; None when told to stop."""
        process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            command,
            stdin=subprocess.DEVNULL,
            env=self.environment,
            start_new_session=True,
            preexec_fn=dies_with_me(),
        )
        while process.poll() is None:
            if self.stop_wanted:
                process.kill()
                process.wait()
                return None
            time.sleep(TICK_SECONDS)
        return process.returncode

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, what: str) -> bool:
        """Wait for ``ready`` while the services live; return False when told to stop.

        Raises:
            Failed: a service died, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while not self.stop_wanted:
            self._fail_if_dead()
            if ready():
                return True
            if time.monotonic() > deadline:
                raise Failed(f"{what} did not answer within {seconds:.0f} s.\n{self._all_words()}")
            time.sleep(TICK_SECONDS)
        return False

    def watch(self) -> None:
        """Keep the services running until told to stop.

        Raises:
            Failed: a service dies again and again.
        """
        while not self.stop_wanted:
            for service in self.services:
                if not service.is_running:
                    self._restart(service)
            time.sleep(TICK_SECONDS)

    def _restart(self, service: Service) -> None:
        now = time.monotonic()
        service.deaths.append(now)
        while service.deaths[0] < now - RESTART_WINDOW_SECONDS:
            service.deaths.popleft()
        self._end_leftovers(service)
        reason = _ending(service)
        if len(service.deaths) > RESTARTS:
            raise Failed(
                f"{service.name} ended {len(service.deaths)} times within "
                f"{RESTART_WINDOW_SECONDS} s ({reason}).\n{service.last_words()}"
            )
        self.say(f"{service.name} ended ({reason}); starting it again.")
        self._spawn(service)

    def _fail_if_dead(self) -> None:
        for service in self.services:
            if not service.is_running:
                raise Failed(f"{service.name} ended ({_ending(service)}).\n{service.last_words()}")

    def _all_words(self) -> str:
        return "\n".join(f"[{service.name}]\n{service.last_words(5)}" for service in self.services)

    def stop(self) -> None:
        """End the services, the last started first; none is left when this returns.

        The first service, the broker, outlives the others so that they can say goodbye to it.
        """
        self.stop_wanted = True
        others, first = self.services[1:], self.services[:1]
        for group in (others, first):
            _signal(group, signal.SIGTERM)
            deadline = time.monotonic() + GRACE_SECONDS
            while any(service.is_running for service in group) and time.monotonic() < deadline:
                time.sleep(TICK_SECONDS)
            for service in group:
                self._end_leftovers(service)

    def _signal_all(self, number: signal.Signals) -> None:
        _signal(self.services, number)

    @staticmethod
    def _end_leftovers(service: Service) -> None:
        """Kill what is left of the service's session and reap its first process."""
        if service.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(service.process.pid, signal.SIGKILL)
        service.process.wait()


def _signal(services: list[Service], number: signal.Signals) -> None:
    for service in services:
        if service.process is not None and service.is_running:
            service.process.send_signal(number)


def _ending(service: Service) -> str:
    code = service.process.returncode if service.process is not None else None
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit status {code}"
