"""The bench of the bell rings a real one."""

import pytest

from bench import queue
from bench.figures import bars_of, missed


@pytest.mark.processes
def test_fifty_certificates_for_one_ring_cost_next_to_nothing() -> None:
    figures = queue.measure(n=20)
    chunk, single = figures
    assert 0 < chunk.ours < single.ours < chunk.baseline
    assert missed(figures, bars_of("queue"), bar="floor") == []
