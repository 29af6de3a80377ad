"""Every measure: what it computes, what it owes, what it calls itself."""

from datetime import date
from fractions import Fraction

import pytest

from scoring.engine.facts import Incident
from scoring.engine.measures import Measure, Missing, NotArising, entered
from scoring.engine.results import Reason
from scoring.engine.wording import say
from tests.engine.small import DEFINITIONS, book, measure

FULL = {str(n): 1 for n in range(1, 13)}
WINDOW_MONTHS = ({"a.months": FULL}, {2025: {"a.months": FULL}})


def computed(document, now=None, before=None, **more):
    return measure(document).compute(book(now, before, **more))


@pytest.mark.parametrize(
    ("document", "now", "value"),
    [
        ({"value": "a.members"}, {"a.members": 7}, Fraction(7)),
        ({"value": "a.money"}, {"a.money": "12.50"}, Fraction(25, 2)),
        ({"value": "a.committee"}, {"a.committee": False}, False),
        ({"value": "a.grade"}, {"a.grade": "好"}, "好"),
        ({"value": "a.day"}, {"a.day": "2026-01-03"}, "2026-01-03"),
        ({"value": "a.docs"}, {"a.docs": ["目标"]}, frozenset({"目标"})),
        ({"value": "a.rows"}, {"a.rows": [{}, {}]}, Fraction(2)),
        ({"value": "a.cases"}, {"a.cases": 0}, Fraction(0)),
        ({"value": "a.told_rate"}, {"a.told": 1, "a.members": 4}, Fraction(1, 4)),
        ({"rank": "a.members"}, {"a.members": 3}, Fraction(3)),
        ({"ratio": ["a.attended", "a.due"]}, {"a.attended": 9, "a.due": 10}, Fraction(9, 10)),
        (
            {"ratio": [["a.told", "a.attended"], ["a.members", "a.due"]]},
            {"a.told": 1, "a.attended": 2, "a.members": 3, "a.due": 3},
            Fraction(1, 2),
        ),
        ({"count": "a.docs"}, {"a.docs": ["目标", "计划"]}, Fraction(2)),
        ({"count": "a.docs", "of": ["计划", "总结"]}, {"a.docs": ["目标", "计划"]}, Fraction(1)),
        ({"count": "a.rows"}, {"a.rows": [{"size": 1}]}, Fraction(1)),
        (
            {"count": "a.rows", "where": ["size", {"at_least": 3}]},
            {"a.rows": [{"size": 2}, {"size": 3}, {}]},
            Fraction(1),
        ),
        (
            {"count": "a.rows", "where": ["kind", {"equals": "甲"}]},
            {"a.rows": [{"kind": "甲"}, {"kind": "乙"}]},
            Fraction(1),
        ),
        ({"min": ["a.members", "a.told"]}, {"a.members": 3, "a.told": 2}, Fraction(2)),
        ({"max": ["a.members", "a.told"]}, {"a.members": 3, "a.told": 2}, Fraction(3)),
        ({"sum": ["a.members", "a.told"]}, {"a.members": 3, "a.told": 2}, Fraction(5)),
        ({"difference": ["a.members", "a.told"]}, {"a.members": 3, "a.told": 5}, Fraction(-2)),
        ({"years_since": "a.day"}, {"a.day": "2023-09-30"}, Fraction(3)),
        ({"years_since": "a.day"}, {"a.day": "2023-10-01"}, Fraction(2)),
        ({"years_since": "a.day"}, {"a.day": "2026-10-01"}, Fraction(-1)),
    ],
)
def test_values(document, now, value):
    assert computed(document, now) == value


@pytest.mark.parametrize(
    ("document", "now", "keys", "providers"),
    [
        ({"value": "a.members"}, {}, ("a.members",), ("secretary",)),
        ({"value": "a.supplied"}, {}, ("a.supplied",), ("system",)),
        ({"value": "a.row_count"}, {}, ("a.rows",), ("secretary",)),
        ({"value": "a.told_rate"}, {"a.told": 1}, ("a.members",), ("secretary",)),
        (
            {"ratio": ["a.attended", "a.members"]},
            {},
            ("a.attended", "a.members"),
            ("party_committee", "secretary"),
        ),
        ({"ratio": ["a.attended", "a.due"]}, {"a.due": 5}, ("a.attended",), ("party_committee",)),
        (
            {"ratio": [["a.told"], ["a.members", "a.due"]]},
            {"a.told": 1, "a.members": 2},
            ("a.due",),
            ("party_committee",),
        ),
        ({"count": "a.docs"}, {}, ("a.docs",), ("secretary",)),
        (
            {"difference": ["a.members", "a.due"]},
            {"a.members": 1},
            ("a.due",),
            ("party_committee",),
        ),
        ({"years_since": "a.day"}, {}, ("a.day",), ("secretary",)),
        ({"change_from_prior": "a.members"}, {"a.members": 1}, ("a.members",), ("secretary",)),
        ({"period": "a.quarters", "quarter": 1}, {}, ("a.quarters",), ("secretary",)),
        ({"min": "a.quarters"}, {}, ("a.quarters",), ("secretary",)),
    ],
)
def test_what_is_missing_and_from_whom(document, now, keys, providers):
    value = computed(document, now)
    assert isinstance(value, Missing)
    assert value.keys == keys
    assert value.providers == providers


def test_a_share_of_nothing_does_not_arise():
    value = computed({"ratio": ["a.attended", "a.due"]}, {"a.due": 0})
    assert isinstance(value, NotArising)
    assert say(value.reason) == "事实a.due为 0，本项不涉及"
    assert isinstance(computed({"value": "a.told_rate"}, {"a.members": 0}), NotArising)


def test_change_is_taken_against_the_year_before():
    before = {2025: {"a.members": 10, "a.rate": "0.5"}}
    assert computed({"change_from_prior": "a.members"}, {"a.members": 8}, before) == -2
    change = measure({"change_from_prior": "a.rate"})
    assert change.compute(book({"a.rate": "0.75"}, before)) == Fraction(1, 4)
    assert change.kind(DEFINITIONS) == "share"
    assert measure({"change_from_prior": "a.members"}).kind(DEFINITIONS) == "number"


def test_periods_are_counted_over_the_window_and_not_the_calendar_year():
    months = {str(n): 1 for n in range(1, 10)}
    before = {2025: {"a.months": {"10": 1, "11": 0, "12": 2, "1": 9}}}
    value = computed(
        {"periods_met": "a.months", "every": "month"}, {"a.months": {**months, "12": 0}}, before
    )
    assert value == Fraction(11, 12)


def test_months_add_up_to_quarters():
    document = {"periods_met": "a.months", "every": "quarter", "at_least": 3}
    assert computed(document, *WINDOW_MONTHS) == 1
    fewer = {"a.months": {**FULL, "2": 0}}
    assert computed(document, fewer, WINDOW_MONTHS[1]) == Fraction(3, 4)


def test_missing_periods_leave_what_the_share_is_at_least():
    value = computed(
        {"periods_met": "a.quarters", "every": "quarter"},
        {"a.quarters": {"1": 1, "2": 0}},
        {2025: {"a.quarters": {"4": 2}}},
    )
    assert isinstance(value, Missing)
    assert value.low == Fraction(1, 2)


def test_one_period_of_the_window():
    before = {2025: {"a.quarters": {"4": 5}, "a.months": {"11": 7}}}
    assert computed({"period": "a.quarters", "quarter": 4}, {}, before) == 5
    assert computed({"period": "a.months", "month": 11}, {}, before) == 7
    quarter = measure({"period": "a.quarters", "quarter": 4})
    assert say(quarter.label(book({}, before))) == "2025年四季度事实a.quarters"
    assert quarter.unit(book()) == "次"


def test_sum_and_greatest_of_periods_say_what_they_are_at_least():
    now = {"a.quarters": {"1": 2, "2": 3}}
    before = {2025: {"a.quarters": {"4": 1}}}
    assert computed({"sum": "a.quarters"}, now, before).low == 6
    assert computed({"max": "a.quarters"}, now, before).low == 3
    assert computed({"min": "a.quarters"}, now, before).low is None
    full = {"a.quarters": {"1": 2, "2": 3, "3": 4}}
    assert computed({"sum": "a.quarters"}, full, before) == 10
    assert computed({"min": "a.quarters"}, full, before) == 1


def test_clean_years_known_so_far():
    document = {"years_free_of": "a.cases"}
    assert computed(document, {"a.cases": 1}) == 0
    value = computed(document, {"a.cases": 0}, {2025: {"a.cases": 0}})
    assert isinstance(value, Missing)
    assert value.low == 2
    assert (
        computed(document, {"a.cases": 0}, incidents=(Incident("a.cases", date(2024, 10, 1)),)) == 1
    )


@pytest.mark.parametrize(
    ("now", "before", "founded_on", "sentence"),
    [
        ({"a.cases": 0}, {2025: {"a.cases": 2}}, None, "2025 年度“事实a.cases”为 2"),
        ({"a.cases": 0}, {}, None, "还没有 2025 年度的“事实a.cases”"),
        (
            {"a.cases": 0},
            {},
            date(2025, 1, 1),
            "支部在 2024年10月1日以后才成立，2025 年度不计入连续年数",
        ),
    ],
)
def test_what_ends_the_row_of_clean_years(now, before, founded_on, sentence):
    one = book(now, before, founded_on=founded_on)
    assert [say(reason) for reason in measure({"years_free_of": "a.cases"}).explain(one)] == [
        sentence
    ]


def test_nothing_ends_a_row_of_five():
    before = {year: {"a.cases": 0} for year in range(2020, 2026)}
    one = book({"a.cases": 0}, before)
    assert measure({"years_free_of": "a.cases"}).compute(one) == 5
    assert measure({"years_free_of": "a.cases"}).explain(one) == ()


def test_share_of_organizations_below():
    below = (book({"a.members": 7}), book({"a.members": 3}), book())
    share = measure({"share_below": ["a.members", {"at_least": 7}]})
    assert share.compute(book(below=below)) == Fraction(1, 3)
    assert isinstance(share.compute(book()), NotArising)
    assert share.kind(DEFINITIONS) == "share"
    assert share.facts() == ()  # they are facts of others
    assert say(share.label(book())) == "下级组织中“事实a.members”达到要求的比例"
    assert (
        measure({"share_below": ["a.grade", {"equals": "好"}]}).compute(
            book(below=(book({"a.grade": "好"}),))
        )
        == 1
    )


@pytest.mark.parametrize(
    ("document", "label", "kind"),
    [
        ({"value": "a.members"}, "事实a.members", "number"),
        ({"ratio": ["a.told", "a.members"]}, "事实a.told占事实a.members的比例", "share"),
        ({"count": "a.docs"}, "事实a.docs项数", "number"),
        ({"years_free_of": "a.cases"}, "事实a.cases连续为 0 的年数", "number"),
        ({"years_since": "a.day"}, "事实a.day至考核期末的年数", "number"),
        ({"difference": ["a.members", "a.told"]}, "事实a.members减事实a.told", "number"),
        ({"change_from_prior": "a.members"}, "事实a.members比上年的变化", "number"),
        ({"min": "a.quarters"}, "事实a.quarters中最少的一个", "number"),
        ({"max": "a.quarters"}, "事实a.quarters中最多的一个", "number"),
        ({"sum": ["a.rate", "a.rate"]}, "事实a.rate合计", "share"),
        (
            {"periods_met": "a.months", "every": "month"},
            "事实a.months每月不少于 1 次的月数",
            "periods",
        ),
        (
            {"periods_met": "a.months", "every": "quarter"},
            "事实a.months每季度不少于 1 次的季度数",
            "periods",
        ),
    ],
)
def test_names_and_kinds(document, label, kind):
    read = measure(document)
    name = read.label(book())
    assert (say(name) if isinstance(name, Reason) else name["zh"]) == label
    assert read.kind(DEFINITIONS) == kind
    assert isinstance(read.unit(book()), str)


def test_the_base_of_all_measures_measures_nothing():
    assert Measure().facts() == ()
    assert Measure().explain(book()) == ()
    with pytest.raises(NotImplementedError):
        Measure().compute(book())


def test_numbers_of_a_share_that_is_not_known_are_empty():
    assert measure({"ratio": ["a.told", "a.members"]}).numbers(book()) == ("", "")
    assert measure({"difference": ["a.told", "a.members"]}).explain(book()) == ()


def test_whether_anything_has_been_entered():
    assert not entered(book(), ("a.members", "a.months", "a.row_count"))
    assert entered(book({"a.months": {"3": 0}}), ("a.months",))
    assert entered(book({"a.rows": []}), ("a.row_count",))
    assert not entered(book({"a.months": {"12": 1}}), ("a.months",))  # outside the window
