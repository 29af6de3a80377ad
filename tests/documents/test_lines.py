"""Breaking names and titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.documents.lines import NEVER_FIRST, NEVER_LAST, balanced, width_of


def test_short_text_stays_on_one_line() -> None:
    assert balanced("中共云岭州财政局", 10) == ["中共云岭州财政局"]


def test_words_of_names_stay_whole() -> None:
    assert balanced("关于取消中共云岭州财政局机关第三支部委员会五星级称号的通知", 19) == [
        "关于取消中共云岭州财政局机关",
        "第三支部委员会五星级称号的通知",
    ]


@pytest.mark.parametrize("text", ["2026年度第十二支部", "甲乙丙丁2026戊己庚辛", "甲乙〔2026〕3号"])
def test_numbers_are_never_split(text: str) -> None:
    for per_line in range(4, 12):
        assert any("2026" in line for line in balanced(text, per_line)) == ("2026" in text)


@given(
    st.text(alphabet="中共支部委员会（）、。〔〕2026A机关", min_size=1, max_size=80),
    st.integers(min_value=5, max_value=40),
)
def test_nothing_is_lost_and_marks_stay_with_their_words(text: str, per_line: int) -> None:
    lines = balanced(text, per_line)
    assert "".join(lines) == text
    assert all(lines)
    for line in lines[1:]:
        assert line[0] not in NEVER_FIRST
    for line in lines[:-1]:
        assert line[-1] not in NEVER_LAST


def test_half_width_characters_count_about_half() -> None:
    assert width_of("支部") == 2
    assert width_of("12") == pytest.approx(1.1)
