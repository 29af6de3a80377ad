"""Forms read back from their PDF: heads on every page, one place for signatures, at the end."""

import dataclasses
import datetime
import re
from collections.abc import Callable

import pytest

from scoring.documents.forms.rendering import Form, check_form, render_form
from scoring.documents.typesetting import MissingGlyphs
from tests.documents import pdf as reading
from tests.documents.forms import papers
from tests.documents.papers import LONG_NAME

Maker = Callable[[int], Form]

MAKERS: list[tuple[Maker, str, str]] = [
    (papers.declaration, "评定内容", "填表人（签字）"),
    (papers.verification, "核定理由", "经办人（签字）"),
    (papers.visit, "现场记录", "书记（签字）"),
    (papers.approval, "审核意见", "负责人（签字）"),
]


def pages(pdf: bytes) -> list[str]:
    return [
        re.sub(r"\s", "", reading.text_of(pdf, page)) for page in range(reading.page_count(pdf))
    ]


@pytest.mark.parametrize(("make", "column", "signature"), MAKERS)
def test_long_tables_repeat_their_heads_and_end_in_one_signature(
    make: Maker, column: str, signature: str
) -> None:
    found = pages(render_form(make(90)))
    assert len(found) > 2
    for text in found[1:-1]:
        assert column in text
    assert "".join(found).count(signature) == 1
    assert signature in found[-1]
    for number, text in enumerate(found, 1):
        assert f"第{number}页，共{len(found)}页" in text


@pytest.mark.parametrize("items", range(20, 44, 3))
def test_signatures_never_stand_alone(items: int) -> None:
    found = pages(render_form(papers.declaration(items, conditions=())))
    assert "填表人（签字）" in found[-1]
    assert "自评总分" in found[-1]


@pytest.mark.parametrize(("make", "column", "signature"), MAKERS)
def test_nothing_leaves_the_sheet(make: Maker, column: str, signature: str) -> None:
    printed = render_form(make(40))
    width, height = reading.page_size(printed)
    for page in range(reading.page_count(printed)):
        for one in reading.characters(printed, page):
            assert one.left > 14
            assert one.right < width - 14
            assert one.bottom < height - 5


def test_forms_of_a_branch_stand_upright_the_approval_table_lies() -> None:
    for data in (papers.declaration(), papers.verification(), papers.visit()):
        assert reading.page_size(render_form(data)) == pytest.approx((210, 297), abs=0.1)
    assert reading.page_size(render_form(papers.approval())) == pytest.approx((297, 210), abs=0.1)


def test_changed_points_stand_beside_the_claimed_ones_with_their_reason() -> None:
    (text,) = pages(render_form(papers.verification(3)))
    assert f"1.3组织设置规范2.002.001.50{papers.REASON}" in text
    assert "总分98.5096.00核定星级：五星级" in text
    assert "陈经办，2026年10月23日作出" in text
    assert "尚未审批" in text


def test_an_approval_names_who_and_when() -> None:
    data = papers.verification(3, approver="周审批", approved_on=datetime.date(2026, 10, 25))
    (text,) = pages(render_form(data))
    assert "审批人：周审批，2026年10月25日批准" in text


def test_what_was_seen_is_told_from_what_was_not_noted() -> None:
    (text,) = pages(render_form(papers.visit(3)))
    assert "5.1党员活动室面积和设施符合要求。不符合已看" in text
    assert "5.2党员活动室面积和设施符合要求。—已看" in text
    assert "5.3党员活动室面积和设施符合要求。符合已看" in text
    assert "陈经办（签字）" in text
    assert "吴复检（签字）" in text


def test_the_approval_table_counts_its_levels() -> None:
    data = papers.approval(3, counts=(("五星级", 2), ("四星级", 1)))
    (text,) = pages(render_form(data))
    assert "共3个党支部，其中五星级2个，四星级1个。" in text


def test_items_that_do_not_apply_say_so() -> None:
    (part,) = papers.parts(1)
    item = dataclasses.replace(part.items[0], claimed=None, not_applicable=True)
    data = papers.declaration(parts=(dataclasses.replace(part, items=(item,)),))
    (text,) = pages(render_form(data))
    assert "1.1组织设置规范2.00不适用" in text


def test_long_names_wrap_inside_their_cell() -> None:
    printed = render_form(papers.declaration(3, head=papers.head(branch=LONG_NAME)))
    assert LONG_NAME in pages(printed)[0]


def test_hostile_names_are_printed_as_they_are() -> None:
    data = papers.declaration(3, head=papers.head(branch="<script>{{data}}</script>支部"))
    assert "<script>{{data}}</script>支部" in pages(render_form(data))[0]


def test_a_missing_glyph_names_its_field() -> None:
    first, second = papers.approval(2).rows
    rows = (first, dataclasses.replace(second, unit="\U000313a0"))
    data = dataclasses.replace(papers.approval(), rows=rows)
    with pytest.raises(MissingGlyphs) as refusal:
        check_form(data)
    assert refusal.value.missing == {"rows 2 unit": "\U000313a0"}


def test_no_seal_is_drawn() -> None:
    picture = reading.picture(render_form(papers.verification(3)))
    least, most = picture.convert("HSV").getchannel("S").getextrema()
    assert (least, most) == (0, 0)  # black, white, grey
