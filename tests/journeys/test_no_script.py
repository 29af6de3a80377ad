"""The secretary's whole work without a line of script."""

from tests.journeys import values
from tests.journeys.accounts import secretary_of
from tests.journeys.desks import DIMENSIONS, SecretaryDesk

COUNT = """
from scoring.assessments.models import Submission
print(Submission.objects.filter(assessment__organization__code='YX-JG-07').count())
"""


def test_everything_can_be_filled_in_and_handed_in_without_script(standing, open_desk):
    desk = open_desk(standing, secretary_of(7), SecretaryDesk, java_script_enabled=False)
    entries = values.own_entries()
    typed = desk.confirm_profile(entries)
    for number in range(1, DIMENSIONS + 1):
        typed |= fill_with_files(desk, number, entries)
    typed |= desk.claim_and_declare(entries)
    assert set(entries) - typed == set()
    desk.submit("三星级")
    assert "已提交，等待审核" in desk.text(), desk.text()
    submitted_twice(desk, standing)


def fill_with_files(desk, number, entries):
    desk.open_dimension(number)
    typed = desk.enter_all(entries)
    for one, item in values.items_needing_evidence():
        place = desk.page.locator(f'input[type=file][name="file:{item}"]')
        if one == number and place.count():
            picture = {"mimeType": "image/png", "buffer": values.picture(f"#00{number}f{one}0")}
            place.set_input_files({"name": f"佐证{item}.png", **picture})
    desk.press("保存并继续")
    desk.must_not_be_refused()
    desk.open_dimension(number)
    wanted = [item for one, item in values.items_needing_evidence() if one == number]
    assert desk.page.locator(".ev:not(.ev-add)").count() >= len(wanted)
    return typed


def submitted_twice(desk, standing):
    """Go back as people do and press again: it is the same act."""
    desk.page.go_back()
    if "/check/" in desk.page.url and "提交给机关党委审核" in desk.text():
        desk.press("提交给机关党委审核")
        assert "已提交，等待审核" in desk.text(), desk.text()
    assert standing.shell(COUNT) == "1"
