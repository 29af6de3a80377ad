"""Conditions: comparisons, trees, and who owes what."""

import pytest

from scoring.engine.conditions import Compare, Condition, Not
from scoring.engine.results import Reason, State
from scoring.engine.wording import say
from tests.engine.small import ask, book, condition

MET, UNMET, AWAITING, NOT_ARISING = State.MET, State.UNMET, State.AWAITING, State.NOT_ARISING
YES = {"value": "a.members", "at_least": 1}
NO = {"value": "a.members", "at_least": 99}
OPEN = {"value": "a.told", "at_least": 1}
WAIT = {"value": "a.due", "at_least": 1}
SKIP = {"ratio": ["a.told", "a.number"], "at_least": 1}
NOW = {"a.members": 7, "a.number": "0"}


@pytest.mark.parametrize(
    ("document", "state"),
    [
        ({"value": "a.members", "at_least": 7}, MET),  # exactly seven
        ({"value": "a.members", "at_least": 8}, UNMET),
        ({"value": "a.members", "at_most": 7}, MET),
        ({"value": "a.members", "at_most": 6}, UNMET),
        ({"value": "a.members", "above": 7}, UNMET),
        ({"value": "a.members", "above": "6.5"}, MET),
        ({"value": "a.members", "below": 7}, UNMET),
        ({"value": "a.members", "below": 8}, MET),
        ({"value": "a.members", "equals": 7.0}, MET),
        ({"value": "a.members", "one_of": [3, 7]}, MET),
        ({"value": "a.members", "one_of": [3]}, UNMET),
        ({"value": "a.members", "between": [7, 9]}, MET),
        ({"value": "a.members", "between": [3, 7]}, MET),
        ({"value": "a.members", "between": [8, 9]}, UNMET),
        ({"value": "a.members", "odd": True}, MET),
        ({"value": "a.members", "odd": False}, UNMET),
        ({"value": "a.members", "at_least": {"value": "a.number"}}, MET),
        ({"value": "a.committee", "equals": True}, MET),
        ({"value": "a.committee", "equals": False}, UNMET),
        ({"value": "a.grade", "at_least": "中"}, MET),
        ({"value": "a.grade", "above": "中"}, UNMET),
        ({"value": "a.grade", "below": "好"}, MET),
        ({"value": "a.grade", "equals": "中"}, MET),
        ({"value": "a.grade", "one_of": ["差", "好"]}, UNMET),
        ({"value": "a.docs", "includes": "计划"}, MET),
        ({"value": "a.docs", "includes": ["计划", "总结"]}, UNMET),
        ({"value": "a.note", "filled": True}, MET),
        ({"value": "a.rows", "filled": True}, UNMET),
        ({"value": "a.rows", "filled": False}, MET),
        ({"value": "a.committee", "filled": True}, MET),
        ({"value": "a.note", "equals": "批复"}, MET),
    ],
)
def test_comparisons(document, state):
    now = {
        **NOW,
        "a.committee": True,
        "a.grade": "中",
        "a.docs": ["目标", "计划"],
        "a.note": "批复",
        "a.rows": [],
    }
    assert ask(document, book(now)).state == state


def test_zero_and_missing_are_different_things():
    assert ask({"value": "a.members", "at_most": 2}, book({"a.members": 0})).state == MET
    assert ask({"value": "a.members", "at_most": 2}, book()).state == UNMET


def test_what_the_branch_has_not_filled_in_is_unmet_and_open():
    verdict = ask(OPEN)
    assert (verdict.state, verdict.open, verdict.missing) == (UNMET, True, ("a.told",))
    assert verdict.blocking == ("a.told",)
    assert [say(reason) for reason in verdict.why] == ["还没有填写：事实a.told"]


def test_what_others_have_not_entered_is_awaited():
    verdict = ask(WAIT)
    assert (verdict.state, verdict.awaits) == (AWAITING, ("party_committee",))
    assert [say(reason) for reason in verdict.why] == ["等上级党委填写：事实a.due"]


def test_where_both_owe_the_branch_is_told_first():
    verdict = ask({"ratio": ["a.told", "a.due"], "at_least": 1})
    assert (verdict.state, verdict.missing) == (UNMET, ("a.told", "a.due"))


def test_a_right_side_that_is_missing_or_does_not_arise():
    missing = {"value": "a.members", "at_least": {"value": "a.due"}}
    assert ask(missing, book(NOW)).state == AWAITING
    nothing = {"value": "a.members", "at_least": {"ratio": ["a.told", "a.number"]}}
    assert ask(nothing, book(NOW)).state == NOT_ARISING
    assert condition(missing).facts() == ("a.members", "a.due")


def test_what_is_certain_is_not_awaited():
    """A clean current year settles "one clean year", whatever the years before were (STB-15)."""
    one = book({"a.cases": 0})
    assert ask({"years_free_of": "a.cases", "at_least": 1}, one).state == MET
    assert ask({"years_free_of": "a.cases", "above": 0}, one).state == MET
    assert ask({"years_free_of": "a.cases", "at_least": 2}, one).state == AWAITING
    assert ask({"years_free_of": "a.cases", "at_most": 3}, one).state == AWAITING
    full = {"a.quarters": {"1": 3, "2": 3, "3": 0}}
    assert ask({"sum": "a.quarters", "at_least": 6}, book(full)).state == MET
    assert ask({"min": "a.quarters", "at_least": 0}, book(full)).state == UNMET


def test_all_periods_are_asked_for_unless_a_share_is_given():
    document = {"periods_met": "a.quarters", "every": "quarter"}
    now = {"a.quarters": {"1": 1, "2": 0, "3": 1}}
    before = {2025: {"a.quarters": {"4": 1}}}
    verdict = ask(document, book(now, before))
    assert (verdict.state, verdict.value) == (UNMET, "3/4")
    assert [say(reason) for reason in verdict.why] == [
        "事实a.quarters每季度不少于 1 次的季度数为 3/4，应至少 4 个季度达到",
        "二季度少 1 次，应有 1 次",
    ]
    assert ask({**document, "of_periods": 0.75}, book(now, before)).state == MET


def test_periods_not_filled_in_are_named():
    now = {"a.quarters": {"1": 1, "2": 0}}
    verdict = ask({"periods_met": "a.quarters", "every": "quarter"}, book(now))
    assert [say(reason) for reason in verdict.why] == [
        "还没有填写：事实a.quarters",
        "二季度少 1 次，应有 1 次",
        "2025年四季度、2026年三季度还没有填写",
    ]
    waiting = ask({"periods_met": "a.outer_quarters", "every": "quarter"}, book())
    assert waiting.state == AWAITING


@pytest.mark.parametrize(
    ("document", "value", "sentence"),
    [
        ({"value": "a.members", "at_least": 9}, "7", "事实a.members为 7 人，应不低于 9 人"),
        ({"value": "a.members", "at_least": 7}, "7", "事实a.members为 7 人（应不低于 7 人）"),
        ({"value": "a.committee", "equals": True}, "✗", "事实a.committee为“否”，应为“是”"),
        ({"value": "a.docs", "includes": ["计划", "总结"]}, "目标、计划", "事实a.docs中缺少总结"),
        ({"value": "a.docs", "includes": ["计划"]}, "目标、计划", "事实a.docs已有计划"),
        ({"value": "a.grade", "at_least": "好"}, "中", "事实a.grade为中，应不低于好"),
        (
            {"value": "a.members", "between": [1, 5]},
            "7",
            "事实a.members为 7 人，应在 1 人至 5 人之间",
        ),
        ({"value": "a.members", "odd": False}, "7", "事实a.members为 7 人，应为双数"),
        (
            {"value": "a.members", "one_of": [3, 5]},
            "7",
            "事实a.members为 7 人，应为 3 人、5 人之一",
        ),
        ({"value": "a.rows", "filled": True}, "0", "事实a.rows为 0，应当填写"),
        (
            {"ratio": ["a.attended", "a.due"], "at_least": "0.80"},
            "75%",
            "事实a.attended占事实a.due的比例为 75%（3/4），应不低于 80%",
        ),
        (
            {"value": "a.members", "below": {"value": "a.due"}},
            "7",
            "事实a.members为 7 人，应低于事实a.due 4 人",
        ),
        (
            {"difference": ["a.attended", "a.due"], "at_least": 0},
            "-1",
            "事实a.attended减事实a.due为 -1 人次，应不低于 0 人次",
        ),
        (
            {"years_free_of": "a.cases", "at_least": 2},
            "1",
            "事实a.cases连续为 0 的年数为 1 年，应不低于 2 年",
        ),
    ],
)
def test_reasons_say_value_and_requirement(document, value, sentence):
    now = {
        "a.members": 7,
        "a.committee": False,
        "a.docs": ["目标", "计划"],
        "a.grade": "中",
        "a.rows": [],
        "a.attended": 3,
        "a.due": 4,
        "a.cases": 0,
    }
    verdict = ask(document, book(now, {2025: {"a.cases": 1}}))
    assert verdict.value == value
    assert say(verdict.why[0]) == sentence
    assert say(verdict.why[0], "en")


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ([YES, YES], MET),
        ([YES, SKIP], MET),
        ([SKIP, SKIP], NOT_ARISING),
        ([YES, WAIT], AWAITING),
        ([YES, WAIT, OPEN], UNMET),
        ([YES, NO, WAIT], UNMET),
    ],
)
def test_all(parts, state):
    assert ask({"all": parts}, book(NOW)).state == state


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ([NO, YES], MET),
        ([WAIT, YES], MET),
        ([NO, WAIT], AWAITING),
        ([OPEN, WAIT], AWAITING),
        ([NO, OPEN], UNMET),
        ([NO, SKIP], UNMET),
        ([SKIP, SKIP], NOT_ARISING),
        ([YES, SKIP], MET),
    ],
)
def test_any(parts, state):
    assert ask({"any": parts}, book(NOW)).state == state


@pytest.mark.parametrize(
    ("inner", "state"),
    [(YES, UNMET), (NO, MET), (WAIT, AWAITING), (SKIP, NOT_ARISING), (OPEN, UNMET)],
)
def test_not(inner, state):
    verdict = ask({"not": inner}, book(NOW))
    assert verdict.state == state
    assert verdict.open is (inner is OPEN)


@pytest.mark.parametrize(
    ("first", "state"),
    [(YES, UNMET), (NO, NOT_ARISING), (SKIP, NOT_ARISING), (WAIT, AWAITING), (OPEN, UNMET)],
)
def test_when(first, state):
    assert ask({"when": first, "then": NO}, book(NOW)).state == state


def test_open_spreads_only_where_it_decides():
    assert ask({"all": [NO, OPEN]}, book(NOW)).open is False
    assert ask({"all": [YES, OPEN]}, book(NOW)).open is True
    assert ask({"any": [NO, OPEN]}, book(NOW)).open is True
    assert ask({"any": [NO, NO]}, book(NOW)).open is False
    assert ask({"not": {"all": [NO, OPEN]}}, book(NOW)).state == MET
    assert ask({"not": {"any": [NO, OPEN]}}, book(NOW)).state == UNMET


def test_trees_gather_facts_awaits_and_reasons():
    tree = {"all": [{"any": [NO, WAIT]}, {"when": YES, "then": {"not": NO}}]}
    assert condition(tree).facts() == ("a.members", "a.due")
    verdict = ask(tree, book(NOW))
    assert verdict.awaits == ("party_committee",)
    assert verdict.missing == ("a.due",)
    assert [say(reason) for reason in verdict.why] == ["等上级党委填写：事实a.due"]
    none = ask({"any": [NO, NO]}, book(NOW))
    assert say(none.why[0]) == "以下 2 条达到一条即可"
    assert none.blocking == ("a.members",)


def test_reasons_of_trees_are_worded():
    verdict = ask({"not": YES}, book(NOW))
    assert say(verdict.why[0]) == "要求的是相反情形：事实a.members为 7 人（应不低于 1 人）"
    verdict = ask({"when": NO, "then": YES}, book(NOW))
    assert say(verdict.why[0]) == "前提不具备，不作要求：事实a.members为 7 人，应不低于 99 人"


def test_the_base_of_all_conditions_decides_nothing():
    assert Condition().facts() == ()
    with pytest.raises(NotImplementedError):
        Condition().evaluate(book())


def test_conditions_are_values():
    assert condition(YES) == condition(dict(YES))
    assert isinstance(condition(YES), Compare)
    assert isinstance(condition({"not": YES}), Not)
    assert Reason("x").data == {}
