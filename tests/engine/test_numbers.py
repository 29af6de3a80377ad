"""Numbers and dates as typed, and the one rounding (decisions 6)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.numbers import (
    DateError,
    NumberError,
    parse_date,
    parse_number,
    percent,
    plain,
    quantity,
    round_points,
)
from scoring.engine.results import Reason


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("32", "32"),
        (" 32 ", "32"),
        ("\u300032\u3000", "32"),
        ("３２．５", "32.5"),
        ("1,234,567.5", "1234567.5"),
        ("１，２３４", "1234"),
        ("-3", "-3"),
        ("－3", "-3"),
        ("+3", "3"),
        ("007", "7"),
        (5, "5"),
        (Decimal("2.50"), "2.50"),
    ],
)
def test_numbers_as_people_type_them(typed, number):
    assert parse_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "number_empty"),
        ("   ", "number_empty"),
        ("NaN", "number_malformed"),
        ("Infinity", "number_malformed"),
        ("-inf", "number_malformed"),
        ("1e3", "number_malformed"),
        ("0x10", "number_malformed"),
        ("1_000", "number_malformed"),
        ("12,34", "number_malformed"),
        ("1 000", "number_malformed"),
        ("3²", "number_malformed"),
        ("٣", "number_malformed"),
        ("三", "number_malformed"),
        (".5", "number_malformed"),
        ("5.", "number_malformed"),
        ("--5", "number_malformed"),
        ("1" * 19, "number_too_long"),
    ],
)
def test_anything_else_is_refused(typed, code):
    with pytest.raises(NumberError) as caught:
        parse_number(typed)
    assert caught.value.code == code
    assert caught.value.reason == Reason(code, caught.value.data)


def test_whole_numbers_refuse_a_fraction_and_take_32_0():
    assert parse_number("32.0", whole=True) == 32
    with pytest.raises(NumberError) as caught:
        parse_number("32.5", whole=True)
    assert caught.value.code == "number_not_whole"


@pytest.mark.parametrize(
    "typed",
    [
        "2026-1-23",
        "2026-01-23",
        "2026.1.23",
        "2026/1/23",
        "20260123",
        "2026年1月23日",
        "２０２６－１－２３",
    ],
)
def test_dates_as_people_type_them(typed):
    assert parse_date(typed) == date(2026, 1, 23)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "date_empty"),
        ("23.1.2026", "date_malformed"),
        ("2026-1", "date_malformed"),
        ("2026-02-30", "date_impossible"),
        ("20261301", "date_impossible"),
    ],
)
def test_other_dates_are_refused(typed, code):
    with pytest.raises(DateError) as caught:
        parse_date(typed)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("exact", "points"),
    [
        (Fraction(1, 200), "0.01"),
        (Fraction(149, 10000), "0.01"),
        (Fraction(11, 6), "1.83"),
        (Fraction(2, 3), "0.67"),
        (Decimal("2.005"), "2.01"),
        (Decimal("2.0049999"), "2.00"),
        (Fraction(-1, 200), "-0.01"),
        (3, "3.00"),
    ],
)
def test_points_are_rounded_half_up_to_a_hundredth(exact, points):
    assert str(round_points(exact)) == points


@given(st.fractions(min_value=-1000, max_value=1000))
def test_rounding_moves_by_half_a_hundredth_at_most(exact):
    assert abs(Fraction(round_points(exact)) - exact) <= Fraction(1, 200)


def test_shares_are_cut_so_that_less_than_all_never_reads_as_all():
    assert percent(Fraction(99999, 100000)) == "99.99%"
    assert percent(Fraction(1)) == "100%"
    assert percent(Fraction(4, 5)) == "80%"
    assert plain(Fraction(-1, 3)) == "-0.33"
    assert plain(Fraction(1, 1000)) == "0"
    assert plain(12) == "12"


def test_units_are_said_where_there_are_any():
    assert quantity("3", "") == "3"
    assert quantity("3", "%") == "3"
    assert quantity("3", "人") == Reason("quantity", {"n": "3", "unit": "人"})
