"""The bench of the autosave runs by itself, and times saves that were really made."""

import json
import subprocess
import sys

import pytest


@pytest.mark.long
def test_a_few_saves_are_measured_beside_a_bare_update(tmp_path):
    environment = {"PATH": "/usr/bin:/bin", "BRANCHSTD_HOME": str(tmp_path), "LANG": "C.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "bench", "autosave", "--json", "--n", "5"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = json.loads(ended.stdout)
    found = {each["name"]: each for each in said["figures"]}
    assert set(found) == {"save", "history-and-audit", "whole"}
    assert all(0 < each["ours"] < 1000 for each in found.values())
    assert found["whole"]["ours"] > found["history-and-audit"]["ours"]
