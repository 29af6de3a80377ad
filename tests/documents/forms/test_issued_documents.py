"""Issued documents re-read from their PDF: seal, preview, wording, long annexes."""

import dataclasses
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scoring.documents.enums import DocumentKind
from scoring.documents.forms.documents import PREVIEW_ROWS, SealImage, render_document
from scoring.documents.forms.official import Official, title_of
from scoring.documents.forms.storing import CLASSES, read_text, stored_text
from scoring.documents.forms.wording import FIELDS, usual_wording, worded
from tests.documents import pdf as reading
from tests.documents.forms import decisions
from tests.documents.official import seal_png
from tests.documents.papers import ISSUER, LONG_NAME
from tests.documents.test_notices import FILLER, LEFT, LINE, RIGHT, words

KINDS = {
    DocumentKind.PUBLICITY: decisions.publicity,
    DocumentKind.NAMING: decisions.naming,
    DocumentKind.BULLETIN: decisions.bulletin,
    DocumentKind.RECTIFICATION: decisions.rectification,
}
SEAL = SealImage(seal_png(), 42)


def pages(pdf: bytes) -> list[str]:
    return [
        re.sub(r"\s", "", reading.text_of(pdf, page)) for page in range(reading.page_count(pdf))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seal_stands_only_where_it_was_used(kind):
    data = KINDS[kind]()
    assert sum(reading.images(render_document(data))) == 0
    sealed = render_document(data, seal=SEAL)
    drawn = reading.images(sealed)
    assert sum(drawn) == 1
    assert ISSUER in pages(sealed)[drawn.index(1)]


def test_the_seal_presses_on_signature_and_date():
    sealed = render_document(decisions.rectification(), seal=SEAL)
    page = reading.images(sealed).index(1)
    image = reading.picture(sealed, page=page, dots=254)
    red = [
        (x / 10, y / 10)
        for y in range(300, 2500, 2)
        for x in range(1000, 1900, 2)
        if _is_red(image.getpixel((x, y)))
    ]
    left, right = min(x for x, _ in red), max(x for x, _ in red)
    top, bottom = min(y for _, y in red), max(y for _, y in red)
    assert right - left == pytest.approx(41, abs=1)  # the ring of the test image
    rows = reading.lines(sealed, page)
    at = next(i for i, row in enumerate(rows) if words(row) == ISSUER)
    organ, date = rows[at], rows[at + 1]
    middle = (date[0].left + date[-1].right) / 2
    assert (left + right) / 2 == pytest.approx(middle, abs=0.3)
    centre = (top + bottom) / 2
    between = (organ[0].top + date[0].bottom) / 2
    assert 0 < between - centre < 5  # both slightly below the centre
    assert 0 < top - rows[at - 1][0].bottom < LINE  # at most a line from the text
    # What follows the date stays clear of it.
    contact = next(row for row in rows if words(row).startswith("（联系方式"))
    assert contact[0].top > bottom


def _is_red(colour) -> bool:
    return bool(colour[0] > 180 and colour[1] < 110 and colour[2] < 110)


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_says_so_on_every_page_and_moves_nothing(kind):
    data = KINDS[kind](number="星评命〔2026〕　号")
    plain, preview = render_document(data), render_document(data, is_preview=True)
    assert reading.page_count(plain) == reading.page_count(preview)
    for text in pages(preview):
        assert "不得作为正式文件使用" in text
    assert not any("预览" in text for text in pages(plain))
    assert "〔2026〕号" in pages(preview)[0]
    head = reading.line_with(plain, data.letterhead)
    assert reading.line_with(preview, data.letterhead)[0].left == pytest.approx(head[0].left)


@pytest.mark.long
def test_six_hundred_rows_repeat_their_head_and_lose_none():
    branches = tuple(
        dataclasses.replace(one, branch=LONG_NAME if place % 50 == 7 else one.branch)
        for place, one in enumerate(decisions.branches(600, "星评〔2026〕第 0061 号"), 1)
    )
    data = decisions.naming(branches=branches, counts=(("五星级", 600),))
    found = pages(render_document(data))
    annex = next(number for number, text in enumerate(found) if text.startswith("附件2026"))
    assert len(found) - annex > 15
    for text in found[annex:]:
        assert "序号党支部名称星级证书编号" in text
    assert sum(text.count("第0061号") for text in found[annex:]) == 600
    assert sum(text.count(LONG_NAME) for text in found[annex:]) == 12
    assert "印发" in found[-1]
    assert not any("印发" in text for text in found[:-1])
    short = pages(render_document(data, is_preview=True))
    assert sum(text.count("第0061号") for text in short) == PREVIEW_ROWS
    assert f"预览仅列前{PREVIEW_ROWS}行，正式文件列出全部600行" in "".join(short)


def test_long_wording_keeps_the_grid():
    data = decisions.naming(
        title="关于命名2026年度州直机关标准化规范化建设星级党支部并通报有关情况的决定",
        paragraphs=(FILLER * 30, FILLER * 30),
        enclosure=f"{LONG_NAME}2026年度名单",
    )
    printed = render_document(data)
    rows = [row for row in reading.lines(printed, 1) if row[0].size == pytest.approx(16, abs=0.1)]
    full = [row for row in rows if len(row) == 28]
    assert len(full) > 15
    for row in full:
        assert row[0].left == pytest.approx(LEFT, abs=0.2)
    for page in range(reading.page_count(printed)):
        for row in reading.lines(printed, page):
            assert row[0].left >= LEFT - 0.3
            assert row[-1].left + row[-1].size / reading.MM <= RIGHT + 0.5, words(row)


def test_the_second_line_of_the_annex_name_stands_under_the_first():
    printed = render_document(decisions.naming(enclosure="甲" * 40))
    rows = [row for page in (0, 1) for row in reading.lines(printed, page)]
    at = next(i for i, row in enumerate(rows) if words(row).startswith("附件：甲"))
    after = next(row for row in rows[at + 1 :] if words(row).startswith("甲"))
    assert rows[at][3].left == pytest.approx(after[0].left, abs=0.3)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_prints_the_same_again(kind):
    data = KINDS[kind]()
    again = read_text(kind, stored_text(data))
    assert again == data
    assert type(again) is CLASSES[kind]
    assert stored_text(again) == stored_text(data)


@pytest.mark.parametrize("kind", KINDS)
def test_the_usual_wording_changes_nothing(kind):
    data: Official = KINDS[kind]()
    usual = usual_wording(data)
    assert set(FIELDS[kind]) <= set(usual)
    again = worded(data, usual)
    assert (title_of(again), again.copies_to, again.number) == (
        title_of(data),
        data.copies_to,
        data.number,
    )
    assert pages(render_document(again)) == pages(render_document(data))


def test_wording_is_cut_into_lines_and_receivers():
    order = decisions.rectification()
    usual = usual_wording(order)
    again = worded(
        order,
        usual
        | {
            "problems": " 甲。\n\n乙；\n",
            "copies_to": "县委办，县财政局;县人社局",
            "printed_on": "2026-11-09",
            "number": "云直工发〔2026〕12号",
        },
    )
    assert again.problems == ("甲", "乙")
    assert again.copies_to == ("县委办", "县财政局", "县人社局")
    assert again.number == "云直工发〔2026〕　号"
    text = "".join(pages(render_document(again)))
    assert "2026年11月9日印发" in text
    assert "2026年11月6日" in text


def test_the_file_reads_the_same_to_another_program(tmp_path: Path):
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("poppler is not installed")
    file = tmp_path / "naming.pdf"
    file.write_bytes(render_document(decisions.naming(), seal=SEAL))
    ran = subprocess.run([program, str(file), "-"], capture_output=True, check=True)
    text = re.sub(r"\s", "", ran.stdout.decode())
    for shown in (
        "星评命〔2026〕1号",
        "抄送：云岭州委组织部、云岭州财政局。",
        "州财政局机关第6党支部",
    ):
        assert shown in text
