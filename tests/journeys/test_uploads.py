"""Files that are no evidence, and one that is; each refusal says why and changes nothing."""

import pytest
from playwright.sync_api import expect

from tests.journeys import values
from tests.journeys.accounts import secretary_of
from tests.journeys.desks import SecretaryDesk

LIMIT = 20 * 1024 * 1024
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD = [
    ("收据.jpg", b"MZ\x90\x00" + bytes(2000), "image/jpeg", "jpg"),
    ("空白.png", b"", "image/png", "空文件"),
    ("很大.pdf", b"%PDF-1.7\n" + bytes(LIMIT), "application/pdf", "20"),
    ("图标.svg", SVG, "image/svg+xml", "svg"),
]


@pytest.fixture
def desk(standing, open_desk):
    desk = open_desk(standing, secretary_of(6), SecretaryDesk)
    number, item = values.items_needing_evidence()[0]
    desk.open_dimension(number)
    desk.number, desk.item = number, item
    return desk


@pytest.mark.parametrize(("name", "content", "mime", "word"), BAD)
def test_a_file_that_is_no_evidence_is_refused_in_words(desk, name, content, mime, word):
    tiles = desk.page.locator(".ev:not(.ev-add)").count()
    tile = desk.attach(desk.item, name, content, mime)
    expect(tile.locator(".fault")).not_to_be_empty()
    assert word in tile.locator(".fault").inner_text()
    desk.open_dimension(desk.number)
    assert desk.page.locator(".ev:not(.ev-add)").count() == tiles, "nothing was kept"
    desk.must_be_calm()


def test_one_picture_is_kept_and_proves_several_items(desk):
    desk.attach(desk.item, "会议照片.png", values.picture("#0a5c36"))
    tile = desk.page.locator(".ev:not(.ev-add)").filter(has_text="会议照片.png").first
    expect(tile).to_be_visible()
    tile.get_by_role("link").click()
    desk.page.get_by_label("材料日期").fill("2026年1月23日")
    boxes = desk.page.locator("[name=items]:not(:checked)")
    for _ in range(3):
        boxes.first.check()
    desk.press("保存日期和用途")
    desk.must_not_be_refused()
    desk.open_dimension(desk.number)
    said = desk.page.locator(".ev:not(.ev-add)").filter(has_text="会议照片.png").first.inner_text()
    assert "用于 4 项" in said
    desk.must_be_calm()
