"""Small helpers: one spelling of JSON, entries with versions, refusals that carry data."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.common.canonical import canonical_json, sha256_of
from scoring.common.entries import WriteResult, stale, value_of, version_of, without_unchanged
from scoring.common.fields import path_range
from scoring.common.refusals import Refusal, WrongState
from scoring.engine.results import Reason

ENTRIES = {"a": {"value": 1, "version": 2}, "b": {"value": None, "version": 1}}


def test_equal_content_has_equal_text():
    left = {"b": [1, "二"], "a": Decimal("1.50")}
    right = {"a": Decimal("1.50"), "b": (1, "二")}
    assert canonical_json(left) == canonical_json(right) == '{"a":"1.50","b":[1,"二"]}'
    assert sha256_of(canonical_json(left)) == sha256_of(canonical_json(right).encode())


def test_days_and_fractions_are_text():
    day = datetime.date(2026, 1, 2)
    assert canonical_json({"d": day, "f": Fraction(1, 3)}) == '{"d":"2026-01-02","f":"1/3"}'


@pytest.mark.parametrize("value", [0.5, {"a": 0.5}, [{"a": (1, 2.0)}], float("nan")])
def test_floats_have_no_place(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_unknown_kinds_have_no_form():
    with pytest.raises(TypeError, match="set has no canonical form"):
        canonical_json({"a": {1}})


def test_entries_never_made_have_neither_value_nor_version():
    assert (value_of(ENTRIES, "x"), version_of(ENTRIES, "x")) == (None, 0)
    assert (value_of(ENTRIES, "b"), version_of(ENTRIES, "b")) == (None, 1)


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ({"a": 1}, {}),
        ({"a": 2}, {"a": 2}),
        ({"a": True}, {"a": True}),  # equal to 1 in Python, not on the sheet
        ({"a": "1"}, {"a": "1"}),
        ({"b": None}, {}),
        ({"x": None}, {}),
        ({"x": 0}, {"x": 0}),
        ({"x": []}, {"x": []}),
    ],
)
def test_unchanged_values_are_left_out(wanted, left):
    assert without_unchanged(ENTRIES, wanted) == left


@pytest.mark.parametrize(
    ("seen", "late"), [({"a": 2}, []), ({"a": 1}, ["a"]), ({"a": 3}, ["a"]), ({}, ["a"])]
)
def test_only_the_version_that_stands_is_fresh(seen, late):
    assert stale(ENTRIES, {"a": 5}, seen) == late
    assert stale(ENTRIES, {"new": 5}, seen) == []


def test_a_result_is_clean_without_conflicts_and_refusals():
    assert WriteResult(written={"a": 1}).clean
    assert not WriteResult(refused={"a": Reason("x", {})}).clean


def test_a_refusal_gives_its_data_by_name():
    refusal = WrongState(state="filling", step="submit")
    assert isinstance(refusal, Refusal)
    assert (refusal.state, refusal.step) == ("filling", "submit")
    with pytest.raises(AttributeError):
        _ = refusal.deadline


def test_a_path_range_holds_what_lies_below_and_nothing_beside():
    first, last = path_range("0001000Z")
    inside = ["0001000Z", "0001000Z0001", "0001000ZZZZZ"]
    outside = ["0001000Y", "00010010", "0001", "0001000"]
    assert all(first <= path < last for path in inside)
    assert not any(first <= path < last for path in outside)
