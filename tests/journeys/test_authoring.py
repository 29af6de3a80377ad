"""An organization department changes its standard by itself, and a year is opened with it."""

import datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import SCREEN, Open
from tests.journeys.desks import Desk
from tests.journeys.installation import Installation

NAME = "党支部标准化建设星级评定"
PHONE = {"width": 390, "height": 844}
DECLARE_ON = datetime.date(2026, 10, 31)


def seen(desk: Desk, folder: Path, name: str) -> None:
    """Keep pictures of the page at both sizes; it never scrolls sideways."""
    for size in (PHONE, SCREEN):
        desk.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        path = folder / f"{name}-{size['width']}.png"
        desk.page.screenshot(path=str(path), full_page=True)
        assert path.stat().st_size > 10_000


def test_a_standard_is_rewritten_and_issued_by_two_persons_and_a_year_uses_it(
    moving: Installation, open_desk: Open, tmp_path: Path
) -> None:
    author = open_desk(moving, "county-office")
    clone_the_programme(author)
    change_a_threshold_with_a_fault_first(author, tmp_path)
    change_the_tiers_of_an_item(author, tmp_path)
    propose(author)
    author.must_be_calm()
    issuer = open_desk(moving, "county-office-2")
    issue(issuer, author.page.url, tmp_path)
    open_a_year_with_it(issuer)
    issuer.must_be_calm()


def clone_the_programme(desk: Desk) -> None:
    desk.go("/org/rubrics/")
    desk.press(f"将《{NAME}》1.0 版复制为草稿")
    assert "1.1 版草稿，编写中" in desk.text()


def change_a_threshold_with_a_fault_first(desk: Desk, folder: Path) -> None:
    draft = desk.page.url
    desk.follow("四星级")
    desk.page.get_by_label("分数线", exact=True).fill("97")
    desk.press("保存")
    desk.go(draft)
    desk.follow("核对并提请发布")
    assert "需要改正" in desk.text()
    assert desk.page.get_by_label("文号").count() == 0
    seen(desk, folder, "faults")
    desk.follow("五星级")  # the fault stands where the line no longer rises
    assert desk.page.url.endswith("#f-min_score")
    desk.go(draft)
    desk.follow("四星级")
    desk.page.get_by_label("分数线", exact=True).fill("86")
    desk.press("保存")
    desk.go(draft)


def change_the_tiers_of_an_item(desk: Desk, folder: Path) -> None:
    draft = desk.page.url
    desk.follow("5.3 ")
    tier = desk.page.get_by_role("group", name="档次 2", exact=True)
    tier.get_by_label("数值").fill("0.85")
    tier.get_by_label("名称").fill("进群率85%以上")
    desk.page.get_by_label("名称").first.fill("党员进群")
    expect(desk.page.locator("#preview")).to_contain_text("党员进群")  # while it is being typed
    desk.page.get_by_role("button", name="增加档次").click()
    third = desk.page.get_by_role("group", name="档次 3", exact=True)
    expect(third).to_be_visible()
    expect(tier.get_by_label("名称")).to_have_value("进群率85%以上")
    third.get_by_label("指标方式").select_option(label="指标本身")
    expect(third.get_by_label("要求")).to_be_visible()
    third.get_by_role("button", name="删除：档次 3").click()
    expect(third).to_have_count(0)
    seen(desk, folder, "item")
    desk.press("保存")
    desk.must_not_be_refused()
    desk.go(draft)


def propose(desk: Desk) -> None:
    desk.follow("核对并提请发布")
    assert "没有需要改正的地方" in desk.text()
    desk.page.get_by_label("依据文件").fill("关于修订星级评定标准的通知")
    desk.page.get_by_label("文号").fill("云组发〔2026〕7号")
    desk.page.get_by_label("生效日期").fill("2026年10月1日")
    desk.press("提请发布")
    desk.must_not_be_refused()
    assert desk.page.get_by_role("button", name="发布标准").count() == 0  # not by the same person


def issue(desk: Desk, draft: str, folder: Path) -> None:
    desk.go(draft)
    desk.press("发布标准")
    assert "标准发布后不能再改动" in desk.text()
    seen(desk, folder, "issue")
    desk.press("发布标准")
    assert "云组发〔2026〕7号" in desk.text()
    assert "86.00 分及以上" in desk.text()
    seen(desk, folder, "version")


def open_a_year_with_it(desk: Desk) -> None:
    desk.go("/org/cycles/new/")
    options = desk.page.get_by_label("评定标准").locator("option").all_inner_texts()
    wanted = next(one for one in options if NAME in one and "1.1" in one)
    desk.page.get_by_label("评定标准").select_option(label=wanted)
    desk.page.get_by_label("申报截止日期").fill(DECLARE_ON.isoformat())
    desk.press("开放本年度评定")
    desk.must_not_be_refused()
    desk.press("开放本年度评定")
    desk.must_not_be_refused()
    desk.go("/org/standard/")
    assert "86.00 分及以上" in desk.text()
    assert "进群率85%以上" in desk.text()
    desk.follow("全部标准和草稿")
    assert "已发布" in desk.text()
