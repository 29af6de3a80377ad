"""Run one bench, print its figures, exit 1 below the floor (or the goal, with ``--goal``)."""

import argparse
import dataclasses
import importlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.figures import Figure, bars_of, missed

HERE = Path(__file__).parent
TOOLS = {"__init__", "__main__", "county", "figures", "province"}
FAILED = 1


def names() -> list[str]:
    """Return the benches there are: one module each, with a function ``measure``."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in TOOLS)


def main(arguments: list[str] | None = None) -> int:
    """Measure and judge; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=names())
    parser.add_argument("--n", type=int, default=0, help="size; the bench's own where left out")
    parser.add_argument("--goal", action="store_true", help="judge by the goal, not the floor")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "branchstd.settings")
    measure = importlib.import_module(f"bench.{options.name}").measure
    figures: list[Figure] = measure(**({"n": options.n} if options.n else {}))
    bar = "goal" if options.goal else "floor"
    faults = missed(figures, bars_of(options.name), bar=bar)
    say = _json if options.json else _lines
    sys.stdout.write(say(figures, faults) + "\n")
    return FAILED if faults else 0


def _lines(figures: list[Figure], faults: list[str]) -> str:
    lines = [f"{'':20}{'ours':>10}{'baseline':>10}{'ratio':>8}"]
    lines += [
        f"{each.name:20}{each.ours:10.2f}{each.baseline:10.2f}{each.ratio:8.2f}  {each.unit}"
        for each in figures
    ]
    return "\n".join([*lines, *(f"MISSED {fault}" for fault in faults)])


def _json(figures: list[Figure], faults: list[str]) -> str:
    said: dict[str, Any] = {
        "figures": [dataclasses.asdict(each) | {"ratio": each.ratio} for each in figures],
        "missed": faults,
        "commit": _commit(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
    }
    return json.dumps(said, indent=2)


def _commit() -> str:
    call = ["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"]
    ended = subprocess.run(call, capture_output=True, text=True, check=False)  # noqa: S603  # fixed words
    return ended.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
