"""Accessibility rules, phone widths and type sizes on the pages of every role."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.desks import Desk

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
SCREEN = {"width": 1366, "height": 768}
OWN = ["", "1/", "2/", "3/", "4/", "5/", "gates/", "check/", "sheet/"]
SECRETARY = [
    "/self/",
    "/self/profile/",
    "/self/records/",
    "/record/2025/",
    *[f"/self/2026/{part}" for part in OWN if part],
]
PAGES = {
    "secretary": SECRETARY,
    "secretary-sl-03": ["/self/", "/self/2026/2/", "/self/2026/submitted/"],
    "secretary-sl-05": ["/self/", "/self/2026/1/", "/self/2026/check/"],
    "secretary-sl-09": ["/self/", "/record/2026/"],
    "reviewer": ["/review/", "/review/?state=returned", "/review/filing/", "/review/visits/"],
    "approver": ["/review/approvals/"],
    "inspector": ["/review/spot/", "/review/visits/"],
    "office": [
        "/org/",
        "/org/branches/",
        "/org/standard/",
        "/org/cycles/",
        "/org/cycles/new/",
        "/org/publish/",
        "/org/vetoes/",
    ],
    "auditor": ["/org/", "/org/branches/", "/org/standard/"],
    "committee": ["/facts/"],
    "": ["/login/", "/v/", "/v/0000000000000000000000000/", "/no-such-page/"],
}
INNER = {  # the list that leads there, and the pages beside the one it leads to
    "reviewer": ("/review/", ["matching/", "return/", "gates/", "visit/", "conclude/"]),
    "approver": ("/review/approvals/", []),
    "committee": ("/facts/", []),
    "office": ("/org/branches/", []),
}
SMALL_TYPE = """() => [...document.querySelectorAll('body *')].filter(one =>
  [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
  && parseFloat(getComputedStyle(one).fontSize) < 14 && one.getClientRects().length
  && !one.closest('.visually-hidden, script, style, template')).map(one =>
  one.outerHTML.slice(0, 90))"""
SMALL_TARGETS = """() => {
  const shown = one => one.getClientRects().length && !one.closest('.visually-hidden')
    && getComputedStyle(one).visibility !== 'hidden';
  const inline = one => one.tagName === 'A' && !one.matches('.btn, .tasks a, .index a, nav a');
  return [...document.querySelectorAll('main a, main button, main summary, main select,'
    + 'main input:not([type=hidden]), .foot a, .foot button')].filter(shown).map(one => {
    const label = one.closest('label')
      || (one.id && document.querySelector('label[for="' + one.id + '"]'));
    const small = one.type === 'radio' || one.type === 'checkbox' || one.type === 'file';
    const box = (small && label ? label : one).getBoundingClientRect();
    const least = inline(one) ? 23.5 : 43.5;
    const wide = inline(one) || one.tagName === 'INPUT' || one.tagName === 'SUMMARY';
    return [one, box, least, wide];
  }).filter(([one, box, least, wide]) => box.height < least || (!wide && box.width < 24)).map(
    ([one, box]) => one.outerHTML.slice(0, 90) + ' ' + box.width + '×' + box.height);
}"""


def faults_of_rules(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


def faults_at(desk, size):
    """Return what breaks a rule on the page as it stands, at one size."""
    desk.page.set_viewport_size(size)
    wide = desk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    where = (desk.page.url.removeprefix(desk.url), size["width"])
    too_wide = [f"{wide} px too wide"] if wide > 0 else []
    return [(*where, one) for one in [*faults_of_rules(desk.page), *too_wide]]


def desk_for(standing, open_desk, username, **wishes):
    return open_desk(standing, username, Desk, **wishes)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("username", list(PAGES))
def test_no_page_breaks_the_rules(standing, open_desk, username, language):
    desk = desk_for(standing, open_desk, username)
    desk.page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": standing.url}]
    )
    faults = []
    for path in PAGES[username]:
        answer = desk.go(path)
        assert answer.status in (200, 404), (path, answer.status)
        assert answer.status == 200 or username == "", path
        faults += faults_at(desk, SCREEN) + faults_at(desk, PHONE)
    assert faults == []
    desk.must_be_calm()


@pytest.mark.parametrize("username", list(INNER))
def test_no_page_behind_a_list_breaks_the_rules(standing, open_desk, username):
    desk = desk_for(standing, open_desk, username)
    start, parts = INNER[username]
    desk.go(start)
    with desk.page.expect_navigation():
        desk.page.locator("main tbody th a").first.click()
    faults = faults_at(desk, SCREEN) + faults_at(desk, PHONE)
    inside = re.match(r".*?/review/\d+/", desk.page.url)
    for part in parts:
        answer = desk.go(inside[0] + part)
        assert answer.status == 200, part
        faults += faults_at(desk, SCREEN) + faults_at(desk, PHONE)
    assert faults == []
    desk.must_be_calm()


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_the_secretary_can_work_on_a_phone(standing, open_desk, size):
    desk = desk_for(standing, open_desk, "secretary", viewport=size, has_touch=True)
    faults = []
    for path in SECRETARY:
        desk.go(path)
        wide = desk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [(path, f"{wide} px too wide")] if wide > 0 else []
        faults += [(path, "small type", one) for one in desk.page.evaluate(SMALL_TYPE)]
        faults += [(path, "small target", one) for one in desk.page.evaluate(SMALL_TARGETS)]
    assert faults == []
