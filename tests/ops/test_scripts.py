"""The commands a newcomer types, and the lists they install from."""

import os
import re
import subprocess

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
SCRIPTS = [*sorted((ROOT / "script").iterdir()), ROOT / ".ci/run"]
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[\w,]+\])?==(\S+)", re.MULTILINE)


def pins(name):
    found = PIN.findall((ROOT / name).read_text(encoding="utf-8"))
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_run_and_parse(script):
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!/bin/sh\n#")
    subprocess.run(["sh", "-n", str(script)], check=True)


def test_continuous_integration_hides_nothing():
    lines = (ROOT / ".ci/run").read_text().splitlines()
    called = [line.split()[0] for line in lines if line.startswith("script/")]
    assert called == ["script/check", "script/test"]


def test_system_says_what_it_knows_when_asked_for_something_else():
    asked = subprocess.run(
        [str(ROOT / "script/system"), "sound"], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 2
    assert "pdf|browser|venv" in asked.stderr


@pytest.mark.parametrize(
    ("wanted", "lock"),
    [
        ("requirements.txt", "requirements.lock"),
        ("requirements.txt", "requirements-dev.lock"),
        ("requirements-dev.txt", "requirements-dev.lock"),
    ],
)
def test_every_pin_is_locked_at_its_version(wanted, lock):
    locked = pins(lock)
    assert pins(wanted)
    assert {name: locked.get(name) for name in pins(wanted)} == pins(wanted)


def test_both_locks_agree():
    ours, theirs = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: theirs[name] for name in ours} == ours


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert len(entries) == len(pins(lock))
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_every_requirement_says_why_it_is_there():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if "==" in line and not re.search(r"  # \w.+", line)] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_the_packages_that_script_system_installs(name):
    script = (ROOT / "script/system").read_text(encoding="utf-8")
    packages = re.search(r'packages="(libpango[^"]*)"', script)
    assert packages is not None
    assert packages[1] in (ROOT / name).read_text(encoding="utf-8")
