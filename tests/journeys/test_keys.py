"""Single keys help reviewers, and never while somebody writes."""

import pytest
from playwright.sync_api import expect

from tests.journeys.deciding_desks import ReviewerDesk

STATE = """
from scoring.reviews.models import Finding
rows = Finding.objects.filter(review__assessment__pk={}).order_by('pk')
print([(one.status, one.version) for one in rows])
"""


KEYS_ON = """
from scoring.organizations.models import User
print(User.objects.filter(username="reviewer").update(keys_enabled=True))
"""


@pytest.fixture
def desk(standing, open_desk):
    """Sit before the first open item of a branch that the demonstration left in review.

    The keys are on, whatever an earlier journey of the same person has left behind.
    """
    standing.shell(KEYS_ON)
    desk = open_desk(standing, "reviewer", ReviewerDesk)
    desk.go("/review/")
    row = desk.page.get_by_role("row").filter(has=desk.page.get_by_role("link", name="继续审核"))
    with desk.page.expect_navigation():
        row.first.get_by_role("link").first.click()
    desk.number = desk.page.url.split("/review/")[1].split("/")[0]
    desk.open()
    expect(desk.page.locator("#id_points")).to_be_visible()
    return desk


def test_typing_a_remark_decides_nothing_and_capslock_still_accepts(standing, desk):
    before = standing.shell(STATE.format(desk.number))
    remark = desk.page.get_by_label("说明")
    remark.click()
    desk.page.keyboard.type("arfzARFZ")
    assert remark.input_value() == "arfzARFZ"
    here = desk.page.url
    desk.page.wait_for_timeout(300)
    assert desk.page.url == here
    assert standing.shell(STATE.format(desk.number)) == before
    remark.fill("")
    claimed = desk.page.locator("#decision .trio b").first.inner_text()
    desk.page.locator("#id_points").fill(claimed)
    desk.page.locator("h1").first.click()
    with desk.page.expect_navigation():
        desk.page.keyboard.press("A")  # what a keyboard with CapsLock on sends: code KeyA, no Shift
    desk.must_not_be_refused()
    assert standing.shell(STATE.format(desk.number)) != before


def test_switched_off_keys_do_nothing(desk):
    desk.page.locator("details.menu summary").click()
    desk.press("关闭单键")
    desk.open()
    here = desk.page.url
    desk.page.locator("h1").first.click()
    for key in ("j", "k", "n", "s", "a", "r", "f", "z"):
        desk.page.keyboard.press(key)
    desk.page.wait_for_timeout(500)
    assert desk.page.url == here
