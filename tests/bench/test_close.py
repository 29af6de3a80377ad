"""The close is timed only when both ways write the same rows, on both databases."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from bench import close
from bench.figures import bars_of


@pytest.mark.long
@pytest.mark.processes
def test_every_figure_with_a_bar_is_measured():
    figures = {one.name: one for one in close.measure(n=60)}
    assert set(figures) == set(bars_of("close"))
    assert all(one.ours > 0 and one.baseline > 0 for one in figures.values())


def spoiled(home: str) -> str:
    """Let the streaming loop lose every tie, in a process of its own."""
    close._places = lambda rows, group: {row[0]: n for n, row in enumerate(rows, 1)}
    try:
        close._measured(home, "", 60)
    except close.DifferentRows as error:
        return str(error)
    return ""


@pytest.mark.processes
def test_different_rows_are_not_timed(tmp_path):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        told = pool.submit(spoiled, str(tmp_path)).result()
    assert " and " in told
