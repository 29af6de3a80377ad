"""Items that do not apply, dimensions, totals and findings (decisions 6 and 7)."""

from decimal import Decimal

import pytest

from scoring.engine.earning import earn
from scoring.engine.results import Filled
from scoring.engine.rubric import Indicator, Scoring
from scoring.engine.scoring import score
from scoring.engine.wording import say
from tests.engine.small import JUDGED, book, dimension, item, judged_rubric, rubric

YES = {"value": "a.members", "at_least": 7}


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
