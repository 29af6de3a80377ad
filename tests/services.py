"""Real servers for the tests, started before Django reads its settings.

Loaded as an early plugin (``-p tests.services``): pytest-django imports the settings before any
``conftest.py``, so a server started there would come too late and SQLite would be tested instead.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests import postgres

STARTED = "BRANCHSTD_TEST_SERVICES"  # set by the process that started them, seen by -n workers


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the choice of database."""
    parser.addoption(
        "--db",
        choices=["sqlite", "postgresql"],
        default=None,
        help="database of the tests; DATABASE_URL decides when this is left out",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config,
) -> Generator[None, object, object]:
    """Prepare home and database; wrappers run before pytest-django's own hook."""
    if STARTED not in os.environ:
        os.environ[STARTED] = str(os.getpid())
        _own_home()
        _choose_database(early_config.known_args_namespace.db)
        os.environ.pop("REDIS_URL", None)  # tests that want a broker ask for the fixture
        os.environ["DATABASE_POOL"] = "0"  # a pool would outlive the test database
        os.environ["BRANCHSTD_DEMO"] = "0"
    return (yield)


def _own_home() -> None:
    """Give this run a home of its own, unless the caller named one."""
    if "BRANCHSTD_HOME" in os.environ:
        return
    postgres.remove_leftovers("branchstd-test")
    home = tempfile.mkdtemp(prefix=f"branchstd-test-{os.getpid()}-")
    os.environ["BRANCHSTD_HOME"] = home
    atexit.register(shutil.rmtree, home, ignore_errors=True)


def _choose_database(choice: str | None) -> None:
    if choice == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif choice == "postgresql" and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        server = postgres.start()
        atexit.register(server.stop)
        os.environ["DATABASE_URL"] = server.url


def chromium() -> str | None:
    """Return the system's browser, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _version(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    return (done.stdout or done.stderr).strip().splitlines()[0] if done.returncode == 0 else "?"


def pytest_report_header() -> str:
    """Say what is real in this run: database, broker, browser."""
    url = os.environ.get("DATABASE_URL", "")
    database = url.split("?", 1)[0].rsplit("@", 1)[-1] if url else "SQLite"
    if url and STARTED in os.environ and postgres.is_ours(url):
        database = f"PostgreSQL {postgres.version()}, embedded"
    browser = chromium()
    shown = _version([browser, "--version"]) if browser else "no Chromium: journeys are skipped"
    return f"database: {database} · broker: Valkey, embedded · browser: {shown}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Count the skipped tests with their reasons, here and for ``script/test``."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    stats = terminalreporter.stats
    counts = {
        name: len(stats.get(name, []))
        for name in ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
    }
    lines = [", ".join(f"{n} {name}" for name, n in counts.items() if n or name == "skipped")]
    for report in stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        lines.append(f"  skipped {report.nodeid}: {reason}")
    terminalreporter.write_line(lines[0])
    summary = os.environ.get("BRANCHSTD_TEST_SUMMARY")
    if summary:
        lane = os.environ.get("BRANCHSTD_TEST_LANE", "tests")
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(f"{lane}: " + "\n".join(lines) + "\n")
