"""What may be entered for a fact, and what it becomes."""

from datetime import date

import pytest

from scoring.engine.facts import FactError, check_together, check_value
from scoring.engine.wording import say
from tests.engine.small import DEFINITIONS


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("a.members", " ３２ ", 32),
        ("a.members", 32, 32),
        ("a.cases", "0", 0),
        ("a.money", "1,000", "1000"),
        ("a.money", "12.50", "12.50"),
        ("a.rate", "95%", "0.95"),
        ("a.rate", "95.5％", "0.955"),
        ("a.rate", "0.95", "0.95"),
        ("a.committee", "是", True),
        ("a.committee", "on", True),
        ("a.committee", False, False),
        ("a.committee", "否", False),
        ("a.day", "2026年1月3日", "2026-01-03"),
        ("a.day", date(2026, 1, 3), "2026-01-03"),
        ("a.grade", "中", "中"),
        ("a.docs", ["总结", "目标"], ["目标", "总结"]),
        ("a.docs", [], []),
        ("a.note", " 批复 ", "批复"),
        ("a.months", {10: "2", "03": 1, "4": "", "5": None}, {"3": 1, "10": 2}),
        ("a.quarters", {"4": 1}, {"4": 1}),
        (
            "a.rows",
            [{"name": "一组", "size": "3", "kind": "甲"}, {"size": ""}],
            [{"name": "一组", "size": 3, "kind": "甲"}],
        ),
    ],
)
def test_entries_become_canonical_values(key, typed, value):
    assert check_value(DEFINITIONS[key], typed) == value


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("a.members", "many", "“many”不是数字，请只填数字，如 32 或 12.5"),
        ("a.members", "3.5", "“3.5”不是整数，请填写整数"),
        ("a.members", "-1", "事实a.members不能小于 0 人"),
        ("a.members", True, "“True”不是数字，请只填数字，如 32 或 12.5"),
        ("a.money", False, "“False”不是数字，请只填数字，如 32 或 12.5"),
        ("a.money", "1000.01", "事实a.money不能大于 1000 元"),
        ("a.money", "1.005", "事实a.money最多保留 2 位小数"),
        ("a.rate", "95", "事实a.rate不能大于 1"),
        ("a.rate", "120%", "事实a.rate不能大于 1"),
        ("a.committee", "maybe", "事实a.committee请选“是”或“否”，不能填“maybe”"),
        ("a.day", "2026-02-30", "没有“2026-02-30”这一天，请核对日期"),
        ("a.grade", "优", "事实a.grade没有“优”这个选项，可选：差、中、好"),
        ("a.docs", "计划", "事实a.docs请从选项中勾选"),
        ("a.docs", ["方案"], "事实a.docs没有“方案”这个选项，可选：目标、计划、总结"),
        ("a.note", " ", "请填写事实a.note"),
        ("a.note", "长" * 2001, "事实a.note最多 2000 个字"),
        ("a.months", [1], "事实a.months请按月份或季度填写"),
        ("a.months", {"13": 1}, "事实a.months没有第“13”期，只有第 1 至 12 期"),
        ("a.quarters", {"Q1": 1}, "事实a.quarters没有第“Q1”期，只有第 1 至 4 期"),
        ("a.rows", "x", "事实a.rows请按表格逐行填写"),
        ("a.rows", [{}] * 501, "事实a.rows最多 500 行"),
        ("a.rows", [{"age": 1}], "事实a.rows第 1 行：表中没有“age”这一列"),
        ("a.rows", [{"size": 1}, {"size": -2}], "事实a.rows第 2 行：人数不能小于 0"),
        ("a.free", 3, "事实a.free由系统计算，不用填写"),
    ],
)
def test_other_entries_are_refused_with_a_sentence(key, typed, sentence):
    with pytest.raises(FactError) as caught:
        check_value(DEFINITIONS[key], typed)
    assert say(caught.value.reason) == sentence
    assert say(caught.value.reason, "en")


def test_a_value_stays_within_the_fact_that_bounds_it():
    refused = check_together(DEFINITIONS, {"a.due": 32, "a.attended": 33})
    assert {key: say(one) for key, one in refused.items()} == {
        "a.attended": "事实a.attended不能大于事实a.due 32 人次"
    }
    assert check_together(DEFINITIONS, {"a.due": 32, "a.attended": 32}) == {}
    assert check_together(DEFINITIONS, {"a.attended": 33}) == {}
    assert check_together(DEFINITIONS, {"a.due": 32}) == {}
