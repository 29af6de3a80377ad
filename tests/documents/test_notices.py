"""Notices measured against GB/T 9704 by the boxes of their characters. Tolerance 0.2 mm."""

import datetime
import itertools

import pytest
from PIL.Image import Image

from scoring.documents.enums import NoticeKind
from scoring.documents.notices import (
    check_notice,
    letterhead_lines,
    render_notice,
    render_notices,
    title_of,
    without_spaces,
)
from scoring.documents.typesetting import MissingGlyphs
from tests.documents import pdf as reading
from tests.documents.papers import BRANCH, ISSUER, LONG_NAME, notice

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
LINE = 225 / 22
"""Edges of the type area and the height of a line in millimetres."""

FILLER = "支部工作扎实有序推进各项任务按期完成人人参与"


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render_notice(notice())


@pytest.fixture(scope="module")
def long_notice() -> bytes:
    return render_notice(notice(reason=FILLER * 80))


def words(row: list[reading.Character]) -> str:
    return "".join(one.text for one in row)


def test_full_page_has_22_lines_of_28_characters(long_notice: bytes) -> None:
    rows = [row for row in reading.lines(long_notice, 1) if row[0].baseline < BOTTOM]
    assert len(rows) == 22
    for row in rows:
        assert len(row) == 28
        assert row[0].left == pytest.approx(LEFT, abs=0.2)
        assert row[-1].left + 16 / reading.MM <= RIGHT + 0.2
    steps = [later[0].baseline - row[0].baseline for row, later in itertools.pairwise(rows)]
    assert steps == pytest.approx([LINE] * 21, abs=0.02)
    assert TOP + LINE / 2 < rows[0][0].baseline < TOP + LINE
    assert BOTTOM - LINE / 2 < rows[-1][0].baseline < BOTTOM


def test_first_page_stands_on_the_same_grid(long_notice: bytes) -> None:
    rows = reading.lines(long_notice, 0)
    later = reading.lines(long_notice, 1)
    address = next(row for row in rows if words(row).startswith("中共云岭州财政局机关委员会："))
    offset = (address[0].baseline - later[0][0].baseline) / LINE
    assert offset == pytest.approx(round(offset), abs=0.03)


def test_letterhead_is_red_centred_and_35_mm_below_the_type_area(printed: bytes) -> None:
    row = reading.line_with(printed, f"{ISSUER}文件")
    assert (row[0].left + row[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.3)
    assert row[0].left >= LEFT - 0.2
    assert row[-1].right <= RIGHT + 0.2
    image = reading.picture(printed, dots=254)
    ink = [y for y in range(500, 1000) if _has_red(image, y)]
    assert ink[0] / 10 == pytest.approx(TOP + 35, abs=2)  # the face has air above its ink


def test_number_stands_above_the_red_rule(printed: bytes) -> None:
    row = reading.line_with(printed, "星评通〔2027〕3号")
    assert (row[0].left + row[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.3)
    image = reading.picture(printed, dots=254)
    rule = [y for y in range(1000, 1400) if _is_red_across(image, y)]
    assert rule
    assert (rule[0] / 10) == pytest.approx(TOP + 8 * LINE - 0.5, abs=0.2)
    assert rule[0] / 10 - row[0].bottom >= 3


def _has_red(image: Image, y: int) -> bool:
    return any(_is_red(image, x, y) for x in range(280, 1840, 2))


def _is_red_across(image: Image, y: int) -> bool:
    return all(_is_red(image, x, y) for x in range(285, 1836, 10))


def _is_red(image: Image, x: int, y: int) -> bool:
    colour = image.getpixel((x, y))
    assert isinstance(colour, tuple)
    return bool(colour[0] > 180 and colour[1] < 90 and colour[2] < 90)


def test_title_is_broken_into_like_lines_between_words(printed: bytes) -> None:
    rows = [words(row) for row in reading.lines(printed)]
    title = [row for row in rows if row in title_of(notice())]
    assert "".join(title) == f"关于降低{BRANCH}星级等次的通知"
    assert len(title) == 2
    assert title[1].startswith("第三支部委员会")


def test_signature_and_date_are_centred_on_each_other(printed: bytes) -> None:
    page = reading.page_count(printed) - 1
    rows = reading.lines(printed, page)
    at = next(i for i, row in enumerate(rows) if words(row) == ISSUER)
    organ, date = rows[at], rows[at + 1]
    assert words(date) == "2027年5月18日"
    centres = [(row[0].left + row[-1].right) / 2 for row in (organ, date)]
    assert centres[0] == pytest.approx(centres[1], abs=0.2)
    four = 4 * 16 / reading.MM
    assert date[-1].right == pytest.approx(RIGHT - four, abs=0.2)
    # Two free lines: the stamp needs its place.
    assert organ[0].bottom - rows[at - 1][0].bottom == pytest.approx(3 * LINE, abs=0.1)


def test_a_wide_signature_ends_at_the_right_edge() -> None:
    wide = LONG_NAME[:22]
    printed = render_notice(notice(issuer_name=wide, printed_by="办公室"))
    page = reading.page_count(printed) - 1
    organ = reading.line_with(printed, wide, page)
    date = reading.line_with(printed, "2027年5月18日", page)
    assert organ[-1].right == pytest.approx(RIGHT, abs=0.3)
    centres = [(row[0].left + row[-1].right) / 2 for row in (organ, date)]
    assert centres[0] == pytest.approx(centres[1], abs=0.2)


def test_imprint_lies_on_the_bottom_of_the_last_page_only(printed: bytes) -> None:
    last = reading.page_count(printed) - 1
    assert "抄送：云岭州委组织部、云岭州财政局。" in reading.text_of(printed, last)
    assert "印发" in reading.text_of(printed, last)
    assert "抄送" not in reading.text_of(printed, 0)
    image = reading.picture(printed, page=last, dots=254)
    ruled = [y for y in range(2300, 2700) if _is_dark_across(image, y)]
    assert ruled[-1] / 10 == pytest.approx(BOTTOM, abs=0.2)


def _is_dark_across(image: Image, y: int) -> bool:
    points = [image.getpixel((x, y)) for x in range(290, 1830, 10)]
    return all(isinstance(one, tuple) and max(one) < 160 for one in points)


@pytest.mark.parametrize("length", range(0, 340, 17))
def test_signature_never_stands_alone_and_nothing_overlaps(length: int) -> None:
    printed = render_notice(notice(reason="甲" * (length + 1), contact=""))
    page = reading.page_count(printed) - 1
    rows = [words(row) for row in reading.lines(printed, page)]
    organ = rows.index(ISSUER)
    assert organ > 0
    bottoms = [row[0].bottom for row in reading.lines(printed, page)]
    gaps = [later - one for one, later in itertools.pairwise(bottoms)]
    assert min(gaps) > 5
    imprint = next(i for i, row in enumerate(rows) if row.startswith("抄送"))
    assert imprint > organ + 1


def test_page_numbers_stand_outside_on_either_side(long_notice: bytes) -> None:
    em = 14 / reading.MM
    odd = reading.line_with(long_notice, "—1—", 0)
    even = reading.line_with(long_notice, "—2—", 1)
    assert odd[-1].right == pytest.approx(RIGHT - em, abs=0.5)
    assert even[0].left == pytest.approx(LEFT + em, abs=0.5)
    for row in (odd, even):
        assert row[0].size == pytest.approx(14, abs=0.1)
        middle = (row[1].top + row[1].bottom) / 2
        assert BOTTOM + 7 <= middle <= BOTTOM + 7 + 14 / reading.MM


def test_downgrade_says_what_happened(printed: bytes) -> None:
    text = "".join(reading.text_of(printed, page) for page in (0, 1)).replace("\n", "")
    assert "主要问题是：主题党日未按月开展" in text
    assert "自2027年5月20日起执行" in text
    assert "决定将该支部2026年度星级由五星级降为四星级" in text
    assert "原发证书（星评〔2026〕第0061号）同日起失效" in text
    assert "另发新证书（星评〔2026〕第0062号）" in text
    assert "特此通知。" in text


def test_downgrade_below_the_lowest_star_leaves_none() -> None:
    printed = render_notice(notice(level_before="三星级", level_after="", certificate_after=""))
    text = "".join(reading.text_of(printed, page) for page in (0, 1)).replace("\n", "")
    assert "由三星级降至无星级，不再保留星级称号" in text
    assert "另发" not in text


def test_cancellation_says_what_happened() -> None:
    data = notice(NoticeKind.CANCELLATION, reason="支部书记受到党内严重警告处分", copies_to=())
    printed = render_notice(data)
    text = "".join(reading.text_of(printed, page) for page in (0, 1)).replace("\n", "")
    assert "取消该支部2026年度五星级党支部称号" in text
    assert "该情形属于一票否决事项" in text
    assert "抄送" not in text
    rows = [words(row) for row in reading.lines(printed)]
    assert f"关于取消{BRANCH}五星级称号的通知" in "".join(rows)


def test_no_seal_is_ever_drawn(printed: bytes) -> None:
    for page in range(reading.page_count(printed)):
        assert "盖章" not in reading.text_of(printed, page)


def test_hostile_reasons_are_printed_as_they_are() -> None:
    printed = render_notice(notice(reason="<img/src=file:///etc/passwd>与{{data.number}}不符"))
    text = "".join(reading.text_of(printed, page) for page in (0, 1)).replace("\n", "")
    assert "<img/src=file:///etc/passwd>与{{data.number}}不符" in text


def test_letterhead_shrinks_to_the_type_area() -> None:
    lines, size = letterhead_lines(f"{ISSUER}文件")
    assert lines == [f"{ISSUER}文件"]
    assert size == pytest.approx(442 / 16)
    lines, size = letterhead_lines("州直机关工委文件")
    assert size == 34
    lines, size = letterhead_lines(LONG_NAME[:36] + "文件")
    assert len(lines) == 2
    assert size * max(len(line) for line in lines) <= 442.1


def test_missing_glyphs_name_their_field() -> None:
    data = notice(reason="因\U000313a0故", contact="\U000313a1")
    with pytest.raises(MissingGlyphs) as refusal:
        check_notice(data)
    assert refusal.value.missing == {"reason": "\U000313a0", "contact": "\U000313a1"}
    assert refusal.value.fields == ["reason", "contact"]
    assert refusal.value.codes == ["U+313A0", "U+313A1"]


def test_spaces_beside_chinese_are_dropped() -> None:
    assert without_spaces(" 星评〔2026〕第 0061 号 ") == "星评〔2026〕第0061号"
    assert without_spaces("use of Excel 表") == "use of Excel表"


def test_a_batch_comes_back_in_its_order() -> None:
    batch = [notice(number=f"星评通〔2027〕{i}号") for i in range(1, 4)]
    for data, each in zip(batch, render_notices(batch), strict=True):
        assert data.number in reading.text_of(each)
    assert render_notices([]) == []


def test_date_has_no_leading_zero() -> None:
    printed = render_notice(notice(issued_on=datetime.date(2027, 1, 5)))
    assert "2027年1月5日" in reading.text_of(printed, reading.page_count(printed) - 1)
