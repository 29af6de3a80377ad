"""One measured figure, and the bar it has to clear."""

import dataclasses
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

BARS = Path(__file__).with_name("floors.toml")


@dataclasses.dataclass(frozen=True)
class Figure:
    """Ours beside the baseline, or beside a limit where there is nothing to compare with.

    ``ratio`` is baseline ÷ ours: more is better.
    """

    name: str
    ours: float
    baseline: float
    unit: str

    @property
    def ratio(self) -> float:
        """Return how many times better ours is."""
        return self.baseline / self.ours if self.ours > 0 else float("inf")


def bars_of(bench: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the bars of one bench: per figure its floor and goal, on ``of`` (ratio or ours)."""
    bars: dict[str, Any] = tomllib.loads(BARS.read_text(encoding="utf-8"))
    return dict(bars.get(bench, {}))


def missed(
    figures: Iterable[Figure], bars: Mapping[str, Mapping[str, Any]], *, bar: str
) -> list[str]:
    """Return a sentence per figure that misses its ``bar`` (floor or goal).

    A ratio must reach its bar, a figure of its own must not exceed it. A bar without its figure
    is missed too: nothing may fall silent.
    """
    measured = {figure.name: figure for figure in figures}
    faults = [f"{name}: not measured" for name in bars if name not in measured]
    for name, figure in measured.items():
        limit = bars.get(name, {}).get(bar)
        if limit is None:
            continue
        if bars[name]["of"] == "ratio" and figure.ratio < limit:
            faults.append(f"{name}: {figure.ratio:.2f} times, {bar} {limit} times")
        elif bars[name]["of"] == "ours" and figure.ours > limit:
            faults.append(f"{name}: {figure.ours:.2f} {figure.unit}, {bar} {limit} {figure.unit}")
    return faults
