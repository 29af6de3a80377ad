"""Records and files: who may read them, what they carry, how they are sent."""

import datetime
import io

import pytest
import time_machine
from django.urls import reverse
from PIL import Image

from scoring.assessments.actions import attach_evidence
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.assessments.storage import locate
from scoring.common.uploads import check_upload
from scoring.documents.storage import write_pdf
from scoring.workflow.annual_close import close_year
from tests.factories import NOW, YEAR, World, assessment_at, evidence_file, review
from tests.web.secretary import october, signed_in, world

__all__ = ["october", "world"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(world: World) -> Assessment:
    return assessment_at(Status.SUBMITTED, world)


def place(assessment: Assessment) -> str:
    return reverse("record:show", args=[assessment.organization_id, assessment.year])


@pytest.mark.parametrize("who", ["secretary", "filler", "reviewer", "approver", "office"])
def test_everybody_in_scope_reads_the_record(world, submitted, who):
    page = signed_in(getattr(world, who)).get(place(submitted))
    text = page.content.decode()
    assert page.status_code == 200
    assert "100.00" in text
    assert "申报五星级" in text


@pytest.mark.parametrize("who", ["foreign_secretary", "sibling_secretary", "foreign_reviewer"])
def test_strangers_and_missing_years_get_the_same_page(world, submitted, who):
    client = signed_in(getattr(world, who))
    foreign = client.get(place(submitted))
    missing = client.get(reverse("record:show", args=[999_999, YEAR]))
    assert foreign.status_code == missing.status_code == 404
    assert submitted.organization.name not in foreign.content.decode()


def test_the_place_in_the_unit_stands_there_once_the_year_is_closed(world):
    confirmed = review.assessment_at(Status.CONFIRMED, world)
    client = signed_in(world.secretary)
    assert "年度结算时" not in client.get(place(confirmed)).content.decode()
    close_year(year=YEAR, by=world.office, now=review.CONFIRMED)
    page = client.get(place(confirmed)).content.decode()
    assert "年度结算时在本单位 1 个支部中列第 1 位" in page


def test_the_own_record_needs_no_number(world, submitted):
    page = signed_in(world.secretary).get(reverse("record:own", args=[YEAR]))
    assert page.status_code == 200
    assert signed_in(world.reviewer).get(reverse("record:own", args=[YEAR])).status_code == 404


def test_the_branch_does_not_read_findings_before_the_conclusion(world, submitted):
    finding = submitted.review.findings.order_by("position").first()
    finding.verified = finding.maximum - 1
    finding.status = "verified"
    finding.reason = "签到表缺页"
    finding.decided_at = NOW
    finding.decided_by = world.reviewer
    finding.save()
    assert "签到表缺页" not in signed_in(world.secretary).get(place(submitted)).content.decode()
    assert "签到表缺页" in signed_in(world.reviewer).get(place(submitted)).content.decode()


@pytest.fixture
def piece(world: World):
    assessment = assessment_at(Status.FILLING, world)
    return attach_evidence(
        assessment=assessment,
        upload=check_upload(evidence_file("会议 记录.png", "red")),
        indicators=["CO5-L1"],
        dated_on=datetime.date(YEAR, 1, 23),
        by=world.secretary,
        now=NOW,
    )


def test_evidence_is_sent_as_an_attachment_that_cannot_run(world, piece):
    answer = signed_in(world.reviewer).get(reverse("record:evidence", args=[piece.pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content == locate(piece.path).read_bytes()


def test_pictures_are_drawn_anew(world, piece):
    address = reverse("record:picture", args=[piece.pk])
    answer = signed_in(world.secretary).get(address, {"size": "small"})
    assert answer["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.format == "JPEG"


@pytest.mark.parametrize("name", ["evidence", "picture"])
def test_strangers_do_not_get_the_file(world, piece, name):
    address = reverse(f"record:{name}", args=[piece.pk])
    assert signed_in(world.foreign_secretary).get(address).status_code == 404
    assert signed_in(world.sibling_secretary).get(address).status_code == 404


def test_a_changed_file_is_never_sent(world, piece):
    file = locate(piece.path)
    file.chmod(0o640)
    file.write_bytes(b"something else")
    answer = signed_in(world.secretary).get(reverse("record:evidence", args=[piece.pk]))
    assert answer.status_code == 404


def test_a_confirmed_star_shows_its_certificate_until_then_being_made(world):
    confirmed = review.assessment_at(Status.CONFIRMED, world)
    with time_machine.travel(review.CONFIRMED, tick=True):
        client = signed_in(world.secretary)
        page = client.get(place(confirmed))
        text = page.content.decode()
        assert page.context["page"].final
        assert "五星级" in text
        assert "PDF 正在制作" in text
        certificate = confirmed.rating.certificates.get()
        address = reverse("record:certificate", args=[certificate.pk])
        assert client.get(address).status_code == 404  # issued, not yet made
        certificate.pdf_path, certificate.pdf_sha256 = write_pdf(b"%PDF-1.7 made", kind="test")
        certificate.save()
        answer = client.get(address)
        assert answer.content == b"%PDF-1.7 made"
        assert answer["Content-Disposition"].startswith("attachment")
        assert signed_in(world.foreign_secretary).get(address).status_code == 404


def test_a_damaged_certificate_is_never_sent(world):
    confirmed = review.assessment_at(Status.CONFIRMED, world)
    with time_machine.travel(review.CONFIRMED, tick=True):
        certificate = confirmed.rating.certificates.get()
        path, _sha256 = write_pdf(b"%PDF-1.7 damaged", kind="test")
        certificate.pdf_path, certificate.pdf_sha256 = path, "0" * 64
        certificate.save()
        client = signed_in(world.secretary)
        client.raise_request_exception = False
        answer = client.get(reverse("record:certificate", args=[certificate.pk]))
        assert answer.status_code == 500
        assert b"%PDF" not in answer.content


def test_a_confirmed_veto_is_said_beside_the_points(world, submitted):
    client = signed_in(world.secretary)
    assert not client.get(place(submitted)).context["page"].vetoes
    case = review.confirmed_veto(world, now=NOW)
    page = client.get(place(submitted))
    text = page.content.decode()
    assert "notice-stop" in text
    assert case.reference in text
    assert "2026年10月20日" in text
    assert case.reason not in text
    assert not page.context["page"].stars


def test_a_star_that_a_veto_took_says_so(world):
    confirmed = review.assessment_at(Status.CONFIRMED, world)
    with time_machine.travel(review.CONFIRMED, tick=True):
        client = signed_in(world.secretary)
        assert not client.get(place(confirmed)).context["page"].vetoes
        case = review.confirmed_veto(world, now=review.CONFIRMED)
        page = client.get(place(confirmed))
        assert page.context["page"].veto
        assert [note.reference for note in page.context["page"].vetoes] == [case.reference]
        assert "notice-stop" in page.content.decode()
