"""Official documents measured against GB/T 9704 by the boxes of their characters, 0.2 mm."""

import itertools
import re
from collections.abc import Callable

import pytest

from scoring.documents.forms.documents import check_document, render_document
from scoring.documents.forms.official import Official, title_of
from scoring.documents.typesetting import MissingGlyphs
from tests.documents import pdf as reading
from tests.documents.forms import decisions
from tests.documents.papers import ISSUER
from tests.documents.test_notices import (
    BOTTOM,
    FILLER,
    LEFT,
    LINE,
    RIGHT,
    TOP,
    _is_dark_across,
    _is_red_across,
    words,
)

MAKERS: list[Callable[..., Official]] = [
    decisions.publicity,
    decisions.naming,
    decisions.rectification,
    decisions.bulletin,
]
ANNEXED: list[Callable[..., Official]] = [
    decisions.publicity,
    decisions.naming,
    decisions.bulletin,
]


def pages(pdf: bytes) -> list[str]:
    return [
        re.sub(r"\s", "", reading.text_of(pdf, page)) for page in range(reading.page_count(pdf))
    ]


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    printed = render_document(decisions.rectification(problems=(FILLER * 80,)))
    rows = [row for row in reading.lines(printed, 1) if row[0].baseline < BOTTOM]
    assert len(rows) == 22
    for row in rows:
        assert len(row) == 28
        assert row[0].left == pytest.approx(LEFT, abs=0.2)
        assert row[-1].left + 16 / reading.MM <= RIGHT + 0.2
    steps = [later[0].baseline - row[0].baseline for row, later in itertools.pairwise(rows)]
    assert steps == pytest.approx([LINE] * 21, abs=0.02)
    assert TOP + LINE / 2 < rows[0][0].baseline < TOP + LINE
    assert BOTTOM - LINE / 2 < rows[-1][0].baseline < BOTTOM


@pytest.mark.parametrize("make", MAKERS)
def test_the_text_of_the_first_page_stands_on_the_grid(make: Callable[..., Official]) -> None:
    printed = render_document(make())
    # The second page of another document gives the grid.
    grid = render_document(decisions.rectification(problems=(FILLER * 80,)))
    first = reading.lines(grid, 1)[0][0].baseline
    rows = [row for row in reading.lines(printed, 0) if row[0].size == pytest.approx(16, abs=0.1)]
    text = [row for row in rows if row[0].baseline > TOP + 10 * LINE and len(row) > 20]
    assert text
    for row in text:
        offset = (row[0].baseline - first) / LINE
        assert offset == pytest.approx(round(offset), abs=0.03)


@pytest.mark.parametrize("make", MAKERS)
def test_head_number_rule_and_title_stand_in_their_places(make: Callable[..., Official]) -> None:
    data = make()
    printed = render_document(data)
    middle = (LEFT + RIGHT) / 2
    for line in (data.letterhead, data.number):
        row = reading.line_with(printed, line)
        assert (row[0].left + row[-1].right) / 2 == pytest.approx(middle, abs=0.3)
    image = reading.picture(printed, dots=254)
    rule = [y for y in range(1000, 1400) if _is_red_across(image, y)]
    assert rule[0] / 10 == pytest.approx(TOP + 8 * LINE - 0.5, abs=0.2)
    assert title_of(data) in pages(printed)[0]


@pytest.mark.parametrize("make", MAKERS)
def test_the_signature_is_centred_on_the_date_and_stands_once(
    make: Callable[..., Official],
) -> None:
    printed = render_document(make())
    found = [
        (rows[at], rows[at + 1])
        for page in range(reading.page_count(printed))
        for rows in [reading.lines(printed, page)]
        for at, row in enumerate(rows[:-1])
        if words(row) == ISSUER
    ]
    ((organ, date),) = found
    assert words(date) == "2026年11月6日"
    centres = [(row[0].left + row[-1].right) / 2 for row in (organ, date)]
    assert centres[0] == pytest.approx(centres[1], abs=0.2)
    assert date[-1].right == pytest.approx(RIGHT - 4 * 16 / reading.MM, abs=0.2)


@pytest.mark.parametrize("make", MAKERS)
def test_the_imprint_closes_the_last_page_only(make: Callable[..., Official]) -> None:
    printed = render_document(make())
    found = pages(printed)
    assert "抄送：云岭州委组织部、云岭州财政局。" in found[-1]
    assert "州直机关工委办公室" in found[-1]
    assert "2026年11月6日印发" in found[-1]
    assert not any("印发" in text and "抄送" in text for text in found[:-1])
    image = reading.picture(printed, page=len(found) - 1, dots=254)
    ruled = [y for y in range(2300, 2700) if _is_dark_across(image, y)]
    assert ruled[-1] / 10 == pytest.approx(BOTTOM, abs=0.2)


@pytest.mark.parametrize("make", ANNEXED)
@pytest.mark.parametrize("rows", [1, 24, 25, 26, 27, 28, 29, 70])
def test_annexes_repeat_their_heads_and_keep_the_imprint_company(
    make: Callable[..., Official], rows: int
) -> None:
    printed = render_document(make(rows))
    found = pages(printed)
    annex = next(number for number, text in enumerate(found) if text.startswith("附件2026"))
    assert annex > 0
    for text in found[annex:]:
        assert "序号" in text
    last = reading.lines(printed, len(found) - 1)
    assert any(words(row).startswith(str(rows)) for row in last)
    bottoms = [row[0].bottom for row in last]
    assert min(later - one for one, later in itertools.pairwise(bottoms)) > 2.9
    numbers = [one for one in range(1, rows + 1) if f"{one}" in "".join(found[annex:])]
    assert len(numbers) == rows


def test_the_publicity_says_how_long_and_how_many() -> None:
    counts = (("五星级", 2), ("四星级", 4))
    found = pages(render_document(decisions.publicity(counts=counts)))
    assert "拟评定6个党支部为2026年度星级党支部" in found[0]
    assert "其中五星级党支部2个，四星级党支部4个（名单见附件）" in found[0]
    assert "公示期为2026年10月27日至2026年11月3日，共5个工作日" in found[0]
    assert "1州财政局机关党委州财政局机关第1党支部五星级" in found[-1]


def test_the_naming_decision_lists_its_certificates() -> None:
    found = pages(render_document(decisions.naming()))
    assert "各机关党委、党总支、党支部：" in found[0]
    assert "有效期至2027年12月31日" in "".join(found)
    assert "星评〔2026〕第0061号" in found[-1]


def test_the_rectification_names_problems_and_the_last_day() -> None:
    text = "".join(pages(render_document(decisions.rectification())))
    assert "1．主题党日未按月开展。" in text
    assert "2．会议记录缺少签字。" in text
    assert "于2026年12月5日前完成改正" in text
    assert "附件" not in text


def test_the_bulletin_counts_rounds_and_numbers_its_heads() -> None:
    text = "".join(pages(render_document(decisions.bulletin())))
    assert "应参评党支部60个，申报57个" in text
    assert "未达三星级党支部5个" in text
    assert "平均为91.26分" in text
    assert "2.5主题党日（14个党支部失分）；4.1三本记录（9个党支部失分）" in text
    assert "三、工作要求" in text
    without = "".join(pages(render_document(decisions.bulletin(weak=(), average=None))))
    assert "二、工作要求" in without
    assert "平均" not in without


@pytest.mark.parametrize("length", range(0, 340, 34))
def test_the_signature_never_stands_alone(length: int) -> None:
    printed = render_document(decisions.rectification(problems=("甲" * (length + 1),), contact=""))
    rows = [words(row) for row in reading.lines(printed, reading.page_count(printed) - 1)]
    assert rows.index(ISSUER) > 0
    assert next(i for i, row in enumerate(rows) if row.startswith("抄送")) > rows.index(ISSUER) + 1


def test_a_draft_has_a_blank_in_its_number() -> None:
    found = pages(render_document(decisions.publicity(number="星评示〔2026〕　号", copies_to=())))
    assert "星评示〔2026〕号" in found[0]
    assert "抄送" not in "".join(found)


def test_no_seal_is_ever_drawn_and_hostile_text_is_printed() -> None:
    data = decisions.rectification(problems=("<img/src=file:///etc/passwd>",))
    text = "".join(pages(render_document(data)))
    assert "盖章" not in text
    assert "<img/src=file:///etc/passwd>" in text


def test_a_missing_glyph_names_its_field() -> None:
    with pytest.raises(MissingGlyphs) as refusal:
        check_document(decisions.rectification(problems=("甲", "乙\U000313a0")))
    assert refusal.value.missing == {"problems 2": "\U000313a0"}
