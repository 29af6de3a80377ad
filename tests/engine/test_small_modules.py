"""Deadlines, draws and shares."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.deadlines import CHINA, add_working_days, is_working_day, phase
from scoring.engine.quotas import check_quotas
from scoring.engine.sampling import draw, population_hash
from tests.engine.small import judged_rubric

END = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        (datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=CHINA), "open"),
        (datetime(2026, 11, 1, tzinfo=CHINA), "late"),
        (datetime(2026, 10, 31, 15, 59, tzinfo=UTC), "open"),
        (datetime(2026, 10, 31, 16, 0, tzinfo=UTC), "late"),  # midnight in China
    ],
)
def test_a_date_is_open_to_the_end_of_the_day_in_china(moment, found):
    assert phase(moment, declare_by=END) == found  # STB-05


def test_an_extension_counts_and_never_shortens():
    moment = datetime(2026, 11, 2, 9, tzinfo=CHINA)
    assert phase(moment, declare_by=END, extended_until=date(2026, 11, 2)) == "open"
    assert phase(moment, declare_by=END, extended_until=date(2026, 11, 1)) == "late"
    early = datetime(2026, 10, 30, tzinfo=CHINA)
    assert phase(early, declare_by=END, extended_until=date(2026, 10, 1)) == "open"


def test_a_moment_as_deadline_is_included():
    end = datetime(2026, 10, 31, 17, 30, tzinfo=CHINA)
    assert phase(end, declare_by=end) == "open"
    assert phase(end + timedelta(microseconds=1), declare_by=end) == "late"


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="timestamp_naive"):
        phase(datetime(2026, 10, 31), declare_by=END)  # noqa: DTZ001 - the fault under test


def test_working_days_skip_weekends_and_holidays_and_take_exchanged_days():
    friday = date(2026, 9, 25)
    holidays = {date(2026, 10, day) for day in range(1, 8)}
    workdays = {date(2026, 9, 27)}
    assert add_working_days(friday, 1) == date(2026, 9, 28)
    assert add_working_days(friday, 1, holidays, workdays) == date(2026, 9, 27)
    assert add_working_days(friday, 5, holidays, workdays) == date(2026, 10, 8)
    assert add_working_days(friday, 0) == friday
    assert not is_working_day(date(2026, 9, 26))
    assert is_working_day(date(2026, 9, 27), workdays=workdays)
    with pytest.raises(ValueError, match="days_negative"):
        add_working_days(friday, -1)


@given(st.dates(), st.integers(0, 30))
def test_between_there_are_exactly_that_many_working_days(day, n):
    later = add_working_days(day, n) if day < date(9999, 1, 1) else day
    days = [day + timedelta(days=one + 1) for one in range((later - day).days)]
    if day < date(9999, 1, 1):
        assert sum(is_working_day(one) for one in days) == n


POPULATION = [f"B{n:03}" for n in range(100)]


@given(st.permutations(POPULATION), st.text(max_size=8))
def test_a_draw_depends_on_the_seed_alone(population, seed):
    drawn = draw(population, Decimal("0.25"), seed)
    assert drawn == draw(POPULATION, Decimal("0.25"), seed)
    assert len(set(drawn)) == 25


def test_draws_round_up_and_know_their_bounds():
    assert len(draw(POPULATION, Decimal("0.001"), "s")) == 1
    assert draw(POPULATION, Decimal(0), "s") == ()
    assert sorted(draw(POPULATION, Decimal(1), "s")) == POPULATION
    assert draw([], Decimal(1), "s") == ()
    assert draw(POPULATION, Decimal("0.5"), "a") != draw(POPULATION, Decimal("0.5"), "b")
    with pytest.raises(ValueError, match="share_outside"):
        draw(POPULATION, Decimal("1.1"), "s")


def test_the_hash_of_a_population_is_published_before_the_seed():
    assert population_hash(reversed(POPULATION)) == population_hash(POPULATION)
    assert population_hash(POPULATION[1:]) != population_hash(POPULATION)


@pytest.mark.parametrize(
    ("levels", "share", "holds"),
    [
        (["three"] * 7 + [""] * 3, Fraction(7, 10), True),
        (["five"] * 7 + [""] * 3, Fraction(7, 10), True),  # three stars or higher
        (["four"] * 6 + [""] * 4, Fraction(3, 5), False),
        ([], Fraction(0), True),
    ],
)
def test_the_share_at_three_stars_or_higher(levels, share, holds):
    (verdict,) = check_quotas(judged_rubric(), levels)
    assert (verdict.share, verdict.holds, verdict.kind) == (share, holds, "floor")


def test_a_cap_bounds_from_above():
    quotas = [{"id": "Q", "name": "五星", "kind": "cap", "level": "five", "share": 0.3}]
    read = judged_rubric(quotas=quotas)
    assert check_quotas(read, ["five"] * 3 + ["four"] * 7)[0].holds
    assert not check_quotas(read, ["five"] * 4 + ["four"] * 6)[0].holds
