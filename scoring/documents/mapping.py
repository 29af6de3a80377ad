"""From rows to what is printed, and back to what is stored."""

import datetime
import json
from typing import Any

from scoring.common.canonical import canonical_json
from scoring.documents.enums import NoticeKind
from scoring.documents.forms.documents import SealImage
from scoring.documents.models import Certificate, Notice, Seal
from scoring.documents.papers import CertificateData, NoticeData
from scoring.documents.subjects import BRANCH
from scoring.documents.verification import Entry


def certificate_data(
    certificate: Certificate, *, shows_seal_place: bool = True, is_archival: bool = False
) -> CertificateData:
    """Return what a certificate prints; all of it comes from the signed facts."""
    facts = json.loads(certificate.content)
    return CertificateData(
        serial=facts["serial"],
        code=facts["code"],
        verify_url=verify_url(facts["site"], facts["code"]),
        branch_name=facts["branch"]["name"],
        year=facts["year"],
        level_name=facts["level_name"],
        stars=facts["stars"],
        issuer_name=facts["issuer"]["name"],
        issued_on=datetime.date.fromisoformat(facts["issued_on"]),
        valid_until=datetime.date.fromisoformat(facts["valid_until"]),
        occasion=facts["occasion"],
        procedure=facts["procedure"],
        facts=certificate.content,
        signature=certificate.signature,
        shows_seal_place=shows_seal_place,
        is_archival=is_archival,
        subject=facts.get("subject", BRANCH),
    )


def verify_url(site: str, code: str) -> str:
    """Return the address that the QR code holds."""
    return f"{site}/v/{code}/"


def entry_of(certificate: Certificate) -> Entry:
    """Return what the register says about a certificate."""
    return Entry(
        facts=certificate.content,
        status=certificate.status,
        valid_until=certificate.valid_until,
        pdf_sha256=certificate.pdf_sha256,
    )


def notice_content(**parts: Any) -> dict[str, Any]:
    """Return the parts of a notice as they are stored: plain JSON, dates as text."""
    content: dict[str, Any] = json.loads(canonical_json(parts))
    return content


def notice_data(notice: Notice) -> NoticeData:
    """Return what a notice prints."""
    content = dict(notice.content)
    return NoticeData(
        kind=NoticeKind(notice.kind),
        number=notice.number,
        issued_on=notice.issued_on,
        effective_on=datetime.date.fromisoformat(content.pop("effective_on")),
        copies_to=tuple(content.pop("copies_to", ())),
        **content,
    )


def seal_image(seal: Seal | None) -> SealImage | None:
    """Return the image that a document bears; None leaves the place blank."""
    return SealImage(bytes(seal.content), seal.width) if seal else None
