"""Goals that the rank gates of a rubric put out of reach (A-08)."""

from decimal import Decimal

import pytest

from scoring.engine.contradictions import clashes, rank_demanded
from tests.engine.small import LEVELS, judged_rubric
from tests.rubrics.branches import rubric

FIRST = {"rank": "a.due", "at_most": 1}
THIRD = {"rank": "a.due", "at_most": 3}
OTHER = {"value": "a.members", "at_least": 7}


def read(condition, goals=()):
    gate = {"id": "G", "name": "排名", "condition": condition}
    levels = [*LEVELS[:2], {**LEVELS[2], "gates": [gate]}]
    return judged_rubric(levels=levels, settings={"goals": list(goals)})


@pytest.mark.parametrize(
    ("condition", "rank"),
    [
        (FIRST, 1),
        ({"rank": "a.due", "equals": 2}, 2),
        ({"all": [THIRD, OTHER, FIRST]}, 1),
        ({"all": [OTHER, OTHER]}, None),
        ({"any": [FIRST, OTHER]}, None),
        ({"rank": "a.due", "above": 1}, None),
        (OTHER, None),
    ],
)
def test_the_rank_that_a_level_insists_on(condition, rank):
    assert rank_demanded(read(condition).level("five")) == rank


def test_a_goal_for_many_clashes_with_a_rank_for_few():
    programme = read(THIRD, [{"level": "five", "share": "0.80"}, {"level": "three", "share": 1}])
    (clash,) = clashes(programme, [10, 5])
    assert (clash.rank, clash.reachable, clash.branches) == (3, 6, 15)
    assert clash.goal == Decimal("0.80")
    assert clashes(programme, [3, 3]) == []
    assert clashes(programme, []) == []


@pytest.mark.parametrize("goal", ["five", {}, {"level": "six", "share": 1}, {"level": "five"}])
def test_a_goal_that_cannot_be_read_is_passed_over(goal):
    assert clashes(read(THIRD, [goal, {"level": "five", "share": "x"}]), [10]) == []


def test_the_shipped_programme_clashes_as_the_plan_does():
    assert {clash.level.id: clash.rank for clash in clashes(rubric(), [20])} == {
        "four": 3,
        "five": 1,
    }
