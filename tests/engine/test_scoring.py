"""Points: the six kinds, rounding once, items that do not apply, findings (decisions 6 and 7)."""

from fractions import Fraction

import pytest

from scoring.engine.results import Filled
from scoring.engine.scoring import score
from scoring.engine.wording import say
from tests.engine.small import JUDGED, book, dimension, item, rubric

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
