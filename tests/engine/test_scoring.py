"""Points: the six kinds, rounding once, items that do not apply, findings (decisions 6 and 7)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.engine.earning import earn
from scoring.engine.results import Filled
from scoring.engine.rubric import Indicator, Scoring
from scoring.engine.scoring import score
from scoring.engine.wording import say
from tests.engine.small import JUDGED, book, dimension, item, judged_rubric, rubric

YES = {"value": "a.members", "at_least": 7}
SHARE = {"ratio": ["a.attended", "a.due"]}


def scored(scoring, now=None, maximum=10, answers=None, **more):
    """Return the score of one item beside another that is always full."""
    rest = item("R", 1, {"kind": "boolean", "condition": {"value": "a.note", "filled": True}})
    sheet = score(
        rubric(dimension("D", item("I", maximum, scoring, **more), rest), levels=[], quotas=[]),
        book({"a.note": "x", **(now or {})}),
        answers or {},
    )
    return sheet.item("I")


def sentences(one):
    return [say(reason) for reason in one.why]


@pytest.mark.parametrize(("members", "points"), [(6, "0.00"), (7, "10.00")])
def test_boolean_at_exactly_seven_members(members, points):
    one = scored({"kind": "boolean", "condition": YES}, {"a.members": members})
    assert (str(one.points), one.filled) == (points, Filled.FULL)


def test_boolean_without_its_fact_is_empty():
    one = scored({"kind": "boolean", "condition": YES})
    assert (one.points, one.filled, one.computed) == (0, Filled.EMPTY, 0)
    assert sentences(one) == ["还没有填写：事实a.members"]


TIERS = {
    "kind": "tiered",
    "tiers": [
        {"condition": {**SHARE, "at_least": 0.9}, "share": 1, "name": "九成以上"},
        {"condition": {**SHARE, "at_least": 0.8}, "share": 0.5},
    ],
    "otherwise": 0.1,
}


@pytest.mark.parametrize(
    ("attended", "points", "told"),
    [
        (9, "10.00", ["达到“九成以上”一档，得满分的 100%"]),
        (
            8,
            "5.00",
            [
                "事实a.attended占事实a.due的比例为 80%（8/10），应不低于 90%",
                "达到“50%”一档，得满分的 50%",
            ],
        ),
        (7, "1.00", ["事实a.attended占事实a.due的比例为 70%（7/10），应不低于 90%"]),
    ],
)
def test_the_first_tier_that_holds_wins(attended, points, told):
    one = scored(TIERS, {"a.attended": attended, "a.due": 10})
    assert str(one.points) == points
    assert sentences(one) == told


def test_tiers_of_a_share_of_nothing_do_not_apply():
    one = scored(TIERS, {"a.attended": 0, "a.due": 0})
    assert (one.na, one.filled) == (True, Filled.NOT_APPLICABLE)
    assert sentences(one) == ["本项不涉及，不计入满分：事实a.due为 0，本项不涉及"]


def test_tiers_wait_for_others_without_inventing_points():
    one = scored(TIERS, {"a.due": 10})
    assert (str(one.points), one.filled) == ("1.00", Filled.PARTIAL)


@pytest.mark.parametrize(
    ("told", "points"), [(0, "0.00"), (1, "3.33"), (2, "6.67"), (3, "10.00"), (9, "10.00")]
)
def test_proportional_is_rounded_once_and_bounded(told, points):
    scoring = {"kind": "proportional", "measure": {"ratio": ["a.told", "a.members"]}}
    assert str(scored(scoring, {"a.told": told, "a.members": 3}).points) == points


def test_proportional_says_what_is_lacking():
    scoring = {"kind": "proportional", "measure": {"value": "a.members"}, "target": 4}
    one = scored(scoring, {"a.members": 3}, maximum=2)
    assert one.raw == Fraction(3, 2)
    assert sentences(one) == ["事实a.members为 3 人，目标 4 人，按比例得 1.50 分，差 0.50 分"]
    assert sentences(scored(scoring, {"a.members": 4})) == []


def test_proportional_counts_what_there_is_so_far():
    scoring = {"kind": "proportional", "measure": {"periods_met": "a.quarters", "every": "quarter"}}
    one = scored(scoring, {"a.quarters": {"1": 1, "2": 0}})
    assert (str(one.points), one.filled) == ("2.50", Filled.PARTIAL)
    assert sentences(one) == [
        "还没有填写：事实a.quarters",
        "二季度少 1 次，应有 1 次",
        "2025年四季度、2026年三季度还没有填写",
    ]
    outer = {"kind": "proportional", "measure": {"ratio": ["a.attended", "a.due"]}}
    assert sentences(scored(outer, {"a.due": 5})) == ["等上级党委填写：事实a.attended"]
    assert scored(outer, {"a.due": 0}).na


@pytest.mark.parametrize(
    ("count", "points", "told"),
    [
        (1, "10.00", []),
        (3, "9.00", ["事实a.members为 3 人，超出 2，每超 1 扣 0.5 分，扣 1.00 分"]),
        (99, "0.00", ["事实a.members为 99 人，超出 98，每超 1 扣 0.5 分，扣 10.00 分"]),
    ],
)
def test_points_are_deducted_for_each_over(count, points, told):
    scoring = {"kind": "count_deduction", "measure": {"value": "a.members"}, "each": 0.5, "free": 1}
    one = scored(scoring, {"a.members": count})
    assert (str(one.points), sentences(one)) == (points, told)


@pytest.mark.parametrize(("count", "points"), [(5, "10.00"), (4, "10.00"), (1, "4.00")])
def test_points_are_deducted_for_each_short(count, points):
    scoring = {
        "kind": "count_deduction",
        "measure": {"value": "a.members"},
        "each": 2,
        "short_of": 4,
    }
    one = scored(scoring, {"a.members": count})
    assert str(one.points) == points
    assert all("每少 1 扣 2 分" in told for told in sentences(one))


def test_deductions_need_their_count():
    scoring = {"kind": "count_deduction", "measure": {"value": "a.cases"}, "each": 1}
    one = scored(scoring)
    assert (one.points, one.filled) == (0, Filled.EMPTY)
    assert sentences(one) == ["等纪检部门填写：事实a.cases"]
    below = {"kind": "count_deduction", "measure": {"difference": ["a.due", "a.told"]}, "each": 1}
    assert sentences(scored(below, {"a.due": 1})) == ["还没有填写：事实a.told"]


def test_deductions_for_a_share_of_nothing_do_not_apply():
    scoring = {"kind": "count_deduction", "measure": {"value": "a.per_head"}, "each": 1}
    assert scored(scoring, {"a.told": 0, "a.members": 0}).na
    assert str(scored(scoring, {"a.told": 4, "a.members": 2}).points) == "8.00"


CHECKLIST = {
    "kind": "checklist",
    "parts": [
        {"id": "seven", "name": "七人", "condition": YES},
        {
            "id": "rate",
            "name": "参加率",
            "weight": 2,
            "condition": {**SHARE, "at_least": 1},
        },
        {"id": "style", "name": "作风", "judged": True},
    ],
}


def test_checklists_add_the_weights_of_what_holds():
    now = {"a.members": 7, "a.attended": 1, "a.due": 2}
    one = scored(CHECKLIST, now, maximum=4, answers={"part:I/style": True})
    assert str(one.points) == "2.00"
    assert [part.share for part in one.parts] == [Fraction(1, 4), Fraction(1, 2), Fraction(1, 4)]
    assert sentences(one) == [
        "缺“参加率”，差 2.00 分：事实a.attended占事实a.due的比例为 50%（1/2），应不低于 100%"
    ]


def test_parts_that_do_not_arise_take_their_weight_along():
    one = scored(
        CHECKLIST, {"a.members": 7, "a.due": 0}, maximum=3, answers={"part:I/style": False}
    )
    assert str(one.points) == "1.50"
    assert one.parts[1].share == 0
    assert sentences(one) == ["缺“作风”，差 1.50 分：填报为“否”"]


def test_a_checklist_of_nothing_that_arises_does_not_apply():
    parts = [{"id": "rate", "name": "参加率", "condition": {**SHARE, "at_least": 1}}]
    assert scored({"kind": "checklist", "parts": parts}, {"a.due": 0}).na


def test_a_part_without_answer_leaves_the_item_open():
    one = scored(CHECKLIST, {"a.members": 7, "a.attended": 2, "a.due": 2}, maximum=4)
    assert (str(one.points), one.filled) == ("3.00", Filled.PARTIAL)
    assert sentences(one) == ["缺“作风”，差 1.00 分：还没有作答"]
    assert scored(CHECKLIST, {}, answers={"part:I/style": False}).filled == Filled.PARTIAL
    assert scored(CHECKLIST).filled == Filled.EMPTY


@pytest.mark.parametrize(
    ("answer", "points", "computed"),
    [
        ("full", "10.00", "10.00"),
        ("half", "5.00", "5.00"),
        ("other", "0.00", None),
        (None, "0.00", None),
    ],
)
def test_judged_items_take_the_share_of_their_answer(answer, points, computed):
    one = scored(JUDGED, answers={"item:I": answer})
    assert str(one.points) == points
    assert (None if one.computed is None else str(one.computed)) == computed
    assert one.filled == (Filled.FULL if computed else Filled.EMPTY)


def test_items_that_do_not_apply_say_so_and_take_no_finding():
    """A-42: without a committee its meetings are neither earned nor lost."""
    document = dimension(
        "D",
        item("I", 4, JUDGED, not_applicable_when={"value": "a.committee", "equals": False}),
        item("R", 6, {"kind": "boolean", "condition": YES}),
    )
    sheet = score(
        rubric(document, levels=[], quotas=[]),
        book({"a.committee": False, "a.members": 7}),
        {"item:I": "full"},
        {"I": Decimal(1)},
    )
    one = sheet.item("I")
    assert (one.na, one.points, one.verified) == (True, 0, None)
    assert sentences(one) == ["本项不涉及，不计入满分：事实a.committee为“否”（应为“否”）"]
    assert (sheet.dimensions[0].raw, sheet.dimensions[0].points) == (6, 10)


def test_an_item_whose_premise_is_not_known_counts_and_is_not_complete():
    without = {"not_applicable_when": {"value": "a.committee", "equals": False}}
    one = scored({"kind": "boolean", "condition": YES}, {"a.members": 7}, **without)
    assert (one.na, str(one.points), one.filled) == (False, "10.00", Filled.PARTIAL)


def test_a_perfect_small_branch_has_exactly_one_hundred():
    """Thirds do not spoil a perfect result, whatever does not apply (decisions 6, A-42)."""
    yes = {"kind": "boolean", "condition": YES}
    off = {"not_applicable_when": {"value": "a.committee", "equals": False}}
    read = rubric(
        dimension("A", item("A1", 7, yes), item("A2", "13", yes, **off), item("A3", 13, yes)),
        dimension("B", item("B1", 11, yes), item("B2", 22, yes)),
        dimension("C", item("C1", 34, yes, **off)),
    )
    sheet = score(read, book({"a.members": 7, "a.committee": False}), {})
    assert str(sheet.total) == "100.00"
    assert [str(one.points) for one in sheet.dimensions] == ["50.00", "50.00", "0.00"]
    assert [str(one.max) for one in sheet.dimensions] == ["50.00", "50.00", "0.00"]
    assert [one.na for one in sheet.dimensions] == [False, False, True]
    assert sheet.reachable == sheet.total


def test_the_weight_of_a_dimension_that_does_not_apply_goes_to_the_others_without_a_rest():
    yes = {"kind": "boolean", "condition": YES}
    off = {"not_applicable_when": {"value": "a.committee", "equals": False}}
    thirds = [dimension(name, item(f"{name}1", 10, yes)) for name in "ABC"]
    read = rubric(*thirds, dimension("D", item("D1", 70, yes, **off)))
    sheet = score(read, book({"a.members": 7, "a.committee": False}), {})
    assert [str(one.points) for one in sheet.dimensions[:3]] == ["33.33", "33.34", "33.33"]
    assert str(sheet.total) == "100.00"


def test_a_branch_to_which_nothing_applies_has_no_points():
    off = {"not_applicable_when": {"value": "a.committee", "equals": False}}
    read = rubric(dimension("A", item("A1", 100, JUDGED, **off)))
    assert score(read, book({"a.committee": False}), {}).total == 0


def test_each_item_is_rounded_once_and_the_dimension_once_more():
    scoring = {"kind": "proportional", "measure": {"ratio": ["a.told", "a.members"]}}
    items = [item(f"I{n}", 1, scoring) for n in range(3)]
    sheet = score(
        rubric(dimension("D", *items), levels=[], quotas=[]),
        book({"a.told": 2, "a.members": 3}),
        {},
    )
    assert str(sheet.total) == "2.01"  # three times 0.67, not 2.00


def test_findings_replace_points_and_say_so():
    yes = {"kind": "boolean", "condition": YES}
    read = rubric(dimension("D", item("I", 60, yes), item("J", 40, JUDGED)))
    findings = {"I": Decimal("50.00"), "J": Decimal("40.00")}
    sheet = score(read, book({"a.members": 7}), {}, findings)
    assert [one.points for one in sheet.items] == [50, 40]
    assert [one.verified for one in sheet.items] == [50, 40]
    assert [one.computed for one in sheet.items] == [60, None]
    assert sheet.items[1].filled == Filled.FULL
    assert say(sheet.items[0].why[0]) == "系统计算 60.00 分，审核核定 50.00 分"
    assert say(sheet.items[1].why[0]) == "审核核定 40.00 分，满分 40 分"
    same = score(read, book({"a.members": 7}), {}, {"I": Decimal("60")})
    assert same.items[0].why[0].code == "condition_met"


@pytest.mark.parametrize(
    ("findings", "match"),
    [
        ({"X": Decimal(1)}, "finding_unknown: X"),
        ({"I": Decimal("100.01")}, "finding_outside: I"),
        ({"I": Decimal("-0.01")}, "finding_outside: I"),
    ],
)
def test_impossible_findings_are_refused(findings, match):
    with pytest.raises(ValueError, match=match):
        score(judged_rubric(), book(), {}, findings)


def test_reachable_gives_open_items_their_maximum():
    yes = {"kind": "boolean", "condition": YES}
    read = rubric(dimension("D", item("I", 60, yes), item("J", 40, JUDGED)))
    assert score(read, book(), {}).reachable == 100
    assert score(read, book({"a.members": 1}), {}).reachable == 40
    assert score(read, book({"a.members": 1}), {"item:J": "none"}).reachable == 0


def test_unknown_items_of_a_sheet_and_scorings_without_parts():
    with pytest.raises(KeyError):
        score(judged_rubric(), book(), {}).item("X")
    bare = Indicator("I", "1", "名", "要求", Decimal(1), Scoring("boolean"))
    with pytest.raises(ValueError, match="scoring_incomplete"):
        earn(bare, book(), {})
