"""The bench of the list runs by itself on a small province, and refuses wrong numbers."""

import json
import subprocess
import sys

import pytest

from bench.figures import bars_of


@pytest.mark.long
def test_a_small_province_is_measured_on_a_postgresql_of_its_own(tmp_path):
    environment = {"PATH": "/usr/bin:/bin", "BRANCHSTD_HOME": str(tmp_path), "LANG": "C.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "bench", "worklist", "--json", "--n", "2000"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = json.loads(ended.stdout)
    found = {each["name"]: each["ours"] for each in said["figures"]}
    assert set(found) == set(bars_of("worklist"))
    assert found["queries-page"] == 6
    assert all(value > 0 for value in found.values())
