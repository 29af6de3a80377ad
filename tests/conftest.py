"""Fixtures that every part of the suite may use."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from branchstd import valkey
from branchstd.family import dies_with_me
from tests.audit_guard import lift_audit_guard as lift_audit_guard
from tests.services import chromium

# Timing on a shared machine says nothing about the code.
hypothesis_settings.register_profile("steady", deadline=None, print_blob=True)
hypothesis_settings.load_profile("steady")


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """Start every test in Chinese: a page read in English leaves its language in the thread."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def broker_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run a Valkey for this test process; yield its unix socket."""
    home = tmp_path_factory.mktemp("valkey")
    socket = valkey.socket_path(home)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            valkey.command(home=home, socket=socket),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=dies_with_me(),
        )
    deadline = time.monotonic() + 20
    while not valkey.answers(socket):
        assert process.poll() is None, (home / "log").read_text()
        assert time.monotonic() < deadline, "Valkey did not answer"
        time.sleep(0.05)
    yield socket
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture(scope="session")
def redis_url(broker_socket: Path) -> str:
    """Return the address of the test process's own Valkey, as REDIS_URL spells it."""
    return f"unix://{broker_socket}"


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Return the system's Chromium; without one the test is skipped, and counted."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (script/system browser)")
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_path: str) -> dict[str, object]:
    """Make pytest-playwright drive the system's Chromium instead of a download."""
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    background = ["--disable-background-networking", "--disable-component-update"]
    # Chromium refuses its sandbox to root and in most containers, where CI runs.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 or "CI" in os.environ else []
    return {"executable_path": browser_path, "args": [*quiet, *background, *sandbox]}
