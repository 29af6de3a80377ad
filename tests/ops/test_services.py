"""The servers of the tests are real, are the ones asked for, and end with the tests."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_socket import SocketConnectBlockedError
from redis import Redis

from tests import postgres, services


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for(pytestconfig):
    asked = pytestconfig.getoption("--db")
    if asked is not None:
        assert connection.vendor == asked
    assert connection.settings_dict["NAME"] != ""
    assert str(connection.settings_dict["NAME"]).rsplit("/", 1)[-1].startswith("test")


def test_the_home_is_not_the_developers(pytestconfig):
    assert settings.BASE_DIR / "var" != settings.BRANCHSTD_HOME


def test_the_broker_is_a_real_valkey_that_refuses_to_forget(broker_socket):
    with Redis(unix_socket_path=str(broker_socket), decode_responses=True) as client:
        assert client.info("server")["server_name"] == "valkey"
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("port") == {"port": "0"}


def test_only_loopback_can_be_reached():
    elsewhere = Redis(host="192.0.2.1")  # reserved for documentation
    with pytest.warns(UserWarning, match=r"192\.0\.2\.1"), pytest.raises(SocketConnectBlockedError):
        elsewhere.ping()


def test_the_header_names_database_broker_and_browser():
    header = services.pytest_report_header()
    for part in ("database: ", "broker: Valkey", "browser: "):
        assert part in header
    vendor = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    assert vendor in header


@pytest.mark.processes
def test_postgres_dies_with_killed_tests():
    code = "from tests import postgres; s = postgres.start(); print(s.process.pid, flush=True); "
    code += "print(s.folder, flush=True); import time; time.sleep(600)"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    ) as owner:
        server = int(owner.stdout.readline())
        folder = Path(owner.stdout.readline().strip())
        assert Path(f"/proc/{server}").exists()
        owner.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{server}").exists():
        assert time.monotonic() < deadline, "PostgreSQL outlived its tests"
        time.sleep(0.1)
    postgres.remove_leftovers(postgres.PREFIX)
    assert not folder.exists()
