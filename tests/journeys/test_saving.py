"""What is typed is kept: closed tabs, lost networks, two devices, and points while typing."""

import time

from playwright.sync_api import expect

from tests.journeys.accounts import secretary_of
from tests.journeys.desks import SecretaryDesk
from tests.journeys.test_access_for_all import faults_of_rules

LIFE = 2  # number of the dimension with the meetings
CONGRESS = "fact:life.congress:2026-{}"
COMMITTEE = "fact:life.committee:2026-{}"
ANSWER_SECONDS = 1.5  # from the last key to the points, the pause before saving included
COUNT_SENTENCES = """() => {
  window.said = [];
  const live = document.getElementById('live');
  new MutationObserver(() => window.said.push(live.textContent))
    .observe(live, {childList: true, characterData: true, subtree: true});
}"""


def at_the_meetings(open_desk, installation, username):
    desk = open_desk(installation, username, SecretaryDesk)
    desk.open_dimension(LIFE)
    return desk


def value_of(desk, entry):
    return desk.page.locator(f'[name="{entry}"]').input_value()


def version_of(desk, entry):
    return int(desk.page.locator(f'[name="{entry}"]').get_attribute("data-version"))


def numbers(desk):
    """Return what the page shows of the score: points of the item, dimension, total, star."""
    shown = ("#pts-CO5-L1", "#dim-points", "#total", "#predicted")
    return [desk.page.locator(place).inner_text() for place in shown]


def test_points_follow_the_typing_and_the_sentence_is_said_once(standing, open_desk):
    desk = at_the_meetings(open_desk, standing, secretary_of(1))
    seconds = []
    for quarter in (1, 2, 3):
        desk.page.evaluate(COUNT_SENTENCES)
        before = numbers(desk)
        place = desk.page.locator(f'[name="{CONGRESS.format(quarter)}"]')
        place.fill("1")
        began = time.monotonic()
        expect(desk.page.locator("#pts-CO5-L1")).not_to_have_text(before[0])
        seconds.append(time.monotonic() - began)
        expect(place).to_be_focused()
        desk.saved()
        said = desk.page.evaluate("window.said.filter(Boolean)")
        assert len(set(said)) == 1, said
        live = numbers(desk)
        assert live[2] in said[0]
        assert live[3] in said[0]
    assert min(seconds) <= ANSWER_SECONDS
    gauge = desk.page.locator("#gauge").evaluate("one => one.outerHTML")
    desk.open_dimension(LIFE)
    assert numbers(desk) == live, "the server counts the same"
    assert desk.page.locator("#gauge").evaluate("one => one.outerHTML") == gauge
    desk.must_be_calm()


def test_a_tab_closed_while_typing_loses_nothing(standing, open_desk):
    desk = at_the_meetings(open_desk, standing, secretary_of(2))
    for number, pause in enumerate((50, 300, 790, 1200), 1):
        desk.page.locator(f'[name="{COMMITTEE.format(number)}"]').fill(str(number))
        desk.page.wait_for_timeout(pause)
        context = desk.page.context
        desk.page.close(run_before_unload=True)
        desk.page = context.new_page()
        for _ in range(20):
            desk.open_dimension(LIFE)
            if value_of(desk, COMMITTEE.format(number)) == str(number):
                break
            desk.page.wait_for_timeout(200)
        assert value_of(desk, COMMITTEE.format(number)) == str(number), f"closed after {pause} ms"


def test_a_lost_network_keeps_everything_and_saves_it_once(standing, open_desk):
    desk = at_the_meetings(open_desk, standing, secretary_of(3))
    entries = [COMMITTEE.format(number) for number in range(1, 6)]
    before = [version_of(desk, entry) for entry in entries]
    desk.page.context.set_offline(True)
    for number, entry in enumerate(entries, 1):
        desk.page.locator(f'[name="{entry}"]').fill(str(number))
        desk.page.wait_for_timeout(200)
    badge = desk.page.locator(".saved")
    expect(badge).to_have_attribute("data-state", "offline", timeout=7000)
    expect(badge).to_contain_text("网络")
    desk.page.wait_for_timeout(8000)  # longer than one round of trying again
    assert [value_of(desk, entry) for entry in entries] == ["1", "2", "3", "4", "5"]
    desk.page.context.set_offline(False)
    expect(badge).to_have_attribute("data-state", "saved", timeout=8000)
    desk.open_dimension(LIFE)
    assert [value_of(desk, entry) for entry in entries] == ["1", "2", "3", "4", "5"]
    assert [version_of(desk, entry) for entry in entries] == [one + 1 for one in before]


def test_two_devices_change_different_entries_and_both_stay(standing, open_desk):
    one = at_the_meetings(open_desk, standing, secretary_of(4))
    two = at_the_meetings(open_desk, standing, "filler-04")
    one.page.locator(f'[name="{CONGRESS.format(1)}"]').fill("1")
    two.page.locator(f'[name="{CONGRESS.format(2)}"]').fill("2")
    one.saved()
    two.saved()
    one.open_dimension(LIFE)
    assert value_of(one, CONGRESS.format(1)) == "1"
    assert value_of(one, CONGRESS.format(2)) == "2"


def test_two_devices_change_the_same_entry_and_a_person_chooses(standing, open_desk):
    entry = CONGRESS.format(3)
    one = at_the_meetings(open_desk, standing, secretary_of(4))
    two = at_the_meetings(open_desk, standing, "filler-04")
    one.page.locator(f'[name="{entry}"]').fill("1")
    one.saved()
    with two.page.expect_response("**/autosave/") as answer:
        two.page.locator(f'[name="{entry}"]').fill("2")
    assert answer.value.status == 409
    panel = two.page.locator(".conflict")
    expect(panel).to_contain_text("1")
    expect(panel).to_contain_text("2")
    expect(panel).to_contain_text("张书记")
    one.open_dimension(LIFE)
    assert value_of(one, entry) == "1", "nothing was overwritten"
    panel.locator('[data-choose="mine"]').click()
    two.saved()
    one.open_dimension(LIFE)
    assert value_of(one, entry) == "2"


def test_the_summary_leads_to_each_fault_and_keeps_what_was_right(standing, open_desk):
    desk = at_the_meetings(open_desk, standing, secretary_of(5))
    bad = {COMMITTEE.format(1): "abc", COMMITTEE.format(2): "-4", CONGRESS.format(1): "1.5"}
    good = COMMITTEE.format(3)
    desk.enter_all({**bad, good: 2})
    desk.press("保存并继续")
    assert desk.page.title().startswith("有错误：")
    summary = desk.page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert faults_of_rules(desk.page) == []
    links = summary.locator("li a")
    assert links.count() == 3
    for link in links.all():
        sentence = link.inner_text()
        target = link.get_attribute("href")
        link.focus()
        desk.page.keyboard.press("Enter")
        field = desk.page.locator(target)
        expect(field).to_be_focused()
        described = field.get_attribute("aria-describedby")
        expect(desk.page.locator(f"#{described}")).to_have_text(sentence)
    assert value_of(desk, good) == "2"
    assert {entry: value_of(desk, entry) for entry in bad} == bad
    desk.open_dimension(LIFE)
    assert value_of(desk, good) == "2", "the valid entry was kept"
    assert {value_of(desk, entry) for entry in bad} == {""}, "the bad ones were not"
