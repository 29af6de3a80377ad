"""Issuing, ending, storing: every row of it in a real database."""

import datetime
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.common.canonical import canonical_json, sha256_of
from scoring.common.refusals import WrongState
from scoring.documents.actions import (
    AlreadyCertified,
    NoStar,
    SiteAddressMissing,
    issue_certificate,
    revoke,
    sign_certificate,
    store_pdf,
)
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, NumberSeries
from scoring.documents.queries import pdf_of
from scoring.documents.signing import is_signed_by, open_signer, read_ring
from scoring.documents.storage import home as home_folder
from scoring.documents.storage import keys_folder
from scoring.documents.typesetting import MissingGlyphs
from scoring.jobs.models import Job
from scoring.organizations.models import Organization
from scoring.ratings.models import Rating
from tests.documents.papers import SITE
from tests.factories.review import CONFIRMED, assessment_at, rating_of
from tests.factories.world import World

pytestmark = pytest.mark.django_db

LATER = CONFIRMED + datetime.timedelta(days=30)
UNTIL = datetime.date(2027, 12, 31)


def issue(rating: Rating, world: World, **changes: Any) -> Certificate:
    asked: dict[str, Any] = {
        "level": "four",
        "level_name": "四星级",
        "stars": 4,
        "valid_until": UNTIL,
    }
    return issue_certificate(rating=rating, **{**asked, **changes}, by=world.office, now=LATER)


def end(certificate: Certificate, world: World) -> Certificate:
    return revoke(
        certificate=certificate,
        status=CertificateStatus.DOWNGRADED,
        reason="复检不合格",
        by=world.office,
        now=LATER,
    )


def test_issuing_signs_nothing_and_owes_the_rendering(
    certificate: Certificate, world: World
) -> None:
    assert certificate.serial == "星评〔2026〕第 0001 号"
    assert certificate.status == CertificateStatus.VALID
    assert certificate.issued_on == CONFIRMED.date()
    assert (certificate.signature, certificate.pdf_path) == ("", "")
    facts = json.loads(certificate.content)
    assert facts["branch"] == {"code": "XQ-JG-01", "name": "某县档案局党支部"}
    assert (facts["code"], facts["serial"]) == (certificate.code, certificate.serial)
    assert (facts["stars"], facts["level_name"]) == (5, "五星级")
    assert facts["site"] == SITE
    assert facts["rubric"]["hash"] == world.version.content_hash
    assert canonical_json(facts) == certificate.content
    job = Job.objects.get(key=f"render-certificate:{certificate.pk}")
    assert (job.kind, job.payload) == ("render-certificate", {"certificate": certificate.pk})
    event = Event.objects.about("certificate", certificate.pk).get()
    assert (event.action, event.detail["serial"]) == ("certificate.issued", certificate.serial)


def test_the_real_confirmation_issues_one(world: World) -> None:
    assessment = assessment_at(Status.CONFIRMED, world)
    certificate = Certificate.objects.get(rating__assessment=assessment)
    assert certificate.serial == "星评〔2026〕第 0001 号"
    assert (certificate.stars, certificate.valid_until) == (5, UNTIL)


def test_no_score_and_no_person_is_in_the_facts(certificate: Certificate, world: World) -> None:
    assert "total" not in certificate.content
    for person in (world.secretary, world.office, world.reviewer):
        assert person.name not in certificate.content


def test_a_second_certificate_is_refused_and_takes_no_number(
    certificate: Certificate, world: World
) -> None:
    with pytest.raises(AlreadyCertified) as refusal:
        issue(certificate.rating, world)
    assert refusal.value.serial == certificate.serial
    assert NumberSeries.objects.get(kind="certificate").last == 1


def test_the_database_refuses_a_second_valid_one_too(certificate: Certificate) -> None:
    certificate.pk = None
    certificate.code, certificate.serial = "0" * 26, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.save(force_insert=True)


def test_downgrade_ends_one_and_issues_the_next_number(
    certificate: Certificate, world: World
) -> None:
    ended = end(certificate, world)
    new = issue(certificate.rating, world, supersedes=ended)
    assert (ended.status, ended.ended_by) == (CertificateStatus.DOWNGRADED, world.office)
    assert new.serial == "星评〔2026〕第 0002 号"
    assert ended.superseded_by == new
    assert json.loads(new.content)["supersedes"] == certificate.serial
    assert list(Certificate.objects.valid()) == [new]


@pytest.mark.parametrize("status", [CertificateStatus.DOWNGRADED, CertificateStatus.REVOKED])
def test_an_ended_certificate_never_comes_back(
    certificate: Certificate, world: World, status: CertificateStatus
) -> None:
    end(certificate, world)
    with pytest.raises(WrongState):
        revoke(certificate=certificate, status=status, reason="再次", by=world.office, now=LATER)
    with pytest.raises(WrongState):
        revoke(
            certificate=certificate,
            status=CertificateStatus.VALID,
            reason="恢复",
            by=world.office,
            now=LATER,
        )
    certificate.refresh_from_db()
    assert certificate.ended_reason == "复检不合格"


def test_without_a_site_address_nothing_is_issued(
    certificate: Certificate, world: World, settings: Settings
) -> None:
    end(certificate, world)
    settings.SITE_URL = ""
    with pytest.raises(SiteAddressMissing):
        issue(certificate.rating, world)
    assert Certificate.objects.count() == 1


def test_without_a_star_nothing_is_issued(certificate: Certificate, world: World) -> None:
    end(certificate, world)
    with pytest.raises(NoStar):
        issue(certificate.rating, world, level="", stars=0)


def test_a_missing_glyph_stops_the_issue_before_a_number_is_used(
    certificate: Certificate, world: World
) -> None:
    ended = end(certificate, world)
    Organization.objects.filter(pk=certificate.organization_id).update(name="某县\U000313a0镇支部")
    rating = rating_of(certificate.rating.assessment)
    rating.assessment.organization.refresh_from_db()
    with pytest.raises(MissingGlyphs) as refusal:
        issue(rating, world, supersedes=ended)
    assert refusal.value.missing == {"branch_name": "\U000313a0"}
    assert refusal.value.folder == "FONT_DIR"
    assert Certificate.objects.count() == 1
    assert NumberSeries.objects.get(kind="certificate").last == 1


def test_signing_happens_once(certificate: Certificate) -> None:
    signer = open_signer(keys_folder())
    signed = sign_certificate(certificate=certificate, signer=signer, by="worker", now=LATER)
    first = (signed.content, signed.signature)
    assert json.loads(signed.content)["key_id"] == signer.key_id == signed.key_id
    assert is_signed_by(
        signed.content.encode(),
        signed.signature,
        key_id=signed.key_id,
        algorithm="Ed25519",
        ring=read_ring(keys_folder()),
    )
    (keys_folder() / "signing.key").unlink()
    again = sign_certificate(
        certificate=certificate, signer=open_signer(keys_folder()), by="worker", now=LATER
    )
    assert (again.content, again.signature) == first
    signings = Event.objects.about("certificate", certificate.pk).filter(
        action="certificate.signed"
    )
    assert signings.count() == 1


def test_the_first_stored_file_wins(certificate: Certificate) -> None:
    stale = Certificate.objects.get(pk=certificate.pk)
    assert store_pdf(document=certificate, pdf=b"%PDF-first", by="worker", now=LATER)
    assert not store_pdf(document=stale, pdf=b"%PDF-second", by="worker", now=LATER)
    assert not store_pdf(document=stale, pdf=b"%PDF-first", by="worker", now=LATER)
    stale.refresh_from_db()
    assert pdf_of(stale) == b"%PDF-first"
    assert stale.pdf_sha256 == sha256_of(b"%PDF-first")
    stored = [path for path in (home_folder() / "documents").rglob("*") if path.is_file()]
    assert [path.name for path in stored] == [f"{stale.pdf_sha256}.pdf"]
