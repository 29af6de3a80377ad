"""The calendar of the installation and periods counted by it."""

import datetime
from pathlib import Path

from scoring.common.working_days import calendar, last_day, read_calendar


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_the_first_day_does_not_count_and_weekends_are_skipped():
    assert last_day(day("2026-11-02"), 5) == day("2026-11-09")  # Monday to Monday


def test_the_national_holiday_and_its_worked_saturday():
    # 30 September is a Wednesday; 1 to 7 October are off, Saturday the 10th is worked.
    assert last_day(day("2026-09-30"), 2) == day("2026-10-09")
    assert last_day(day("2026-09-30"), 3) == day("2026-10-10")


def test_a_folder_without_files_knows_only_weekends(tmp_path: Path):
    assert read_calendar(tmp_path).holidays == frozenset()


def test_days_may_be_written_without_quotes(tmp_path: Path):
    (tmp_path / "2030.yaml").write_text(
        "holidays:\n- {name: 元旦, days: [2030-01-01]}\nworkdays: ['2030-01-05']\n",
        encoding="utf-8",
    )
    known = read_calendar(tmp_path)
    assert known.holidays == {day("2030-01-01")}
    assert known.workdays == {day("2030-01-05")}


def test_the_shipped_years_are_read():
    assert {one.year for one in calendar().holidays} >= {2024, 2025, 2026}
