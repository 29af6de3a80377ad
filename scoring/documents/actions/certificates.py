"""Issue, sign and end certificates."""

import datetime
import json

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scoring.assessments.models import Assessment, Cycle
from scoring.audit.actions import record
from scoring.common.canonical import canonical_json
from scoring.common.refusals import Refusal, StaleVersion, WrongState
from scoring.documents import certificates
from scoring.documents.codes import new_code
from scoring.documents.enums import CertificateStatus
from scoring.documents.mapping import certificate_data
from scoring.documents.models import Certificate
from scoring.documents.numbering import CERTIFICATE, take_number
from scoring.documents.signing import Signer
from scoring.documents.subjects import kind_word
from scoring.jobs.actions import owe
from scoring.organizations.models import User
from scoring.ratings.models import Rating

RENDER_CERTIFICATE = "render-certificate"
PUBLISH_STATUS = "publish-status"
OCCASION = "党支部标准化建设考核"
PROCEDURE = "经自评申报、组织审核、结果公示"


class SiteAddressMissing(Refusal):
    """SITE_URL is empty, so that the QR code would lead nowhere."""


class NoStar(Refusal):
    """The rating has no level to certify. Data: ``level``."""


class AlreadyCertified(Refusal):
    """The branch holds a valid certificate for the programme and year. Data: ``serial``."""


@transaction.atomic
def issue_certificate(
    *,
    rating: Rating,
    level: str,
    level_name: str,
    stars: int,
    valid_until: datetime.date,
    supersedes: Certificate | None = None,
    occasion: str = "",
    procedure: str = PROCEDURE,
    by: User,
    now: datetime.datetime,
) -> Certificate:
    """Issue the certificate of a confirmed rating and owe its rendering.

    ``level_name`` is the level's Chinese name without 党支部; ``supersedes`` the ended
    certificate that this one replaces. A level may have no stars. Branch, issuer, programme and
    year come from the rating.
    The worker signs and renders: the web process may not read the key.

    Raises:
        SiteAddressMissing, NoStar, AlreadyCertified: nothing was issued.
        MissingGlyphs: no font has some character of the names.

    Source: reliability, certificates; decisions, one valid certificate per branch and year.
    """
    assessment = rating.assessment
    _check_can_issue(level=level)
    serial = take_number(kind=CERTIFICATE, year=assessment.year).text
    # Asked under the lock of the number series: two confirmations cannot both find none.
    _check_none_held(assessment)
    certificate = Certificate(
        rating=rating,
        organization=assessment.organization,
        programme=assessment.programme,
        year=assessment.year,
        level=level,
        stars=stars,
        serial=serial,
        code=new_code(),
        template_version=certificates.TEMPLATE_VERSION,
        issued_on=timezone.localdate(now),
        valid_until=valid_until,
        supersedes=supersedes,
        issued_at=now,
        issued_by=by,
    )
    words = {
        "level_name": level_name,
        "occasion": occasion or _occasion(assessment.cycle),
        "procedure": procedure,
        **_subject(assessment),
    }
    certificate.content = canonical_json(_facts(certificate, assessment.cycle) | words)
    certificates.check_certificate(certificate_data(certificate))
    certificate.save(force_insert=True)
    owe(
        kind=RENDER_CERTIFICATE,
        key=f"{RENDER_CERTIFICATE}:{certificate.pk}",
        payload={"certificate": certificate.pk},
        now=now,
    )
    record(
        action="certificate.issued",
        about=("certificate", certificate.pk),
        by=by,
        now=now,
        detail={"serial": serial, "branch": certificate.organization.code, "level": level},
    )
    return certificate


@transaction.atomic
def sign_certificate(
    *, certificate: Certificate, signer: Signer, by: object, now: datetime.datetime
) -> Certificate:
    """Sign the facts once; a certificate that is signed already is left as it is.

    Source: reliability, certificates: the key belongs to the worker alone.
    """
    facts = json.loads(certificate.content)
    facts.update(alg=signer.algorithm, key_id=signer.key_id)
    content = canonical_json(facts)
    signed = Certificate.objects.filter(pk=certificate.pk, signature="").update(
        content=content, signature=signer.sign(content.encode()), key_id=signer.key_id
    )
    if signed:
        record(
            action="certificate.signed",
            about=("certificate", certificate.pk),
            by=by,
            now=now,
            detail={"key_id": signer.key_id},
        )
    certificate.refresh_from_db()
    return certificate


@transaction.atomic
def revoke(
    *,
    certificate: Certificate,
    status: CertificateStatus,
    reason: str,
    by: User,
    now: datetime.datetime,
) -> Certificate:
    """End a valid certificate for good; ``status`` says whether it was lowered or revoked.

    Raises:
        WrongState: it is not valid any more, or ``status`` does not end it.

    Source: decisions, a downgrade revokes and issues anew, a cancellation only revokes.
    """
    locked = Certificate.objects.select_for_update(of=("self",), no_key=True).get(pk=certificate.pk)
    if locked.status != CertificateStatus.VALID or status == CertificateStatus.VALID:
        raise WrongState(state=locked.status, step=str(status))
    ended = Certificate.objects.valid().filter(pk=locked.pk)
    if not ended.update(status=status, ended_at=now, ended_by=by, ended_reason=reason[:400]):
        raise StaleVersion(serial=locked.serial)
    record(
        action=f"certificate.{status}",
        about=("certificate", locked.pk),
        by=by,
        now=now,
        detail={"serial": locked.serial, "reason": reason[:400]},
    )
    owe(
        kind=PUBLISH_STATUS,
        key=f"{PUBLISH_STATUS}:ended:{locked.pk}",
        payload={"since": now.isoformat()},
        now=now,
    )
    locked.refresh_from_db()
    return locked


def _check_can_issue(*, level: str) -> None:
    if not settings.SITE_URL:
        raise SiteAddressMissing
    if not level:
        raise NoStar(level=level)


def _occasion(cycle: Cycle) -> str:
    """Return what was assessed: the programme's own words for branches, else its standard."""
    version = cycle.rubric_version
    return OCCASION if version.subject == "branch" else f"{version.name}评定"


def _subject(assessment: Assessment) -> dict[str, str]:
    """Return what the organization is called; nothing for a branch, whose paper says so anyhow."""
    if assessment.cycle.rubric_version.subject == "branch":
        return {}
    return {"subject": kind_word(assessment.organization.kind)}


def _check_none_held(assessment: Assessment) -> None:
    held = Certificate.objects.valid().filter(
        organization_id=assessment.organization_id,
        programme=assessment.programme,
        year=assessment.year,
    )
    if standing := held.first():
        raise AlreadyCertified(serial=standing.serial)


def _facts(certificate: Certificate, cycle: Cycle) -> dict[str, object]:
    branch, rubric = certificate.organization, cycle.rubric_version
    return {
        "branch": {"code": branch.code, "name": branch.name},
        "code": certificate.code,
        "issued_on": certificate.issued_on,
        "issuer": {"code": cycle.organization.code, "name": cycle.issuer_name},
        "level": certificate.level,
        "programme": certificate.programme,
        "rubric": {"hash": rubric.content_hash, "id": rubric.rubric, "version": rubric.version},
        "serial": certificate.serial,
        "site": settings.SITE_URL,
        "stars": certificate.stars,
        "supersedes": certificate.supersedes.serial if certificate.supersedes else "",
        "template": certificate.template_version,
        "valid_until": certificate.valid_until,
        "year": certificate.year,
    }
