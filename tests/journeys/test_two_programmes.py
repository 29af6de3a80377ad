"""A branch under two programmes: the office opens a second one, each fact is typed once."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.accounts import secretary_of
from tests.journeys.conftest import _installation
from tests.journeys.deciding_desks import OfficeDesk
from tests.journeys.desks import SecretaryDesk
from tests.journeys.test_access_for_all import faults_of_rules
from tests.rubrics.branches import YEAR

pytestmark = pytest.mark.long

SECOND = "corp-5std"
NAME = "党支部“五个标准化”建设考核标准"
CONGRESS = f"fact:life.congress:{YEAR}-1"
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Run an installation of its own: a second programme would change every other journey."""
    yield from _installation(tmp_path_factory.mktemp("two"), "two_programmes", cycle=True)


def looked_at(desk, folder, name):
    """Keep the page in both sizes; nothing may lie beside the phone's screen or break a rule."""
    for size in (LAPTOP, PHONE):
        desk.page.set_viewport_size(size)
        desk.page.screenshot(path=str(folder / f"{name}-{size['width']}.png"), full_page=True)
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
        assert faults_of_rules(desk.page) == [], name
    desk.page.set_viewport_size(LAPTOP)


def the_office_opens_another_programme(office, folder):
    office.go("/org/cycles/new/")
    choice = office.page.get_by_label("评定标准")
    label = next(one for one in choice.locator("option").all_inner_texts() if one.startswith(NAME))
    choice.select_option(label=label)
    office.page.locator("[name=year]").fill(str(YEAR))
    office.page.locator("[name=window_start]").fill(f"{YEAR - 1}-10-01")
    office.page.locator("[name=window_end]").fill(f"{YEAR}-09-30")
    office.page.get_by_label("申报截止日期").fill(f"{YEAR}-11-30")
    office.press("开放本年度评定")
    office.must_not_be_refused()
    office.press("开放本年度评定")
    office.must_not_be_refused()
    office.go(f"/org/?year={YEAR}")
    with office.page.expect_navigation():
        office.page.get_by_label("评定项目").select_option(label=NAME)
    assert "cycle=" in office.page.url
    looked_at(office, folder, "office-overview")


def the_home_shows_two_cards(desk, folder):
    desk.go("/self/")
    cards = desk.page.locator(".programmes article")
    expect(cards).to_have_count(2)
    expect(cards.nth(1)).to_contain_text(NAME)
    expect(cards.nth(1)).to_contain_text("11月30日")
    assert re.search(r"共用 \d+ 项数据，那边只需再填 \d+ 项", cards.nth(1).inner_text())
    looked_at(desk, folder, "home-two")


def a_fact_is_typed_once(desk, folder):
    desk.open_dimension(2)
    expect(desk.page.locator("body")).to_contain_text(f"同时用于：{NAME} 2.1")
    desk.page.locator(f'[name="{CONGRESS}"]').fill("1")
    expect(desk.page.locator("#also")).to_have_text(f"同时计入{NAME}：0.00 → 0.50")
    desk.saved()
    looked_at(desk, folder, "dimension-two")


def the_other_programme_has_it(desk, folder):
    desk.go("/self/")
    desk.page.locator(".programmes article").nth(1).get_by_role("link", name="打开").click()
    desk.page.wait_for_url(f"**/self/{YEAR}.{SECOND}/")
    expect(desk.page.locator("#total")).to_have_text("0.50")
    looked_at(desk, folder, "home-second")
    desk.go(f"/self/{YEAR}.{SECOND}/2/")
    expect(desk.page.locator(f'[name="{CONGRESS}"]')).to_have_value("1")
    desk.go(f"/self/{YEAR}.{SECOND}/gates/")
    looked_at(desk, folder, "gates-second")


def test_two_programmes_share_one_fact_sheet(county, open_desk, tmp_path):
    office = open_desk(county, "county-office", OfficeDesk)
    the_office_opens_another_programme(office, tmp_path)
    desk = open_desk(county, secretary_of(1), SecretaryDesk)
    the_home_shows_two_cards(desk, tmp_path)
    a_fact_is_typed_once(desk, tmp_path)
    the_other_programme_has_it(desk, tmp_path)
    for one in (office, desk):
        one.must_be_calm()
