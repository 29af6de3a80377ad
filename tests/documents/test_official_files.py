"""Official documents as files: what they say, where they lie, which seal they bear."""

import datetime
import json

import pytest

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.common.canonical import sha256_of
from scoring.common.refusals import WrongState
from scoring.documents.actions import (
    remove_seal,
    upload_seal,
)
from scoring.documents.actions.issuing import (
    SealMissing,
)
from scoring.documents.enums import DocumentKind
from scoring.documents.models import Seal
from scoring.documents.permissions import NotSealKeeper
from scoring.documents.queries import pdf_of
from scoring.documents.storage import PdfDamaged, PdfNotReady
from scoring.documents.tasks import deliver_document
from scoring.organizations.enums import Role
from scoring.ratings.models import Publicity, Rating
from scoring.reports.official_papers import PaperNotReady
from tests.documents import pdf as reading
from tests.documents.official import (
    LATER,
    TODAY,
    draft,
    issue,
    named_year,
    reworded,
    seal_png,
    stored_at,
    text_of,
    uploaded,
)
from tests.factories.world import World, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(world: World) -> World:
    named_year(world)
    return world


def test_a_rectification_orders_what_the_office_writes(year):
    order = draft(year, DocumentKind.RECTIFICATION, organization=year.branch)
    assert order.wording["deadline"] == (TODAY + datetime.timedelta(days=30)).isoformat()
    assert order.wording["addressee"] == year.committee.name
    order = reworded(
        order,
        year.office,
        problems="主题党日未按月开展。\n会议记录缺少签字；",
        deadline="2026-12-05",
    )
    issued = issue(order, year.second_office)
    deliver_document(document=issued.pk)
    issued.refresh_from_db()
    text = text_of(issued)
    assert "1．主题党日未按月开展。2．会议记录缺少签字。" in text
    assert "于2026年12月5日前完成改正" in text
    assert issued.number == "星评改〔2026〕1号"
    another = draft(year, DocumentKind.RECTIFICATION, organization=year.branch)
    assert another.pk != order.pk  # a branch may be asked twice


def test_a_publicity_list_and_a_bulletin(year):
    rating = Rating.objects.get()
    publicity = Publicity.objects.create(
        cycle=rating.assessment.cycle,
        starts_on=TODAY,
        ends_on=TODAY,
        published_at=LATER,
        published_by=year.office,
    )
    Rating.objects.update(publicity=publicity)
    listed = issue(draft(year, DocumentKind.PUBLICITY, publicity=publicity), year.second_office)
    assert listed.number == "星评示〔2026〕1号"
    with pytest.raises(PaperNotReady):  # the sibling is undecided
        draft(year, DocumentKind.BULLETIN)
    Assessment.objects.filter(organization=year.sibling).update(status=Status.NOT_DECLARED)
    Assessment.objects.filter(organization=year.branch).update(status=Status.CONFIRMED)
    result = issue(draft(year, DocumentKind.BULLETIN), year.second_office)
    assert json.loads(result.content)["assessed"] == 2
    assert result.number == "星评报〔2026〕1号"


def test_a_file_that_cannot_be_stored_is_owed_until_it_can(year, home):
    issued = issue(draft(year), year.second_office)
    in_the_way = home / "documents"
    in_the_way.write_text("no folder can be made here")
    with pytest.raises(OSError, match="documents"):
        deliver_document(document=issued.pk)
    issued.refresh_from_db()
    assert (issued.pdf_path, issued.number) == ("", "星评命〔2026〕1号")
    with pytest.raises(PdfNotReady):
        pdf_of(issued)
    in_the_way.unlink()
    deliver_document(document=issued.pk)
    issued.refresh_from_db()
    stored = home / issued.pdf_path
    assert pdf_of(issued).startswith(b"%PDF")
    stored.write_bytes(stored.read_bytes()[:-100])
    with pytest.raises(PdfDamaged):
        pdf_of(issued)


def test_removing_the_seal_keeps_what_was_issued_with_it(year):
    keeper = make_user("监印", (Role.SEAL_KEEPER, year.department), (Role.OFFICE, year.department))
    setting = {"organization": year.department, "by": keeper, "now": LATER}
    first = upload_seal(upload=uploaded(seal_png()), width=42, **setting)
    issued = issue(draft(year), keeper, uses_seal=True)
    second = upload_seal(upload=uploaded(seal_png(900)), width=40, **setting)
    remove_seal(**setting)
    assert not Seal.objects.current().exists()
    deliver_document(document=issued.pk)
    issued.refresh_from_db()
    assert issued.seal == first != second
    assert sum(reading.images(stored_at(issued.pdf_path).read_bytes())) == 1
    order = draft(year, DocumentKind.RECTIFICATION, organization=year.branch)
    order = reworded(order, year.office, problems="记录不全")
    with pytest.raises(SealMissing):
        issue(order, keeper, uses_seal=True)
    with pytest.raises(WrongState):
        remove_seal(**setting)
    actions = Event.objects.filter(action__startswith="seal.").order_by("sequence")
    assert [one.action for one in actions] == [
        "seal.uploaded",
        "seal.used",
        "seal.uploaded",
        "seal.removed",
    ]
    assert actions[1].detail["content_sha256"] == sha256_of(issued.content)


def test_the_seal_is_its_keeper_s_alone(year):
    elsewhere = make_user("外县监印", (Role.SEAL_KEEPER, year.stranger))
    for stranger in (year.office, year.system, elsewhere):
        with pytest.raises(NotSealKeeper):
            upload_seal(
                organization=year.department,
                upload=uploaded(seal_png()),
                width=42,
                by=stranger,
                now=LATER,
            )
    with pytest.raises(NotSealKeeper):
        issue(draft(year), year.second_office, uses_seal=True)
