"""A line of the standard is tried on a past year in the browser; nothing is changed by it."""

import re

from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
DECIDED = """
from scoring.ratings.models import Rating
rows = Rating.objects.order_by("pk").values_list("pk", "status", "level", "sha256")
print(list(rows))
"""


def test_the_office_raises_a_line_and_sees_who_would_fall(standing, open_desk):
    desk = open_desk(standing, "office")
    before = standing.shell(DECIDED)
    desk.go("/org/rubrics/simulate/")
    desk.page.get_by_label("年度").select_option(label="2025 年度")
    desk.press("选用这套标准")
    expect(desk.page.get_by_text("没有支部的等级发生变化")).to_be_visible()
    line = desk.page.get_by_role("textbox", name="三星级")
    line.fill("84.99")
    desk.press("按以上数值试算")
    desk.must_not_be_refused()
    counted = desk.page.get_by_role("link", name=re.compile(r"^下降 \d+ 个，上升 \d+ 个$"))
    falls = int(re.findall(r"\d+", counted.inner_text())[0])
    assert falls > 0
    heading = desk.page.get_by_role("heading", name="等级有升降的支部")
    rows = desk.page.locator("section", has=heading)
    expect(rows.locator("tbody tr")).to_have_count(falls)
    for reason in rows.locator("tbody tr td:last-child").all_inner_texts():
        assert re.search(r"距三星级差 \d+\.\d\d 分（现有 \d+\.\d\d 分，需 84\.99 分）", reason)
    branch = rows.locator("tbody th a").first
    name = branch.inner_text()
    with desk.page.expect_navigation():
        branch.click()
    assert name in desk.text()
    assert standing.shell(DECIDED) == before
    assert desk.troubles == []


def test_lines_that_cross_are_refused_on_a_phone(standing, open_desk):
    desk = open_desk(standing, "office", viewport=PHONE)
    desk.go("/org/rubrics/simulate/?year=2025")
    desk.page.get_by_role("textbox", name="三星级").fill("90")
    desk.press("按以上数值试算")
    assert desk.refused() == ["分数线应逐级升高，在 0 和满分之间；权重应大于 0"]
    assert desk.page.get_by_role("textbox", name="三星级").input_value() == "90"
    wide = desk.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
