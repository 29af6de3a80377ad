"""Cases of every shipped scheme beside the default programme, worked out by hand.

Each scheme has a subject that lacks nothing, one exactly on the line, and one that a gate, a floor
or a hundredth keeps below it. The sums stand beside the cases.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.rubrics.branches import rubric
from tests.rubrics.schemes import decide, points

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


# name, facts, answers, points of the items touched, total, level
SINGLE: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, str], str, str]] = [
    # 12 of 14 are 85.7 %: the second tier, 0.6 of 4; the gate asks for 90 %. MEM-01
    ("wgh-village", {"mem.le50_skilled": 12}, {}, {"VIL-M1": "2.40"}, "98.40", ""),
    # one activist fewer than villager groups. ORG-29
    ("wgh-village", {"org.activists": 7}, {}, {"VIL-M4": "0.00"}, "98.00", ""),
    # 11 of 20 points of leadership are below the floor of 12
    ("wgh-village", {}, {"item:VIL-L1": "none", "item:VIL-L2": "none"}, {}, "91.00", ""),
    # 5 of 20 are 25 %: 5 x 25/30 = 4.1667; below the 30 % of last year; gate 30 %. MEM-05, MEM-06
    ("wgh-community", {"mem.volunteers": 5}, {}, {"COM-M4": "4.17", "COM-M5": "0.00"}, "96.17", ""),
    # 120 m2 have half the points and miss the gate; 150 have all. PL-08
    ("wgh-community", {"place.area": "120"}, {}, {"COM-W5": "2.00"}, "98.00", ""),
    ("wgh-community", {"place.area": "150"}, {}, {"COM-W5": "4.00"}, "100.00", "met"),
    # five of six tasks: 7 x 5/6 = 5.8333
    ("wgh-town-station", {"life.superior_tasks_done": 5}, {}, {"STN-L2": "5.83"}, "98.83", "met"),
    # either share will do: 3 of 10 managers, 7 of 10 key posts. MEM-08, A-15
    (
        "wgh-enterprise",
        {"ent.mid_managers_party": 3, "ent.key_posts_party": 7},
        {},
        {"ENT-M4": "4.00"},
        "100.00",
        "met",
    ),
    # 6 of 10 and 5 of 10: the tier of 60 %, 0.75 of 4, and no gate
    (
        "wgh-enterprise",
        {"ent.mid_managers_party": 6, "ent.key_posts_party": 5},
        {},
        {"ENT-M4": "3.00"},
        "99.00",
        "",
    ),
    # one hidden member takes one of two points and closes the gate. MEM-09
    ("wgh-enterprise", {"mem.hidden": 1}, {}, {"ENT-M5": "1.00"}, "99.00", ""),
    # no leading cadre in the branch: the item does not apply, the dimension keeps its 20
    (
        "wgh-municipal",
        {"life.leaders_total": 0, "life.leaders_dual_life": 0},
        {},
        {},
        "100.00",
        "met",
    ),
    # 10 of 20 points of results are below the floor of 12
    ("wgh-municipal", {}, {"item:MUN-P1": "none", "part:MUN-P2/policy": False}, {}, "90.00", ""),
    # 7 of 10 villages: 4 x 70/80 = 3.50, and the gate asks for 80 %. GOV-03
    ("wgh-town", {"gov.one_shoulder": 7}, {}, {"TWN-M3": "3.50"}, "99.50", ""),
    # income as last year: half of 3; no gate. ECO
    ("wgh-town", {"eco.net_income": "5500"}, {}, {"TWN-P3": "1.50"}, "98.50", "met"),
    # 10 of 20 points are below the floor of 12, whatever the total
    ("basics-essay", {}, {"item:BAS-M1": "none"}, {"BAS-M1": "0.00"}, "90.00", ""),
    # 72 of 100 content: 10 x 72/90 = 8.00. SAT-04
    ("organ-5n3s", {"sat.satisfied": 72}, {}, {"N53-Z1": "8.00"}, "98.00", "met"),
    # the list of tasks was not filed: all points, no level. LED-08
    ("organ-5n3s", {"led.task_list_filed": False}, {}, {}, "100.00", ""),
    # exactly 90 % is not above 90 %. MEM-11
    ("county-5good", {"mem.five_good": 18}, {}, {"CTY-M2": "0.00"}, "92.00", ""),
    # 0.9 % of the payroll: 6 x 0.9 = 5.40, and neither level. FUND-01
    ("soe-10std", {"fund.party_budget": "9000"}, {}, {"SOE-9A": "5.40"}, "99.40", ""),
    # 6B -2 (3 of 5), 9B -2 (one of two), 5C -1: exactly 95, each dimension at 8 or above
    (
        "soe-10std",
        {"mem.care_activities": 0},
        {
            "part:SOE-6B/reform": False,
            "part:SOE-6B/growth": False,
            "part:SOE-9B/incentive": False,
        },
        {"SOE-6B": "3.00", "SOE-9B": "2.00", "SOE-5C": "0.00"},
        "95.00",
        "advanced",
    ),
    # a dimension of 7.00 is below the 80 % of the advanced, above the 60 % of the general
    (
        "soe-10std",
        {},
        {
            "part:SOE-6B/reform": False,
            "part:SOE-6B/growth": False,
            "part:SOE-6B/masses": False,
        },
        {"SOE-6B": "2.00"},
        "97.00",
        "general",
    ),
    # five of six systems: 6 x 5/6 = 5.00
    (
        "xishan-5basic",
        {"life.life_systems": ["主题党日", "党费日", "政治生日", "组织生活会", "民主评议"]},
        {},
        {"XSH-R1": "5.00"},
        "99.00",
        "met",
    ),
    # no fixed venue: one part of three, 8 x 2/3 = 5.3333, and no level. PL-12
    ("xishan-5basic", {"place.fixed_venue": False}, {}, {"XSH-S3": "5.33"}, "97.33", ""),
    # five of six hard indicators: 9 x 5/6 = 7.50, and all six are a gate. LED-14
    (
        "yinchuan-5std",
        {"led.hard_indicators": ["组织健全", "制度完善", "运行规范", "活动经常", "资料齐全"]},
        {},
        {"YCH-I2": "7.50"},
        "98.50",
        "",
    ),
    # exactly on the line of 90. STR-01
    ("star-rural-branch", {}, {"item:STR-M2": "none"}, {"STR-M2": "0.00"}, "90.00", "five"),
    # honesty carries 3 of 7, 89 of 100 content are worth 7 of 10, W1 has one part of two
    (
        "star-rural-branch",
        {"sat.satisfied": 89},
        {"part:STR-L2/honest": False, "part:STR-W1/kept": False},
        {"STR-L2": "4.00", "STR-R1": "7.00", "STR-W1": "5.00"},
        "89.00",
        "",
    ),
    # 18 of 19 appraised are qualified: 10 x 18/19 = 9.4737
    (
        "star-rural-branch",
        {"life.appraisal_qualified": 18},
        {},
        {"STR-M1": "9.47"},
        "99.47",
        "five",
    ),
    # a collective petition rules the branch out for the year. STR-08, A-33
    ("star-rural-branch", {"disc.big_petition": True}, {}, {}, "100.00", ""),
    ("star-rural-branch", {"disc.external_vetoes": ["信访"]}, {}, {}, "100.00", ""),
    # 4 + 2 + 2 + 2 off: exactly 90; the village's rules are one part of five more
    (
        "star-member",
        {},
        {
            "item:STM-3A": "good",
            "item:STM-1A": "good",
            "item:STM-1B": "good",
            "item:STM-2A": "good",
        },
        {"STM-3A": "16.00"},
        "90.00",
        "five",
    ),
    (
        "star-member",
        {},
        {
            "item:STM-3A": "good",
            "item:STM-1A": "good",
            "item:STM-1B": "good",
            "item:STM-2A": "good",
            "part:STM-2B/village": False,
        },
        {"STM-2B": "8.00"},
        "88.00",
        "",
    ),
    # own points 94 of 100, the town's part 100: half and half
    ("wgh-subdistrict", {}, {"item:SUB-R1": "none"}, {"SUB-R1": "0.00"}, "97.00", "met"),
    # M1, M2, M6 are left of the members of the town: 7 of 9 of 20 = 15.5556; 0.5 x 95.56 + 50
    ("wgh-subdistrict", {}, {"item:TWN-M6": "none"}, {"TWN-M6": "0.00"}, "97.78", "met"),
    # 149 m2: half of 4 points, and a gate. PL-09
    (
        "wgh-subdistrict",
        {"place.service_centre_area": "149"},
        {},
        {"SUB-P3": "2.00"},
        "99.00",
        "",
    ),
    # five of ten communities as last year: the half is reached, the rise is not. GOV-06, GOV-07
    (
        "wgh-subdistrict",
        {"gov.communities_five_good": 5},
        {},
        {"SUB-P6": "2.00"},
        "99.00",
        "met",
    ),
    # a commendation of the county is below that of the city. GOV-09
    ("wgh-subdistrict", {"gov.secretary_commended": "县区"}, {}, {"SUB-L5": "0.00"}, "98.00", ""),
]


@pytest.mark.parametrize(("name", "facts", "answers", "of_items", "total", "reached"), SINGLE)
def test_one_thing_wanting(name, facts, answers, of_items, total, reached):
    sheet, decision = decide(name, facts, answers)
    assert points(sheet, *of_items) == [Decimal(each) for each in of_items.values()]
    assert (sheet.total, decision.level) == (Decimal(total), reached)


def test_every_scheme_has_three_cases_at_least():
    for name in HIGHEST:
        worked = 1 + 2 * (name in ON_THE_LINE) + sum(case[0] == name for case in SINGLE)
        assert worked >= 3, name
