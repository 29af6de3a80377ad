"""Changes that cannot be tried, and what a trial tells of levels, gates and moves."""

from decimal import Decimal

import numpy as np
import pytest

from scoring.engine.trial import try_on
from scoring.engine.trial_changes import gates_of, with_lines
from scoring.engine.trial_notes import distribution, gate_counts, item_counts, moves
from tests.engine.test_trial import (
    FIRST,
    ITEMS,
    RUBRIC,
    SECOND,
    case_with,
    year_of,
)


@pytest.mark.parametrize(
    ("lines", "weights", "fault"),
    [
        ({"six": 70}, {}, "level_unknown: six"),
        ({"three": 85}, {}, "lines_not_rising: four"),
        ({"five": Decimal("100.01")}, {}, "line_outside"),
        ({"three": -1}, {}, "line_outside"),
        ({}, {"none": 1}, "dimension_unknown: none"),
        ({}, {RUBRIC.dimensions[0].id: 0}, "weight_not_above_zero"),
    ],
)
def test_changes_that_cannot_be_tried(lines, weights, fault):
    with pytest.raises(ValueError, match=fault):
        with_lines(RUBRIC, lines, weights)


def test_a_line_is_reached_from_the_line_itself_on():
    """One point lost is 99.00: five stars up to a line of 99.00, four above it."""
    case = case_with({FIRST: ITEMS[FIRST].max - 1})
    year = year_of([case])
    assert year.total.tolist() == [9900]
    for line, rank in (("99.00", 3), ("99.01", 2)):
        tried = with_lines(RUBRIC, {"five": Decimal(line)}, {})
        assert try_on(year, tried, [case].__getitem__).level.tolist() == [rank]


def test_what_tells_no_branch_from_another():
    cases = [case_with({FIRST: ITEMS[FIRST].max / 2}), case_with({FIRST: Decimal(0)})]
    tried = try_on(year_of(cases), RUBRIC, cases.__getitem__)
    items = {one.item.id: one for one in item_counts(tried)}
    assert (items[FIRST].losing, items[FIRST].nothing, items[FIRST].branches) == (2, 1, 2)
    assert (items[SECOND].losing, items[SECOND].branches) == (0, 2)
    gates = gate_counts(tried)
    assert len(gates) == len(gates_of(RUBRIC))
    assert all(one.idle and not one.closed for one in gates)
    assert sum(distribution(RUBRIC, tried.level).values()) == 2


def test_those_that_fall_come_first_and_the_largest_step_before():
    before, after = np.array([3, 3, 1, 0, 2]), np.array([2, 0, 3, 1, 2])
    assert list(moves(before, after)) == [(1, 3, 0), (0, 3, 2), (2, 1, 3), (3, 0, 1)]
