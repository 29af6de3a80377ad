"""Numbers as they are printed."""

import pytest

from scoring.documents.serials import format_serial, pattern_faults

PATTERN = "星评〔{year}〕第 {number} 号"


@pytest.mark.parametrize(
    ("number", "epoch", "printed"),
    [
        (1, 1, "星评〔2026〕第 0001 号"),
        (61, 1, "星评〔2026〕第 0061 号"),
        (12345, 1, "星评〔2026〕第 12345 号"),
        (61, 2, "星评〔2026〕第 2-0061 号"),
        (1, 11, "星评〔2026〕第 11-0001 号"),
    ],
)
def test_numbers_show_their_epoch_from_the_second_on(number: int, epoch: int, printed: str) -> None:
    serial = format_serial(year=2026, number=number, epoch=epoch, pattern=PATTERN, digits=4)
    assert serial == printed


def test_no_two_numbers_of_a_year_print_alike() -> None:
    printed = {
        format_serial(year=2026, number=number, epoch=epoch, pattern=PATTERN, digits=4)
        for number in range(1, 1200)
        for epoch in range(1, 13)
    }
    assert len(printed) == 1199 * 12


@pytest.mark.parametrize(
    ("pattern", "faults"),
    [
        (PATTERN, []),
        ("星评〔{year}〕", ["number"]),
        ("{number}", ["year"]),
        ("{year}{number}{code}", ["code"]),
        ("{year}{number}{", ["{}"]),
        ("{}{number}", ["", "year"]),
    ],
)
def test_patterns_need_exactly_year_and_number(pattern: str, faults: list[str]) -> None:
    assert pattern_faults(pattern) == faults
