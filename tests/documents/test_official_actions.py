"""Official documents: drafted, edited, issued, withdrawn, replaced; what refuses and why."""

import datetime
import json

import pytest
from django.db import IntegrityError, transaction

from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed, StaleVersion, WrongState
from scoring.documents.actions import (
    discard_document,
    draft_notice,
    edit_document,
    issue_document,
    issue_notice,
    set_pattern,
    withdraw_document,
)
from scoring.documents.actions.drafting import AlreadyIssued
from scoring.documents.actions.issuing import (
    DeadlinePast,
    FiguresChanged,
    NumberMalformed,
    NumberTaken,
    seen_of,
)
from scoring.documents.actions.patterns import PatternTaken
from scoring.documents.enums import DocumentKind, DocumentStatus
from scoring.documents.models import NumberSeries, OfficialDocument
from scoring.documents.numbering import coming_document_number
from scoring.documents.permissions import SameDrafter
from scoring.documents.tasks import deliver_document
from scoring.documents.typesetting import MissingGlyphs
from scoring.facts.actions import ReasonMissing
from scoring.jobs.models import Job
from scoring.reports.official_papers import figures_of
from tests.documents.conftest import change_of, confirmed_rating
from tests.documents.official import LATER, TODAY, draft, issue, named_year, reworded, text_of
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(world: World) -> World:
    named_year(world)
    return world


def test_a_draft_begins_with_the_usual_words_and_no_number(year):
    document = draft(year)
    assert (document.number, document.status) == (None, DocumentStatus.DRAFT)
    assert document.wording["title"] == "关于命名2026年度星级党支部的决定"
    assert document.wording["enclosure"] == "2026年度星级党支部名单"
    assert "受命名的党支部要保持标准" in document.wording["paragraphs"]
    assert not NumberSeries.objects.filter(kind="naming").exists()
    assert draft(year).pk == document.pk  # a second click makes no second draft
    event = Event.objects.get(action="officialdocument.drafted")
    assert event.detail["kind"] == "naming"


def test_an_issued_document_has_number_content_and_file(year):
    document = reworded(draft(year), year.office, copies_to="县委组织部、县财政局", contact="")
    issued = issue(document, year.second_office)
    assert issued.number == "星评命〔2026〕1号"
    assert (issued.issued_on, issued.issued_by) == (TODAY, year.second_office)
    assert json.loads(issued.content)["branches"][0]["branch"] == year.branch.name
    job = Job.objects.get(kind="render-document")
    assert job.key == f"render-document:{issued.pk}"
    deliver_document(**job.payload)
    issued.refresh_from_db()
    text = text_of(issued)
    assert "星评命〔2026〕1号" in text
    assert "决定命名1个党支部为2026年度星级党支部" in text
    assert "抄送：县委组织部、县财政局。" in text
    assert "预览" not in text
    stored = issued.pdf_sha256
    deliver_document(**job.payload)  # twice is once
    issued.refresh_from_db()
    assert issued.pdf_sha256 == stored
    actions = Event.objects.about("officialdocument", issued.pk).order_by("sequence")
    assert [one.action for one in actions] == [
        "officialdocument.drafted",
        "officialdocument.edited",
        "officialdocument.issued",
        "officialdocument.rendered",
    ]


def test_who_wrote_last_does_not_issue(year):
    document = draft(year)
    with pytest.raises(SameDrafter):
        issue(document, year.office)
    reworded(document, year.second_office, contact="另一人")
    with pytest.raises(SameDrafter):
        issue(document, year.second_office)
    assert issue(document, year.office).number


def test_the_database_asks_for_two_persons_as_well(year):
    issued = issue(draft(year), year.second_office)
    rows = OfficialDocument.objects.filter(pk=issued.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(issued_by=issued.edited_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(number=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status=DocumentStatus.DRAFT)


@pytest.mark.parametrize(
    "who", ["secretary", "reviewer", "approver", "auditor", "system", "foreign_office"]
)
def test_only_the_office_of_the_cycle_writes_and_issues(year, who):
    stranger = getattr(year, who)
    document = draft(year)
    with pytest.raises(NotAllowed):
        draft(year, DocumentKind.RECTIFICATION, organization=year.branch, by=stranger)
    with pytest.raises(NotAllowed):
        reworded(document, stranger, contact="我")
    with pytest.raises(NotAllowed):
        issue(document, stranger)
    with pytest.raises(NotAllowed):
        discard_document(document=document, by=stranger, now=LATER)
    issued = issue(document, year.second_office)
    with pytest.raises(NotAllowed):
        withdraw_document(document=issued, reason="误", by=stranger, now=LATER)


def test_an_issued_document_never_changes(year):
    document = draft(year)
    issued = issue(document, year.second_office)
    with pytest.raises(WrongState):
        reworded(issued, year.office, title="改")
    with pytest.raises(WrongState):
        issue(issued, year.second_office)
    with pytest.raises(WrongState):
        discard_document(document=issued, by=year.office, now=LATER)
    before = issued.content
    issued.refresh_from_db()
    assert issued.content == before
    assert NumberSeries.objects.get(kind="naming").last == 1


def test_figures_that_changed_since_are_shown_again(year):
    document = draft(year)
    data = figures_of(document, issued_on=TODAY)
    confirmed_rating(year, year.sibling)
    with pytest.raises(FiguresChanged):
        issue_document(
            document=document,
            figures=figures_of(document, issued_on=TODAY),
            seen=seen_of(data, document),
            by=year.second_office,
            now=LATER,
        )
    assert not NumberSeries.objects.filter(kind="naming").exists()
    with pytest.raises(FiguresChanged):
        issue(document, year.second_office, seen="")


def test_two_writers_do_not_overwrite_each_other(year):
    document = draft(year)
    first = reworded(document, year.office, contact="甲")
    assert first.version == 1
    with pytest.raises(StaleVersion):
        reworded(document, year.second_office, contact="乙")
    again = edit_document(
        document=first, wording=first.wording, seen=1, by=year.second_office, now=LATER
    )
    assert (again.version, again.edited_by) == (1, year.office)  # the same words are no edit


def test_a_document_in_force_can_only_be_replaced(year):
    issued = issue(draft(year), year.second_office)
    with pytest.raises(AlreadyIssued) as refusal:
        draft(year)
    assert refusal.value.number == issued.number
    successor = draft(year, replaces=issued)
    assert successor.wording == {**issued.wording, "number": ""}
    issued.refresh_from_db()
    assert issued.status == DocumentStatus.ISSUED  # until the successor is issued
    replacing = issue(successor, year.second_office)
    issued.refresh_from_db()
    assert (replacing.number, issued.status) == ("星评命〔2026〕2号", DocumentStatus.WITHDRAWN)
    assert issued.ended_reason == "由星评命〔2026〕2号代替"
    with pytest.raises(AlreadyIssued):
        draft(year, replaces=issued)
    withdraw_document(document=replacing, reason="名单有误", by=year.office, now=LATER)
    with pytest.raises(WrongState):
        draft(year, replaces=issued)


def test_withdrawing_needs_a_reason_and_keeps_the_number(year):
    issued = issue(draft(year), year.second_office)
    with pytest.raises(ReasonMissing):
        withdraw_document(document=issued, reason=" ", by=year.office, now=LATER)
    ended = withdraw_document(document=issued, reason="名单有误", by=year.office, now=LATER)
    assert (ended.status, ended.number) == (DocumentStatus.WITHDRAWN, "星评命〔2026〕1号")
    with pytest.raises(WrongState):
        withdraw_document(document=issued, reason="再次", by=year.office, now=LATER)
    assert issue(draft(year), year.second_office).number == "星评命〔2026〕2号"


def test_a_discarded_draft_leaves_no_gap(year):
    gone = discard_document(document=draft(year), by=year.office, now=LATER)
    assert (gone.status, gone.number) == (DocumentStatus.DISCARDED, None)
    assert issue(draft(year), year.second_office).number == "星评命〔2026〕1号"


def test_the_office_may_give_the_number_of_its_register(year):
    document = reworded(draft(year), year.office, number="云直工发〔2026〕12号")
    issued = issue(document, year.second_office)
    assert issued.number == "云直工发〔2026〕12号"
    assert json.loads(issued.content)["number"] == issued.number
    assert not NumberSeries.objects.filter(kind="naming").exists()
    order = draft(year, DocumentKind.RECTIFICATION, organization=year.branch)
    order = reworded(order, year.office, number=issued.number, problems="记录不全")
    with pytest.raises(NumberTaken):
        issue(order, year.second_office)
    order = reworded(order, year.office, number="第十二号")
    with pytest.raises(NumberMalformed):
        issue(order, year.second_office)


def test_the_series_passes_what_the_office_wrote_by_its_own_register(year):
    own = reworded(draft(year), year.office, number="星评命〔2026〕1号")
    first = issue(own, year.second_office)
    issuer = first.issuer
    coming = coming_document_number(issuer=issuer, kind=first.kind, year=2026)
    assert coming == "星评命〔2026〕2号"
    withdraw_document(document=first, reason="有误", by=year.office, now=LATER)
    assert issue(draft(year), year.second_office).number == "星评命〔2026〕2号"


def test_an_order_that_leaves_no_time_is_not_issued(year):
    order = draft(year, DocumentKind.RECTIFICATION, organization=year.branch)
    past = (TODAY - datetime.timedelta(days=1)).isoformat()
    order = reworded(order, year.office, problems="记录不全", deadline=past)
    with pytest.raises(DeadlinePast) as refusal:
        issue(order, year.second_office)
    assert refusal.value.deadline.isoformat() == past
    order = reworded(order, year.office, deadline=TODAY.isoformat())
    assert issue(order, year.second_office).number


def test_a_notice_passes_what_an_office_wrote_on_a_document_of_its_own(certificate, world):
    own = draft(world, cycle=certificate.rating.assessment.cycle)
    issue(reworded(own, world.office, number="星评通〔2026〕1号"), world.second_office)
    notice = draft_notice(
        change=change_of(certificate.rating, world),
        level_before="五星级",
        level_after="四星级",
        certificate_before=certificate,
        by=world.office,
        now=LATER,
    )
    issued = issue_notice(notice=notice, by=world.office, now=LATER)
    assert issued.number == "星评通〔2026〕2号"


def test_no_pattern_prints_the_numbers_of_notices(year, settings):
    issuer = year.department
    for pattern in ("星评通〔{year}〕{number}号", "云星通〔{year}〕{number}号"):
        settings.NOTICE_NUMBER_PATTERN = pattern
        with pytest.raises(PatternTaken):
            set_pattern(issuer=issuer, kind="naming", pattern=pattern, by=year.office, now=LATER)


def test_a_character_without_a_glyph_takes_no_number(year):
    document = reworded(draft(year), year.office, contact="联系人\U000313a0")
    with pytest.raises(MissingGlyphs) as refusal:
        issue(document, year.second_office)
    assert refusal.value.missing == {"contact": "\U000313a0"}
    assert not NumberSeries.objects.filter(kind="naming").exists()


def test_foreign_documents_are_not_visible(year):
    issued = issue(draft(year), year.second_office)
    seen = OfficialDocument.objects.visible_to
    assert list(seen(year.auditor)) == [issued]
    for stranger in (year.foreign_office, year.secretary, year.provider, year.system):
        assert not seen(stranger).exists()
