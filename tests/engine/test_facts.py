"""Definitions, windows and the book of facts (decisions 1 to 3)."""

import copy
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from scoring.engine.facts import (
    MISSING,
    FactType,
    FaultsFound,
    Incident,
    Window,
    default_window,
    read_definitions,
    roots,
)
from tests.engine.small import DEFINITIONS, FACTS, book, fact, facts_document


def test_default_window_runs_from_october_to_september():
    window = default_window(2026)
    assert (window.start, window.end) == (date(2025, 10, 1), date(2026, 9, 30))
    assert window.months()[0] == (2025, 10)
    assert window.months()[-1] == (2026, 9)
    assert len(window.months()) == 12
    assert window.quarters() == ((2025, 4), (2026, 1), (2026, 2), (2026, 3))


def test_prior_windows_and_leap_days():
    assert default_window(2026).prior(2).start == date(2023, 10, 1)
    assert default_window(2026).prior(0) is not None
    leap = Window(2024, date(2023, 3, 1), date(2024, 2, 29))
    assert leap.prior(1).end == date(2023, 2, 28)


def test_a_window_contains_both_its_ends():
    window = default_window(2026)
    assert window.contains(date(2025, 10, 1))
    assert window.contains(date(2026, 9, 30))
    assert not window.contains(date(2026, 10, 1))


def test_a_window_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="window_reversed"):
        Window(2026, date(2026, 2, 1), date(2026, 1, 1))


def test_definitions_know_who_provides_and_what_is_computed():
    assert DEFINITIONS["a.members"].branch_owned
    assert not DEFINITIONS["a.due"].branch_owned
    assert DEFINITIONS["a.free"].computed
    assert DEFINITIONS["a.supplied"].computed
    assert not DEFINITIONS["a.members"].computed
    assert DEFINITIONS["a.rows"].column("size").type == FactType.INT
    assert DEFINITIONS["a.rows"].column("nothing") is None
    assert roots(("a.everyone", "a.members", "a.row_count"), DEFINITIONS) == (
        "a.members",
        "a.told",
        "a.rows",
    )


def test_snapshots_come_from_the_assessment_year_and_periods_from_their_calendar_year():
    months_before, months = {"10": 2, "12": 1}, {"1": 3, "9": 4}
    one = book(
        {"a.members": 20, "a.months": months, "a.quarters": {"1": 1}},
        {2025: {"a.members": 9, "a.months": months_before, "a.quarters": {"4": 5}}},
    )
    assert one.get("a.members") == 20
    assert one.get("a.members", 1) == 9
    assert one.get("a.committee") is MISSING
    periods = one.periods("a.months")
    assert periods[0] == (2025, 10, 2)
    assert periods[1] == (2025, 11, MISSING)
    assert periods[-1] == (2026, 9, 4)
    assert one.periods("a.quarters") == [
        (2025, 4, 5),
        (2026, 1, 1),
        (2026, 2, MISSING),
        (2026, 3, MISSING),
    ]


def test_numbers_are_exact():
    one = book({"a.money": "12.50", "a.members": 3})
    assert one.number("a.money") == Fraction(25, 2)
    assert one.number("a.due") is MISSING


def test_a_yearly_count_is_the_larger_of_number_and_incidents():
    days = (date(2025, 9, 30), date(2025, 10, 1), date(2026, 9, 30))
    incidents = tuple(Incident("a.cases", day) for day in days)
    assert book({}, incidents=incidents).count_in("a.cases", 0) == 2
    assert book({}, incidents=incidents).count_in("a.cases", 1) == 1
    assert book({}, incidents=incidents).count_in("a.cases", 2) is MISSING
    assert book({"a.cases": 5}, incidents=incidents).get("a.cases") == 5
    assert book({"a.cases": 0}, incidents=incidents).get("a.cases") == 2
    assert book({"a.cases": 0}).get("a.cases") == 0


def clean(*years: int) -> dict[int, dict[str, int]]:
    return {year: {"a.cases": 0} for year in years}


@pytest.mark.parametrize(
    ("before", "founded_on", "found"),
    [
        (clean(2025, 2024), None, (3, False)),  # 2023 has not been attested
        (clean(2025), None, (2, False)),
        ({}, None, (1, False)),
        (clean(2025, 2024, 2023, 2022, 2021), None, (5, True)),  # looks no further back
        ({2025: {"a.cases": 1}}, None, (1, True)),
        (clean(2025, 2024), date(2024, 10, 1), (2, True)),  # founded on the first day counts
        (clean(2025, 2024), date(2024, 10, 2), (1, True)),  # one day later does not
        (clean(2025, 2024), date(2025, 10, 2), (0, True)),
    ],
)
def test_clean_windows_in_a_row(before, founded_on, found):
    assert book({"a.cases": 0}, before, founded_on=founded_on).clean_windows("a.cases") == found


def test_a_case_in_the_current_window_leaves_no_clean_year():
    assert book({"a.cases": 1}, clean(2025)).clean_windows("a.cases") == (0, True)
    assert book({}, clean(2025)).clean_windows("a.cases") == (0, False)


@pytest.mark.parametrize(
    ("before", "attested", "found"),
    [
        (clean(2025, 2024), (), (1, True)),  # founded in May 2025: typed noughts alone do not do
        (clean(2025, 2024), (2025,), (2, True)),
        (clean(2025, 2024), (2024,), (1, True)),  # a baseline has no hole
        (clean(2025, 2024), (2025, 2024), (3, True)),
        ({2025: {"a.cases": 1}}, (2025,), (1, True)),  # attested, and not clean
    ],
)
def test_an_attested_year_counts_before_the_branch_existed(before, attested, found):
    """A-09: a branch younger than the look-back needs an attested baseline."""
    young = book({"a.cases": 0}, before, founded_on=date(2025, 5, 1))
    known = replace(young, attested=frozenset(("a.cases", year) for year in attested))
    assert known.clean_windows("a.cases") == found


ROWS = [{"name": "一组", "size": 2, "kind": "甲"}, {"name": "二组", "size": 3}, {"name": "三组"}]


def test_derived_facts_follow_from_others():
    one = book({"a.members": 8, "a.told": 2, "a.rows": ROWS, "a.cases": 1})
    assert one.get("a.everyone") == 10
    assert one.get("a.told_rate") == Fraction(1, 4)
    assert one.get("a.row_count") == 3
    assert one.get("a.smallest") == 2
    assert one.get("a.large") == 1
    assert one.get("a.of_kind") == 1
    assert one.get("a.free") == 0


def test_derived_facts_are_missing_while_their_roots_are_and_say_which():
    one = book({"a.members": 8})
    for key in ("a.everyone", "a.told_rate", "a.row_count", "a.smallest", "a.free"):
        assert one.get(key) is MISSING
    assert one.owed("a.everyone") == ("a.told",)
    assert one.owed("a.row_count") == ("a.rows",)
    assert one.owed("a.free") == ("a.cases",)
    assert one.owed("a.members") == ()
    assert book({"a.cases": 1}).owed("a.free") == ()
    assert book({"a.told": 0, "a.members": 0}).get("a.told_rate") is MISSING


def test_a_table_without_its_column_is_what_is_owed():
    one = book({"a.rows": [{"name": "一组"}]})
    assert one.get("a.smallest") is MISSING
    assert one.owed("a.smallest") == ("a.rows",)
    assert one.owed("a.large") == ()


def faults_of(facts: list[dict], **more) -> list[tuple[str, str]]:
    document = {**facts_document(facts), **more}
    with pytest.raises(FaultsFound) as caught:
        read_definitions(document, lines={"": 1, "/facts/0": 9})
    return [(fault.path, fault.code) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("bad", "path", "code"),
    [
        (fact("b.x", "float"), "/facts/0/type", "choice_unknown"),
        (fact("b.x", "enum"), "/facts/0", "options_missing"),
        (fact("b.x", "table"), "/facts/0", "columns_missing"),
        (fact("b.x", "int", provider="nobody"), "/facts/0/provider", "choice_unknown"),
        (fact("b.x", "int", scope="moon"), "/facts/0/scope", "choice_unknown"),
        (fact("b.x", "int", at_most="b.y"), "/facts/0/at_most", "fact_unknown"),
        (fact("b.x", "int", minimum="low"), "/facts/0/minimum", "not_a_number"),
        (fact("b.x", "int", colour="red"), "/facts/0/colour", "key_unknown"),
        (fact("b.x", "int", derived={"sum": []}), "/facts/0/derived/sum", "derivation_malformed"),
        (
            fact("b.x", "int", derived={"ratio": ["b.y"]}),
            "/facts/0/derived/ratio",
            "derivation_malformed",
        ),
        (
            fact("b.x", "int", derived={"sum": ["b.x"], "ratio": ["b.x", "b.x"]}),
            "/facts/0/derived",
            "derivation_not_one",
        ),
        (fact("b.x", "int", derived={"guess": "b.x"}), "/facts/0/derived/guess", "key_unknown"),
        (fact("b.x", "int", derived="b.x"), "/facts/0/derived", "not_a_map"),
        (fact("b.x", "int", derived={"sum": ["b.y"]}), "/facts/0/derived", "fact_unknown"),
        (fact("b.x", "int", derived={"count_rows": "b.x"}), "/facts/0/derived", "fact_type_unfit"),
        (fact("b.x", "int", derived={"sum": ["b.x"]}), "/facts/0/derived", "derivation_circular"),
        (
            fact("b.x", "int", derived={"count_where": ["b.x", "c", {"over": 1}]}),
            "/facts/0/derived/count_where",
            "derivation_malformed",
        ),
        (
            fact("b.x", "table", columns=[{"key": "c", "zh": "列", "en": "c", "type": "enum"}]),
            "/facts/0/columns/0",
            "options_missing",
        ),
    ],
)
def test_faults_of_definitions(bad, path, code):
    assert (path, code) in faults_of([bad])


def test_faults_between_definitions():
    table = next(one for one in FACTS if one["key"] == "a.rows")
    facts = [table, fact("b.x", "int", "system", derived={"min_of": ["a.rows", "none"]})]
    assert ("/facts/1/derived", "column_unknown") in faults_of(facts)
    assert ("/facts/1/key", "id_twice") in faults_of([fact("b.x", "int"), fact("b.x", "int")])
    round_about = [
        fact("b.x", "int", "system", derived={"sum": ["b.y"]}),
        fact("b.y", "int", "system", derived={"sum": ["b.x", "b.x"]}),
    ]
    assert ("/facts/0/derived", "derivation_circular") in faults_of(round_about)
    assert ("/providers", "not_a_map") in faults_of([fact("b.x", "int")], providers=[])
    assert ("/format", "choice_unknown") in faults_of([fact("b.x", "int")], format="other/9")


def test_reading_does_not_change_the_document():
    document = facts_document()
    before = copy.deepcopy(document)
    read_definitions(document)
    assert document == before
