"""The schemes whose points are more than a sum, worked out by hand to the boundary."""

from decimal import Decimal

import pytest

from scoring.engine.quotas import Candidate, quota_verdicts
from scoring.engine.wording import say
from tests.rubrics.branches import rubric
from tests.rubrics.schemes import decide

# 20 off the own part, each dimension at 12 or above: L1 -4, L4 -4, R1 -6, P4 -3, P5 -2, M2 -1
OWN_AT_80 = {
    "item:SUB-L1": "none",
    "item:SUB-L4": "none",
    "item:SUB-R1": "none",
    "item:SUB-P4": "none",
    "item:SUB-P5": "none",
    "item:SUB-M2": "good",
}
# 20 off the town's part: L1 -6, L2 -2 (2 of 5), R1 -5, R3 -3 (3 of 4); M1 at 2.20 of 4 leaves
# 7.20 of the 9 points that apply, 16 of 20: -4
BASE_AT_80 = {
    "item:TWN-L1": "none",
    "part:TWN-L2/judge": False,
    "part:TWN-L2/market": False,
    "item:TWN-R1": "none",
    "part:TWN-R3/civil": False,
    "part:TWN-R3/decide": False,
    "part:TWN-R3/manage": False,
}


@pytest.mark.parametrize(
    ("answers", "findings", "sheets", "total", "held"),
    [
        (OWN_AT_80, {}, ["100.00", "80.00"], "90.00", "met"),
        # the own part a hundredth below its line; the total is 89.995, rounded half up
        (OWN_AT_80, {"SUB-W1": "3.99"}, ["100.00", "79.99"], "90.00", ""),
        (BASE_AT_80, {"TWN-M1": "2.20"}, ["80.00", "100.00"], "90.00", "met"),
        (BASE_AT_80, {"TWN-M1": "2.20", "TWN-P1": "2.99"}, ["79.99", "100.00"], "90.00", ""),
        (OWN_AT_80 | BASE_AT_80, {"TWN-M1": "2.20"}, ["80.00", "80.00"], "80.00", "met"),
    ],
)
def test_a_subdistrict_meets_the_town_standard_and_its_own(answers, findings, sheets, total, held):
    """A-17: both are to be met, and half of the points come from each."""
    given = {key: Decimal(value) for key, value in findings.items()}
    sheet, decision = decide("wgh-subdistrict", {}, answers, given)
    assert [str(one.points) for one in sheet.sheets] == sheets
    assert (str(sheet.total), decision.level) == (total, held)


def test_what_only_villages_have_is_named_and_not_asked():
    scheme = rubric("wgh-subdistrict")
    dropped = [one.id for dimension in scheme.dimensions for one in dimension.dropped]
    assert dropped == ["TWN-M3", "TWN-M4", "TWN-M5", "TWN-W3", "TWN-P4", "TWN-P5"]
    gates = [gate.id for gate in scheme.level("met").gates]
    assert [one for one in gates if one.startswith("TWN")] == ["TWN-G3", "TWN-G4", "TWN-G5"]
    assert {item.id for item in scheme.indicators}.isdisjoint(dropped)


def test_a_floor_of_the_town_holds_for_the_subdistrict():
    """L1 -6 and two of three thirds of L3: 20 - 6 - 2.67 = 11.33 of 20, below 12."""
    answers = {
        "item:TWN-L1": "none",
        "part:TWN-L3/study": False,
        "part:TWN-L3/mind": False,
    }
    sheet, decision = decide("wgh-subdistrict", {}, answers)
    assert (str(sheet.dimensions[0].points), decision.level) == ("11.33", "")
    assert [one.reason.code for one in decision.shortfalls] == ["short_of_floor"]


BONUSES = ("STR-B1", "STR-B2", "STR-B3", "STR-B4")


@pytest.mark.parametrize(
    ("findings", "judged", "base", "bonus", "total", "held"),
    [
        # M2 -10, L3 -2: 88 and one bonus of 2 are exactly 90. A-32
        ({"STR-M2": "0", "STR-L3": "3"}, ("STR-B1",), "88.00", "2.00", "90.00", "five"),
        ({"STR-M2": "0", "STR-L3": "2.99"}, ("STR-B1",), "87.99", "2.00", "89.99", ""),
        # all four are 8, capped at 5: 85 + 5
        ({"STR-M2": "0", "STR-L3": "0"}, BONUSES, "85.00", "5.00", "90.00", "five"),
        ({"STR-M2": "0", "STR-L3": "0"}, BONUSES[:2], "85.00", "4.00", "89.00", ""),
        ({}, BONUSES, "100.00", "5.00", "105.00", "five"),
    ],
)
def test_bonuses_of_rural_branches_count_up_to_five_points(
    findings, judged, base, bonus, total, held
):
    given = {key: Decimal(value) for key, value in findings.items()}
    verdicts = dict.fromkeys(judged, True)
    sheet, decision = decide("star-rural-branch", findings=given, judged=verdicts)
    assert [str(one) for one in (sheet.base, sheet.bonus, sheet.total)] == [base, bonus, total]
    assert decision.level == held


def test_a_bonus_not_judged_yet_says_so_and_may_still_come():
    sheet, _ = decide("star-rural-branch")
    assert sheet.total == 100
    assert sheet.reachable == 105
    assert say(sheet.bonuses[0].why[0]).startswith("支部还没有申报“当年做法被县级以上总结推广”")


@pytest.mark.parametrize(("year", "allowed", "tied"), [(1, 6, ()), (2, 6, ()), (3, 4, (3, 4, 5))])
def test_new_awards_are_capped_by_the_share_of_the_year(year, allowed, tied):
    """Of 23 villages: 30 % are 6.9, 20 % are 4.6, both cut. STR-03 to STR-05, A-31."""
    totals = [99, 98, 97, 95, 95, 95]
    branches = [Candidate(n, "five", Decimal(one)) for n, one in enumerate(totals)]
    branches += [Candidate(n, "", Decimal(80)) for n in range(6, 23)]
    verdicts = quota_verdicts(rubric("star-rural-branch"), branches, year_index=year)
    capped = [one for one in verdicts if one.kind == "cap"]
    assert [one.allowed for one in capped] == [allowed]
    assert capped[0].taken == 6
    assert capped[0].cut.tied == tied


@pytest.mark.parametrize(
    "fact",
    [
        "disc.malfeasance",
        "disc.team_paralysed",
        "disc.big_petition",
        "disc.lost_lawsuit",
        "disc.safety_accident",
        "disc.branch_defunct",
        "disc.dues_defaulted",
    ],
)
def test_each_case_rules_a_rural_branch_out_for_the_year(fact):
    """STR-08; A-33: any one is enough, and the points stay."""
    sheet, decision = decide("star-rural-branch", {fact: True})
    assert (sheet.total, decision.level) == (100, "")
    applying = [one for one in decision.vetoes if one.applies]
    assert [one.effect for one in applying] == ["disqualify_year"]
