"""Cases of every shipped scheme beside the default programme, worked out by hand.

Each scheme has a subject that lacks nothing, one exactly on the line, and one that a gate, a floor
or a hundredth keeps below it. The sums stand beside the cases.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.rubrics.branches import rubric
from tests.rubrics.schemes import decide, points
from tests.rubrics.single_cases import SINGLE

HIGHEST = {
    "basics-essay": "met",
    "county-5good": "met",
    "organ-5n3s": "met",
    "soe-10std": "advanced",
    "star-member": "five",
    "star-rural-branch": "five",
    "wgh-community": "met",
    "wgh-enterprise": "met",
    "wgh-municipal": "met",
    "wgh-subdistrict": "met",
    "wgh-town": "met",
    "wgh-town-station": "met",
    "wgh-village": "met",
    "xishan-5basic": "met",
    "yinchuan-5std": "met",
}

# Exactly on the line of the level, lower bound included, every dimension at its floor or above.
ON_THE_LINE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # O2 -6, M2 -7 (0.3 of 10), R1 -4 (4 of 8), R2 -3 (one part of two)
    "basics-essay": (
        {"led.task_items_clear": 4},
        {"item:BAS-O2": "none", "item:BAS-M2": "fair", "part:BAS-R2/report": False},
    ),
    # L2 -2 (0.8 of 10), M1 -6, W1 -6, P3 -6
    "county-5good": (
        {},
        {
            "item:CTY-L2": "good",
            "item:CTY-M1": "none",
            "item:CTY-W1": "none",
            "item:CTY-P3": "none",
        },
    ),
    # S1 -4 (2 of 4), Z1 -4 (0.54 of 0.90), A2 -4, P1 -4 (2 of 4), W1 -2 (6 of 10), W4 -2
    "organ-5n3s": (
        {
            "led.pledges_done": 2,
            "sat.satisfied": 54,
            "led.task_items": 10,
            "led.task_items_clear": 6,
        },
        {
            "item:N53-A2": "none",
            "part:N53-P1/service": False,
            "part:N53-P1/activity": False,
            "item:N53-W4": "none",
        },
    ),
    # L2 -5, L3 -1 (0.75 of 4), W1 -4, S1 -6, R1 -4
    "wgh-community": (
        {},
        {
            "item:COM-L2": "none",
            "item:COM-L3": "good",
            "item:COM-W1": "none",
            "item:COM-S1": "none",
            "item:COM-R1": "none",
        },
    ),
    # L3 -3, M2 -3, M6 -2, W3 -3, P3 -4, R1 -5
    "wgh-enterprise": (
        {"life.innovations": []},
        {
            "item:ENT-L3": "none",
            "item:ENT-M2": "none",
            "item:ENT-M6": "none",
            "item:ENT-P3": "none",
            "item:ENT-R1": "none",
        },
    ),
    # P1 -8 leaves the dimension at 12, which is its floor; L2 -6, R2 -6
    "wgh-municipal": (
        {},
        {"item:MUN-P1": "none", "item:MUN-L2": "none", "item:MUN-R2": "none"},
    ),
    # L1 -6, M6 -2, W1 -4, P1 -3, R1 -5
    "wgh-town": (
        {},
        {
            "item:TWN-L1": "none",
            "item:TWN-M6": "none",
            "item:TWN-W1": "none",
            "item:TWN-P1": "none",
            "item:TWN-R1": "none",
        },
    ),
    # L1 -7, M1 -6, P3 -7
    "wgh-town-station": (
        {},
        {"item:STN-L1": "none", "item:STN-M1": "none", "item:STN-P3": "none"},
    ),
    # L1 -5, L2 -1 (0.75 of 4), M5 -2, W3 -3, P4 -3 (2 of 5), R1 -6
    "wgh-village": (
        {},
        {
            "item:VIL-L1": "none",
            "item:VIL-L2": "good",
            "item:VIL-M5": "none",
            "item:VIL-W3": "none",
            "part:VIL-P4/leading": False,
            "part:VIL-P4/structure": False,
            "part:VIL-P4/labour": False,
            "item:VIL-R1": "none",
        },
    ),
    # O1 -6, R1 -4 (2 of 6), A2 -5, M4 -2 (2 of 4), S2 -3 (2 of 4)
    "xishan-5basic": (
        {
            "life.life_systems": ["组织生活会", "民主评议"],
            "life.innovations": [],
            "sup.weekly_reviews": 47,
            "sup.annual_reviews": 0,
        },
        {"item:XSH-O1": "none", "part:XSH-M4/report": False, "part:XSH-M4/praise": False},
    ),
    # O2 -6, L2 -3 (2 of 5), M2 -2 (2 of 3), M3 -3 (3 of 6), P2 -6
    "yinchuan-5std": (
        {"place.bulletin": False},
        {
            "item:YCH-O2": "none",
            "part:YCH-L2/time": False,
            "part:YCH-L2/number": False,
            "part:YCH-L2/content": False,
            "part:YCH-M2/activists": False,
            "part:YCH-M3/village": False,
            "part:YCH-M3/school": False,
            "part:YCH-M3/hospital": False,
        },
    ),
}


@pytest.mark.parametrize("name", sorted(HIGHEST))
def test_who_lacks_nothing_has_100_points_and_the_highest_level(name):
    sheet, decision = decide(name)
    assert [item.id for item in sheet.items if item.points != item.max] == []
    assert (sheet.total, decision.level) == (Decimal("100.00"), HIGHEST[name])


@pytest.mark.parametrize("name", sorted(ON_THE_LINE))
def test_the_line_itself_is_enough(name):
    sheet, decision = decide(name, *ON_THE_LINE[name])
    assert (sheet.total, decision.level) == (Decimal("80.00"), "met")


@pytest.mark.parametrize("name", sorted(ON_THE_LINE))
def test_a_hundredth_below_the_line_is_not_enough(name):
    facts, answers = ON_THE_LINE[name]
    item = next(one for one in decide(name, facts, answers)[0].items if one.points == one.max)
    scheme = rubric(name)
    assert scheme.levels[0].min_score == 80
    sheet, decision = decide(name, facts, answers, findings={item.id: item.max - Decimal("0.01")})
    assert (sheet.total, decision.level) == (Decimal("79.99"), "")


@pytest.mark.parametrize(("name", "facts", "answers", "of_items", "total", "reached"), SINGLE)
def test_one_thing_wanting(name, facts, answers, of_items, total, reached):
    sheet, decision = decide(name, facts, answers)
    assert points(sheet, *of_items) == [Decimal(each) for each in of_items.values()]
    assert (sheet.total, decision.level) == (Decimal(total), reached)


def test_every_scheme_has_three_cases_at_least():
    for name in HIGHEST:
        worked = 1 + 2 * (name in ON_THE_LINE) + sum(case[0] == name for case in SINGLE)
        assert worked >= 3, name
