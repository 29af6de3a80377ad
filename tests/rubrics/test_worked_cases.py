"""Cases of the default programme, worked out by hand, each citing its clause."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from scoring.engine.facts import FactBook
from scoring.engine.levels import level
from scoring.engine.results import Decision, ScoreSheet, State
from scoring.engine.scoring import score
from tests.rubrics.branches import (
    ANSWERS,
    SMALL,
    YEAR,
    all_judged_gates,
    book,
    perfect_sheets,
    rubric,
)


def sheet_of(facts: FactBook, answers: dict[str, Any] | None = None) -> ScoreSheet:
    return score(rubric(), facts, ANSWERS if answers is None else answers)


def decide(
    facts: FactBook,
    *,
    findings: dict[str, Decimal] | None = None,
    gates: dict[str, bool] | None = None,
    applied: str = "five",
) -> tuple[ScoreSheet, Decision]:
    sheet = score(rubric(), facts, ANSWERS, findings)
    judged = all_judged_gates() if gates is None else gates
    return sheet, level(
        rubric(), sheet, facts, answers=ANSWERS, gate_findings=judged, applied=applied
    )


def unmet(decision: Decision, of: str) -> set[str]:
    return {gate.id for gate in decision.gates_of(of) if not gate.state.holds}


def test_branch_that_lacks_nothing_has_100_points_and_five_stars():
    sheet, decision = decide(book())
    assert [item.id for item in sheet.items if item.points != item.max] == []
    assert sheet.total == Decimal("100.00")
    assert decision.level == "five"


def test_small_branch_with_items_that_do_not_apply_has_exactly_100():
    """Five members: no committee, no groups, nobody admitted. Source: A-03, A-42, decision 6."""
    sheet, decision = decide(book(SMALL, without=("org.groups", "org.committee_size")))
    assert {item.id for item in sheet.items if item.na} == {"CO5-O6", "CO5-L2", "CO5-L3", "CO5-M1"}
    assert sheet.total == Decimal("100.00")
    assert decision.level == "five"


def test_one_missed_month_of_committee_meetings_costs_17_hundredths():
    """11 of 12 months: 2 x 11/12 = 1.8333, so 1.83; the total is 99.83. Source: LIFE-02."""
    sheets = perfect_sheets()
    sheets[YEAR]["life.committee"]["4"] = 0
    sheet = sheet_of(book(sheets=sheets))
    assert sheet.item("CO5-L2").points == Decimal("1.83")
    assert sheet.total == Decimal("99.83")


def test_missing_lecture_of_one_quarter_costs_one_part_of_five():
    """Four of five equal parts: 3 x 4/5 = 2.40. Source: LIFE-04, LIFE-05."""
    sheets = perfect_sheets()
    del sheets[YEAR - 1]["life.lecture"]["4"]
    sheet = sheet_of(book(sheets=sheets))
    assert sheet.item("CO5-L4").points == Decimal("2.40")
    assert sheet.total == Decimal("99.40")


@pytest.mark.parametrize(
    ("members", "points"),
    [
        (6, "4.00"),  # six: none is due, the secretary alone is in order (ORG-13)
        (7, "2.00"),  # exactly seven: due and not there, one of two parts (ORG-07, A-01)
        (8, "2.00"),
    ],
)
def test_committee_is_due_from_exactly_seven_members(members, points):
    changes = {
        "org.members_total": members,
        "org.has_committee": False,
        "org.committee_posts": ["书记"],
        "org.deputy_count": 1,
    }
    sheet = sheet_of(book(changes, without=("org.committee_size",)))
    assert sheet.item("CO5-O3").points == Decimal(points)


@pytest.mark.parametrize(("size", "points"), [(3, "4.00"), (4, "3.00"), (7, "4.00"), (9, "3.00")])
def test_committee_size_is_odd_and_at_most_seven(size, points):
    """One of four parts is lost: even at four, too many at nine. Source: ORG-10, ORG-11."""
    assert sheet_of(book({"org.committee_size": size})).item("CO5-O3").points == Decimal(points)


@pytest.mark.parametrize(
    ("elected_on", "extension", "points"),
    [
        ("2023-10-01", None, "4.00"),  # two completed years at 30 September 2026, term of three
        ("2023-09-30", None, "3.00"),  # three completed years: the term is over
        ("2023-09-30", 6, "4.00"),  # over, and extended with approval
        ("2022-09-30", 12, "3.00"),  # a year beyond the term: no extension reaches there
    ],
)
def test_election_is_due_when_the_term_has_run_out(elected_on, extension, points):
    """Source: ORG-17, ORG-18."""
    changes: dict[str, Any] = {"org.elected_on": elected_on}
    if extension:
        changes |= {"org.extension_months": extension, "org.superior_approval": "机党〔2026〕3号"}
    assert sheet_of(book(changes)).item("CO5-O4").points == Decimal(points)


@pytest.mark.parametrize(
    ("joined", "points"), [(20, "4.00"), (18, "4.00"), (17, "2.00"), (16, "2.00"), (15, "0.00")]
)
def test_chat_group_is_full_at_ninety_percent_and_half_at_eighty(joined, points):
    """20 eligible persons: 18 are 90 %, 16 are 80 %. Source: MEM-17."""
    sheet = sheet_of(book({"mem.group_joined": joined}))
    assert sheet.item("CO5-P3").points == Decimal(points)


def test_meeting_without_issues_leaves_rectification_out():
    """No issue raised: three parts remain, all met. Source: LIFE-11, decision 7."""
    item = sheet_of(book({"life.issues_found": 0, "life.issues_fixed": 0})).item("CO5-L7")
    assert item.points == Decimal("2.00")
    assert [part.state for part in item.parts][-1] == State.NOT_ARISING


@pytest.mark.parametrize(
    ("room", "boards", "points"),
    [("专用", 3, "8.00"), ("专用", 2, "6.00"), ("共用", 2, "8.00"), ("共用", 1, "6.00")],
)
def test_room_needs_three_boards_alone_and_two_when_shared(room, boards, points):
    """Source: PL-01, PL-02."""
    item = sheet_of(book({"place.room_type": room, "place.boards": boards})).item("CO5-P1")
    assert item.points == Decimal(points)


def test_joint_branch_is_in_order_only_where_the_unit_has_fewer_than_three():
    """Source: ORG-01, ORG-02."""
    joint = {"org.form": "联合支部"}
    assert sheet_of(book(joint | {"org.unit_full_members": 2})).item("CO5-O1").points == 4
    # 19 full members in the unit: the form is wrong, two of three parts: 2.67
    assert sheet_of(book(joint)).item("CO5-O1").points == Decimal("2.67")


FIFTEEN = {"CO5-P1": Decimal(0), "CO5-P2": Decimal(0), "CO5-P4": Decimal(0)}  # 8 + 4 + 3
TWENTY_FIVE = {**FIFTEEN, "CO5-F1": Decimal(0), "CO5-O1": Decimal(0), "CO5-L1": Decimal(0)}
HAIR = {"CO5-L2": Decimal("1.99")}  # one hundredth less than its two points


@pytest.mark.parametrize(
    ("findings", "total", "expected"),
    [
        ({"CO5-P1": Decimal("3.00")}, "95.00", "five"),
        ({"CO5-P1": Decimal("3.00"), **HAIR}, "94.99", "four"),
        (FIFTEEN, "85.00", "four"),
        ({**FIFTEEN, **HAIR}, "84.99", "three"),
        (TWENTY_FIVE, "75.00", "three"),
        ({**TWENTY_FIVE, **HAIR}, "74.99", ""),
    ],
)
def test_line_of_each_star_is_included(findings, total, expected):
    """Source: STB-01 to STB-03, A-04."""
    sheet, decision = decide(book(), findings=findings)
    assert sheet.total == Decimal(total)
    assert decision.level == expected


@pytest.mark.parametrize(
    ("changes", "expected", "blocking"),
    [
        ({"star.rank": 2}, "four", {"G5-13"}),  # STB-20: first place for five stars
        ({"star.rank": 3}, "four", {"G5-13"}),
        ({"star.rank": 4}, "three", {"G5-13"}),
        ({"star.annual_score": "89.99"}, "three", {"G5-13"}),  # STB-21: target score and rank
        ({"disc.criticisms": 1}, "four", {"G5-06"}),  # STB-16
        ({"disc.criticisms": 2}, "three", {"G5-06"}),
        ({"disc.criticisms": 3}, "", {"G5-06"}),
        ({"life.superior_late": 1}, "four", {"G5-01b"}),  # STB-14
        ({"life.superior_attended": 29}, "three", {"G5-01a"}),  # STB-13
        ({"life.superior_attended": 23}, "", {"G5-01a"}),  # 76.7 %, below 80 %
        ({"life.team_activities": 1}, "four", {"G5-07"}),  # STB-23
        ({"life.appraisal_attended": 18, "life.appraisal_qualified": 18}, "", {"G5-09a"}),  # STB-18
        (
            {"life.innovations": []},
            "five",
            set(),
        ),  # STB-22 binds three stars; five has its own gate
    ],
)
def test_gate_that_fails_lowers_to_the_highest_level_that_holds(changes, expected, blocking):
    sheet, decision = decide(book(changes))
    assert sheet.total == Decimal("100.00")  # gates give no points
    assert decision.level == expected
    assert unmet(decision, "five") == blocking


@pytest.mark.parametrize(
    ("founded_on", "expected"),
    [
        (date(2023, 10, 1), "five"),  # three whole windows
        (date(2023, 10, 2), "four"),  # the first of the three began a day before it
        (date(2025, 3, 1), "three"),
        (date(2025, 10, 1), "three"),
    ],
)
def test_branch_younger_than_the_look_back_cannot_pass_it(founded_on, expected):
    """Source: STB-15, STB-17; A-09."""
    assert decide(book(founded_on=founded_on))[1].level == expected


def test_case_two_years_ago_leaves_four_stars():
    """Clean in 2026 and 2025, one case in 2024. Source: STB-15."""
    sheets = perfect_sheets()
    sheets[YEAR - 2]["disc.cases"] = 1
    decision = decide(book(sheets=sheets))[1]
    assert decision.level == "four"
    assert unmet(decision, "five") == {"G5-04"}


def test_gate_waits_for_the_office_that_owns_the_fact():
    """The discipline office has given nothing for the year: awaiting, not unmet (decision 7)."""
    decision = decide(book(without=("disc.cases",)))[1]
    verdicts = {gate.id: gate for gate in decision.gates}
    assert verdicts["G3-04"].state == State.AWAITING
    assert verdicts["G3-04"].awaits == ("discipline_office",)
    assert decision.level == ""
    assert decision.provisional == "five"


def test_judged_gates_wait_for_the_reviewer():
    """Source: decision 11."""
    decision = decide(book(), gates={})[1]
    waiting = {gate.id for gate in decision.gates if gate.state == State.AWAITING}
    assert waiting == set(all_judged_gates())
    assert decision.level == ""
    assert decision.provisional == "five"


def test_reviewer_who_refuses_a_judged_gate_lowers_the_star():
    """Source: decision 11."""
    gates = {**all_judged_gates(), "G5-03": False}
    assert decide(book(), gates=gates)[1].level == "four"


def test_nobody_is_lifted_above_the_star_applied_for():
    """Source: decision 8."""
    assert decide(book(), applied="three")[1].level == "three"
