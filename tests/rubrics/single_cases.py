"""One thing wanting in a subject that lacks nothing else: what it costs, worked out by hand."""

from typing import Any

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
