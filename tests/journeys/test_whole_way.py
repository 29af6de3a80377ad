"""The main job, once, from the first fact to the workbook."""

import datetime
import io

import openpyxl
import pikepdf
import pytest

from tests.documents import pdf as reading
from tests.factories.world import CHINA, NOW, YEAR
from tests.journeys import values
from tests.journeys.accounts import MAIN, secretary_of
from tests.journeys.deciding_desks import (
    ApproverDesk,
    InspectorDesk,
    OfficeDesk,
    ProviderDesk,
    ReviewerDesk,
)
from tests.journeys.desks import SecretaryDesk

BRANCH = "云溪县档案局第一党支部"
RETURNED = "CO5-L1"
DAY = datetime.timedelta(days=1)
AFTER_PUBLICITY = NOW + 9 * DAY
NEXT_YEAR = datetime.datetime(2027, 6, 10, 9, 0, tzinfo=CHINA)
A4_LANDSCAPE = (297, 210)  # millimetres


class Story:
    """What the steps hand on: the installation, the way to sit down, the papers."""

    def __init__(self, moving, open_desk):
        self.moving = moving
        self.open_desk = open_desk

    def sit(self, username, desk):
        return self.open_desk(self.moving, username, desk)


def test_from_the_first_fact_to_the_workbook(moving, open_desk):
    story = Story(moving, open_desk)
    the_year_opens(story)
    other_offices_enter_facts(story)
    the_secretary_fills_in_and_applies_for_five_stars(story)
    one_item_is_returned_and_mended(story)
    the_review_is_concluded_and_approved(story)
    the_publicity_starts(story)
    moving.move_to(AFTER_PUBLICITY)
    five = the_star_is_confirmed(story)
    the_certificate_can_be_checked(story, five)
    moving.move_to(NEXT_YEAR)
    who_missed_the_deadline_can_only_read(story)
    four = a_failed_reinspection_lowers_the_star(story, five)
    a_veto_confirmed_by_two_persons_cancels_it(story, four)
    the_workbook_shows_each_of_these(story)


def the_year_opens(story):
    office = story.sit("county-office", OfficeDesk)
    office.open_year((NOW + 11 * DAY).date())
    office.must_be_calm()


def other_offices_enter_facts(story):
    for username, kind in (
        ("county-committee", "party_committee"),
        ("county-discipline", "discipline_office"),
    ):
        desk = story.sit(username, ProviderDesk)
        desk.fill(BRANCH, values.provided(kind))
        for year in values.EARLIER_YEARS:  # conditions look back; nothing was kept before us
            desk.fill(BRANCH, values.provided(kind, year), year)
        desk.must_be_calm()
    personnel = story.sit("county-personnel", ProviderDesk)
    personnel.paste(values.as_cells(BRANCH, values.provided("unit_admin")))
    personnel.must_be_calm()


def the_secretary_fills_in_and_applies_for_five_stars(story):
    secretary = story.sit(secretary_of(MAIN), SecretaryDesk)
    secretary.fill_everything(values.own_entries())
    secretary.prove(values.items_needing_evidence())
    secretary.submit("五星级")
    assert "已提交，等待审核" in secretary.text(), secretary.text()
    assert "总分 100.00，申报五星级" in secretary.text()
    secretary.must_be_calm()


def one_item_is_returned_and_mended(story):
    reviewer = story.sit("county-reviewer", ReviewerDesk)
    reviewer.take(BRANCH)
    reviewer.return_item(RETURNED, "缺第二季度签到表，请补充。", (NOW + 5 * DAY).date())
    secretary = story.sit(secretary_of(MAIN), SecretaryDesk)
    secretary.go("/self/")
    assert "缺第二季度签到表" in secretary.text()
    secretary.open_dimension(2)
    assert secretary.controls("fact:life.committee:2026-2").count() == 0, "only one item is open"
    tile = secretary.attach(RETURNED, "签到表.png", values.picture("#123456"))
    tile.wait_for()
    secretary.enter("fact:life.congress:2026-2", 2)
    secretary.press("保存并继续")
    secretary.must_not_be_refused()
    secretary.submit("五星级")
    assert "已提交，等待审核" in secretary.text(), secretary.text()
    secretary.must_be_calm()
    reviewer.must_be_calm()


def the_review_is_concluded_and_approved(story):
    reviewer = story.sit("county-reviewer", ReviewerDesk)
    reviewer.go("/review/")
    reviewer.follow(BRANCH)
    reviewer.number = reviewer.page.url.split("/review/")[1].split("/")[0]
    reviewer.open(f"{RETURNED}/")
    assert "签到表.png" in reviewer.text()
    reviewer.accept_matching()
    assert reviewer.verify_rest() > 0
    reviewer.judge_gates()
    reviewer.visit("陈经办", "吴复检")
    assert reviewer.verify_rest() == 0
    reviewer.conclude("材料齐全，同意所报星级。")
    reviewer.must_be_calm()
    approver = story.sit("county-approver", ApproverDesk)
    approver.approve(BRANCH, "五星级")
    approver.must_be_calm()


def the_publicity_starts(story):
    office = story.sit("county-office", OfficeDesk)
    office.publish()
    assert "公示时间为" in office.text()
    office.go("/org/publish/")
    assert office.page.get_by_role("button", name="为所选支部定星").count() == 0
    office.must_be_calm()


def the_star_is_confirmed(story):
    office = story.sit("county-office", OfficeDesk)
    office.confirm()
    [row] = office.papers()
    number = row[0]
    assert BRANCH in row
    pdf = office.paper(number)
    office.must_be_calm()
    return number, pdf


def the_certificate_can_be_checked(story, paper):
    number, pdf = paper
    assert reading.page_count(pdf) == 1
    assert reading.page_size(pdf) == pytest.approx(A4_LANDSCAPE, abs=0.5)
    text = words_of(pdf)
    assert BRANCH in text
    assert number.replace(" ", "") in text
    assert "五星级" in text
    must_embed_its_fonts(pdf)
    answer = story.open_desk(story.moving, "").ask(code_of(pdf, story))
    assert "证书有效" in answer
    assert number in answer


def words_of(pdf):
    """Return the text of a paper without the spaces that spread it over the line."""
    return "".join(reading.text_of(pdf).split())


def must_embed_its_fonts(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = reading.fonts(document)
        assert fonts
        for font in fonts.values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())


def code_of(pdf, story):
    """Return the address in the QR code, which must be one of this installation."""
    [address] = reading.qr_texts(pdf)
    assert address.startswith(f"{story.moving.url}/v/")
    return address


def who_missed_the_deadline_can_only_read(story):
    late = story.sit(secretary_of(1), SecretaryDesk)
    late.open_dimension(2)
    assert "0800-5501001" in late.text(), "whom to call"
    assert late.controls("fact:life.congress:2026-1").count() == 0
    assert late.page.get_by_role("button", name="保存并继续").locator("visible=true").count() == 0
    late.go(f"/self/{YEAR}/check/")
    assert late.page.get_by_role("button", name="提交给机关党委审核").count() == 0
    late.declare("三星级")
    with late.page.expect_navigation():  # as from a page that was opened in time
        late.page.locator("form[action$='/check/submit/']").evaluate("form => form.submit()")
    assert late.refused() != []
    late.go("/self/")
    assert "已提交，等待审核" not in late.text()
    late.must_be_calm()


def a_failed_reinspection_lowers_the_star(story, five):
    inspector = story.sit("county-inspector", InspectorDesk)
    inspector.fail(BRANCH, "主题党日记录缺四个月，复检不合格。")
    inspector.must_be_calm()
    office = story.sit("county-office", OfficeDesk)
    rows = office.papers()
    assert len(rows) == 3
    [notice] = [row[0] for row in rows if "降" in row[2]]
    [second] = [row[0] for row in rows if row[2] == "证书" and row[0] != five[0]]
    said = words_of(office.paper(notice))
    assert "复检不合格" in said
    assert "四星级" in said
    pdf = office.paper(second)
    assert "四星级" in words_of(pdf)
    visitor = story.open_desk(story.moving, "")
    before = visitor.ask(code_of(five[1], story))
    assert "证书已失效" in before
    assert "复检未通过，星级已降低" in before
    assert "2027年6月10日" in before
    assert second in before
    assert "证书有效" in visitor.ask(code_of(pdf, story))
    return second, pdf


def a_veto_confirmed_by_two_persons_cancels_it(story, four):
    office = story.sit("county-office", OfficeDesk)
    office.record_veto(BRANCH, (NEXT_YEAR - 2 * DAY).date())
    office.go("/org/vetoes/")
    assert office.page.get_by_role("button", name="确认一票否决").count() == 0
    visitor = story.open_desk(story.moving, "")
    assert "证书有效" in visitor.ask(code_of(four[1], story)), "one person is not enough"
    story.sit("county-office-2", OfficeDesk).confirm_veto()
    [notice] = [row[0] for row in office.papers() if "取消" in row[2]]
    said = words_of(office.paper(notice))
    assert "取消" in said
    assert BRANCH in said
    answer = visitor.ask(code_of(four[1], story))
    assert "证书已失效" in answer
    assert "已取消该星级" in answer
    office.must_be_calm()


def the_workbook_shows_each_of_these(story):
    office = story.sit("county-office", OfficeDesk)
    book = openpyxl.load_workbook(io.BytesIO(office.workbook()))
    assert book["总览"]._charts
    changes = [row for row in book["一票否决和降星"].iter_rows(values_only=True) if BRANCH in row]
    assert [row[3:5] for row in changes] == [("五星级", "四星级"), ("四星级", changes[1][4])]
    assert "四星级" not in str(changes[1][4])
    assert "复检不合格" in str(changes[0])
    assert "立案审查" in str(changes[1])
    ratings = [
        row
        for sheet in book.worksheets[1:2]
        for row in sheet.iter_rows(values_only=True)
        if BRANCH in row
    ]
    assert len(ratings) == 1
    assert 100 in ratings[0]
    office.must_be_calm()
