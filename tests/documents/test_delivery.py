"""From owed to checked: worker, file, public answer, command line."""

import datetime
import io
import json
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from scoring.common.canonical import canonical_json
from scoring.documents.actions import draft_notice, issue_certificate, issue_notice, revoke
from scoring.documents.checks import check_numbers, check_site
from scoring.documents.codes import grouped
from scoring.documents.embedding import FACTS_NAME
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, Notice
from scoring.documents.opening import NotOurCertificate, read_enclosed
from scoring.documents.queries import certificate_for, pdf_of
from scoring.documents.storage import PdfNotReady, keys_folder
from scoring.documents.tasks import deliver_certificate, deliver_notice
from scoring.documents.verification import Outcome
from scoring.jobs.actions import run_owed
from scoring.jobs.models import Job
from tests.documents import pdf as reading
from tests.documents.conftest import change_of
from tests.documents.papers import SITE
from tests.factories.review import CONFIRMED
from tests.factories.world import World

pytestmark = pytest.mark.django_db

LATER = CONFIRMED + datetime.timedelta(days=30)
TODAY = LATER.date()
UNTIL = datetime.date(2027, 12, 31)


@pytest.fixture
def delivered(certificate: Certificate) -> Certificate:
    deliver_certificate(certificate=certificate.pk)
    certificate.refresh_from_db()
    return certificate


def test_the_outbox_delivers_a_certificate_once(certificate: Certificate) -> None:
    with pytest.raises(PdfNotReady):
        pdf_of(certificate)
    assert run_owed() == (1, 0)
    certificate.refresh_from_db()
    stored = pdf_of(certificate)
    assert reading.qr_texts(stored) == [f"{SITE}/v/{certificate.code}/"]
    assert grouped(certificate.code) in reading.text_of(stored)
    assert certificate.serial in reading.text_of(stored)
    assert read_enclosed(stored) == (certificate.content, certificate.signature)
    assert Job.objects.filter(done_at__isnull=True).count() == 0
    deliver_certificate(certificate=certificate.pk)
    certificate.refresh_from_db()
    assert pdf_of(certificate) == stored


def test_a_worker_that_died_after_signing_is_picked_up(certificate: Certificate) -> None:
    deliver_certificate(certificate=certificate.pk)
    certificate.refresh_from_db()
    signature = certificate.signature
    Certificate.objects.filter(pk=certificate.pk).update(pdf_path="", pdf_sha256="")
    deliver_certificate(certificate=certificate.pk)
    certificate.refresh_from_db()
    assert certificate.signature == signature
    assert pdf_of(certificate)


def test_a_notice_is_delivered(certificate: Certificate, world: World) -> None:
    change = change_of(certificate.rating, world)
    draft = draft_notice(
        change=change,
        level_before="五星级",
        level_after="四星级",
        certificate_before=certificate,
        by=world.office,
        now=LATER,
    )
    deliver_notice(notice=draft.pk)
    assert Notice.objects.get().pdf_path == ""  # a draft has no file
    issued = issue_notice(notice=draft, by=world.office, now=LATER)
    deliver_notice(notice=issued.pk)
    issued.refresh_from_db()
    text = "".join(
        reading.text_of(pdf_of(issued), page) for page in range(reading.page_count(pdf_of(issued)))
    )
    assert "星评通〔2026〕1号" in text
    assert "某县档案局党支部" in text
    stored = pdf_of(issued)
    deliver_notice(notice=issued.pk)
    assert pdf_of(Notice.objects.get()) == stored


def test_the_public_answer_follows_the_life_of_a_certificate(
    delivered: Certificate, world: World
) -> None:
    good = certificate_for(grouped(delivered.code).lower(), today=TODAY)
    assert (good.outcome, good.since, good.successor) == (Outcome.VALID, None, None)
    assert good.certificate == delivered
    assert good.paper is not None
    assert good.paper.branch_name == "某县档案局党支部"
    assert good.paper.issuer_name == "中共某县委组织部"
    late = certificate_for(delivered.code, today=datetime.date(2028, 1, 1))
    assert (late.outcome, late.since) == (Outcome.EXPIRED, datetime.date(2028, 1, 1))
    ended = revoke(
        certificate=delivered,
        status=CertificateStatus.DOWNGRADED,
        reason="复检不合格",
        by=world.office,
        now=LATER,
    )
    new = issue_certificate(
        rating=delivered.rating,
        level="four",
        level_name="四星级",
        stars=4,
        valid_until=UNTIL,
        supersedes=ended,
        by=world.office,
        now=LATER,
    )
    lowered = certificate_for(delivered.code, today=TODAY)
    assert (lowered.outcome, lowered.since) == (Outcome.DOWNGRADED, TODAY)
    assert lowered.successor == new
    # Not signed yet: nobody may read that as valid.
    assert certificate_for(new.code, today=TODAY).outcome == Outcome.UNAVAILABLE
    deliver_certificate(certificate=new.pk)
    assert certificate_for(new.code, today=TODAY).outcome == Outcome.VALID
    revoke(
        certificate=new,
        status=CertificateStatus.REVOKED,
        reason="一票否决",
        by=world.office,
        now=LATER,
    )
    gone = certificate_for(new.code, today=TODAY)
    assert (gone.outcome, gone.since, gone.successor) == (Outcome.REVOKED, TODAY, None)


@pytest.mark.parametrize("code", ["", "0" * 26, "nonsense", "'; DROP TABLE x; --", "中" * 26])
def test_an_unknown_code_is_unknown(delivered: Certificate, code: str) -> None:
    answer = certificate_for(code, today=TODAY)
    assert (answer.outcome, answer.certificate) == (Outcome.UNKNOWN, None)
    assert answer.paper is None


def test_a_row_altered_in_the_database_is_never_valid(delivered: Certificate) -> None:
    raised = canonical_json(json.loads(delivered.content) | {"level_name": "六星级"})
    Certificate.objects.filter(pk=delivered.pk).update(content=raised)
    answer = certificate_for(delivered.code, today=TODAY)
    assert (answer.outcome, answer.certificate) == (Outcome.UNAVAILABLE, None)


def test_without_the_key_ring_nothing_is_valid(delivered: Certificate) -> None:
    for path in keys_folder().glob("*.pub"):
        path.unlink()
    assert certificate_for(delivered.code, today=TODAY).outcome == Outcome.UNAVAILABLE


def run(path: Path, *options: str) -> tuple[int, str]:
    """Return exit code and output of the command."""
    output = io.StringIO()
    try:
        call_command("verify_certificate", str(path), *options, stdout=output)
    except SystemExit as end:
        return int(end.code or 0), output.getvalue()
    return 0, output.getvalue()


def test_command_accepts_the_stored_file(delivered: Certificate, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(pdf_of(delivered))
    code, text = run(copy)
    assert code == 0
    assert text.count("[相符]") == 7
    assert delivered.serial in text
    code, text = run(copy, "--json")
    said = json.loads(text)
    assert (code, said["outcome"]) == (0, "valid")
    assert said["facts"]["code"] == delivered.code
    assert set(said["checks"].values()) == {True}


def test_command_sees_an_altered_attachment(delivered: Certificate, tmp_path: Path) -> None:
    forged = tmp_path / "forged.pdf"
    with pikepdf.open(io.BytesIO(pdf_of(delivered))) as document:
        raised = json.loads(delivered.content) | {"stars": 6}
        document.attachments[FACTS_NAME] = canonical_json(raised).encode()
        document.save(forged)
    code, text = run(forged, "--json")
    said = json.loads(text)
    assert (code, said["outcome"]) == (1, "forged")
    assert said["checks"]["signature"] is False
    assert said["checks"]["file"] is False


def test_command_sees_a_file_altered_around_its_facts(
    delivered: Certificate, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.pdf"
    with pikepdf.open(io.BytesIO(pdf_of(delivered))) as document:
        document.docinfo["/Title"] = "六星级"
        document.save(forged)
    code, text = run(forged, "--json")
    said = json.loads(text)
    assert (code, said["outcome"]) == (1, "forged")
    assert said["checks"]["signature"] is True
    assert said["checks"]["file"] is False


def test_command_says_revoked(delivered: Certificate, world: World, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(pdf_of(delivered))
    revoke(
        certificate=delivered,
        status=CertificateStatus.REVOKED,
        reason="一票否决",
        by=world.office,
        now=LATER,
    )
    code, text = run(copy)
    assert code == 1
    assert "星级已撤销" in text
    assert "[不符]" in text


def test_command_does_not_know_a_certificate_of_another_register(
    delivered: Certificate, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(pdf_of(delivered))
    Certificate.objects.all().delete()
    code, text = run(copy, "--json")
    assert (code, json.loads(text)["outcome"]) == (1, "unknown")


@pytest.mark.parametrize("content", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF"])
def test_command_and_reader_survive_other_files(
    world: World, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "other.pdf"
    path.write_bytes(content)
    with pytest.raises(NotOurCertificate):
        read_enclosed(content)
    code, text = run(path)
    assert code == 1
    assert "查无此证" in text


def test_a_pdf_without_facts_is_not_ours() -> None:
    blank = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(blank)
    with pytest.raises(NotOurCertificate) as refusal:
        read_enclosed(blank.getvalue())
    assert refusal.value.why == "unsigned"


def test_command_needs_a_file(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("verify_certificate", str(tmp_path / "none.pdf"))


def test_checks_speak_of_site_and_patterns(settings: Settings) -> None:
    settings.SITE_URL = SITE
    assert check_site() == []
    assert check_numbers() == []
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.NOTICE_NUMBER_PATTERN = "{number}"
    assert [each.id for each in check_site()] == ["documents.W002"]
    assert [each.id for each in check_numbers()] == ["documents.E002"]
