"""Trying a rubric is timed only when both ways give the same points and levels."""

from dataclasses import replace

import pytest

from bench import simulate
from bench.figures import bars_of
from scoring.engine.trial import try_on


def test_every_figure_with_a_bar_is_measured(monkeypatch):
    monkeypatch.setattr(simulate, "ROUNDS", 1)
    monkeypatch.setattr(simulate, "SAMPLE", 20)
    figures = {one.name: one for one in simulate.measure(n=60)}
    assert set(figures) == set(bars_of("simulate"))
    assert all(one.ours > 0 and one.baseline > 0 for one in figures.values())


def test_different_results_are_not_timed(monkeypatch):
    """A hundredth too much for everybody is found before anything is timed."""

    def generous(*given):
        found = try_on(*given)
        return replace(found, total=found.total + 1)

    monkeypatch.setattr(simulate, "try_on", generous)
    with pytest.raises(simulate.DifferentResults, match="branch 0"):
        simulate.measure(n=60)
