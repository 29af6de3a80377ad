"""The web server of a house as a real process, and a browser that has no script."""

import contextlib
import http.client
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import time_machine
from django.conf import settings
from django.test import Client

from branchstd.family import dies_with_me
from scoring.organizations.models import User
from tests.faults.house import House, Process, wait_for
from tests.journeys.installation import CLOCK, free_port

START_SECONDS = 60
PATIENCE_SECONDS = 30  # of a browser, for one answer
HTML_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Front:
    """Gunicorn as ``up`` starts it, on the day ``moment`` and with settings of its own."""

    house: House
    moment: datetime
    processes: int = 1
    extra: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    master: Process | None = None

    def start(self) -> "Front":
        """Start it and wait until it answers."""
        bind = f"127.0.0.1:{self.port}"
        command = ["gunicorn", "--config", "python:branchstd.webserver", "--bind", bind]
        with (self.house.home / "web.log").open("ab") as log:
            self.master = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_me(),
            )
        self.house.children.append(self.master)
        wait_for(self.answers, START_SECONDS, "the web server")
        return self

    def log(self) -> str:
        """Return what the server said."""
        return (self.house.home / "web.log").read_text(errors="replace")

    @property
    def environment(self) -> dict[str, str]:
        """Return the house's, with the shifted clock and the key that signs sessions."""
        shift = self.moment - datetime.now(UTC)
        return {
            **self.house.environment,
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "WEB_PROCESSES": str(self.processes),
            "PYTHONPATH": str(CLOCK),
            "JOURNEY_CLOCK_SHIFT": str(shift.total_seconds()),
            **self.extra,
        }

    def answers(self) -> bool:
        """Tell whether pages are served."""
        try:
            return Browser(self.port).get("/livez").status == 200
        except OSError:
            return False

    def workers(self) -> list[int]:
        """Return the processes that answer, the master left out."""
        assert self.master is not None
        master = self.master.pid
        return [
            int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()
        ]

    def signed_in(self, person: User, *, port: int = 0) -> "Browser":
        """Return a browser in which the person is signed in, at the server or a proxy before it."""
        with time_machine.travel(self.moment, tick=True):
            client = Client()
            client.force_login(person)
        browser = Browser(port or self.port)
        browser.cookies[settings.SESSION_COOKIE_NAME] = client.cookies["session"].value
        return browser


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    location: str
    text: str
    body: bytes
    seconds: float


@dataclass
class Browser:
    """Cookies and forms; every request goes over a connection of its own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self._ask("GET", path, None, {})

    def form(self, path: str) -> dict[str, str]:
        """Read a page and return the hidden fields of its forms."""
        page = self.get(path)
        assert page.status == 200, page.text
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        return dict(hidden) | {"csrfmiddlewaretoken": HTML_TOKEN.findall(page.text)[-1]}

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(form).encode(), kind)

    def send_file(
        self, path: str, form: Mapping[str, str], name: str, content: bytes, *, at: str = "file"
    ) -> Answer:
        """Send a form with one file in the field ``at``."""
        line = "form-boundary-7f3a"
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in form.items()
        ]
        head = f'--{line}\r\nContent-Disposition: form-data; name="{at}"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode())
        body = b"".join([*parts, content, f"\r\n--{line}--\r\n".encode()])
        return self._ask(
            "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={line}"}
        )

    def _ask(self, verb: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        began = time.monotonic()
        with contextlib.closing(connection):
            connection.request(verb, path, body, {**headers, "Cookie": kept} if kept else headers)
            answer = connection.getresponse()
            content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(
            answer.status,
            answer.headers.get("Location", ""),
            content.decode(errors="replace"),
            content,
            time.monotonic() - began,
        )


@dataclass
class DeafProxy(threading.Thread):
    """Stands before a server and swallows the next ``deaf`` answers, passing requests on."""

    server: int
    deaf: int = 0
    swallowed: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen; ``start`` comes from the thread."""
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]

    def __hash__(self) -> int:
        """Threads are kept in sets."""
        return id(self)

    def run(self) -> None:
        """Serve one connection after another until the listener is closed."""
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client:
                answer = self._forward(client)
                if self.deaf:
                    self.deaf -= 1
                    self.swallowed.append(answer)
                else:
                    client.sendall(answer)

    def _forward(self, client: socket.socket) -> bytes:
        request = _whole_request(client)
        head, _, body = request.partition(b"\r\n\r\n")
        closing = head + b"\r\nConnection: close\r\n\r\n" + body
        with socket.create_connection(("127.0.0.1", self.server)) as server:
            server.sendall(closing)
            answer = b""
            while part := server.recv(65536):
                answer += part
        return answer

    def stop(self) -> None:
        """Close the listener; the thread ends by itself."""
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.join(timeout=10)


def _whole_request(client: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += client.recv(65536)
    found = re.search(rb"(?i)content-length: (\d+)", data)
    wanted = data.index(b"\r\n\r\n") + 4 + (int(found.group(1)) if found else 0)
    while len(data) < wanted:
        data += client.recv(65536)
    return data
