"""Reading certificates: the public question, the stored files, what has no file yet."""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping

from django.utils import timezone

from scoring.documents.codes import read_code
from scoring.documents.mapping import certificate_data, entry_of
from scoring.documents.models import Certificate, Notice, OfficialDocument
from scoring.documents.papers import CertificateData
from scoring.documents.signing import read_ring
from scoring.documents.status import Row, read_list
from scoring.documents.storage import keys_folder, read_pdf, status_path
from scoring.documents.verification import Finding, Outcome, last_day, read_facts, verify


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the public page says about a code.

    ``since`` is the day from which the certificate is no longer worth what it says, None while
    it is. ``successor`` is the certificate that replaced it.
    """

    outcome: Outcome
    certificate: Certificate | None = None
    successor: Certificate | None = None
    since: datetime.date | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def paper(self) -> CertificateData | None:
        """Return what the certificate prints, None where there is none to speak of."""
        return certificate_data(self.certificate) if self.certificate else None


def certificate_for(code: str, *, today: datetime.date) -> Answer:
    """Return what the certificate under a code, as typed or scanned, is worth today.

    The row's signature is checked each time: a row that was altered in the database, or is not
    signed yet, answers ``unavailable``, never ``valid``.
    """
    certificate = (
        Certificate.objects.filter(code=read_code(code))
        .select_related("organization", "superseded_by")
        .first()
    )
    if certificate is None:
        return Answer(Outcome.UNKNOWN)
    verdict = verify(
        facts=certificate.content,
        signature=certificate.signature,
        ring=read_ring(keys_folder()),
        today=today,
        entry=entry_of(certificate),
    )
    if verdict.outcome == Outcome.FORGED:
        return Answer(Outcome.UNAVAILABLE, findings=verdict.findings)
    return Answer(
        outcome=verdict.outcome,
        certificate=certificate,
        successor=getattr(certificate, "superseded_by", None),
        since=since_of(certificate, verdict.outcome),
        findings=verdict.findings,
    )


def since_of(certificate: Certificate, outcome: Outcome) -> datetime.date | None:
    """Return the first day on which the certificate was no longer valid, None while it is."""
    if outcome == Outcome.EXPIRED:
        ended = last_day(entry_of(certificate), read_facts(certificate.content))
        return ended + datetime.timedelta(days=1)
    return timezone.localdate(certificate.ended_at) if certificate.ended_at else None


def status_rows() -> Iterator[Row]:
    """Return what the status list says, certificate by certificate, in the order of issue."""
    wanted = ("code", "status", "ended_at", "pdf_sha256")
    for code, status, ended_at, sha256 in (
        Certificate.objects.order_by("pk").values_list(*wanted).iterator(chunk_size=2000)
    ):
        ended_on = timezone.localdate(ended_at).isoformat() if ended_at else ""
        yield Row(code, status, ended_on, sha256)


def status_text() -> str:
    """Return the published status list, "" while there is none."""
    try:
        return status_path().read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def status_taken_after(moment: str, *, ring: Mapping[str, bytes]) -> bool:
    """Return whether the published list is ours and was begun after ``moment`` (ISO format)."""
    listing = read_list(status_text(), ring=ring, now=timezone.now())
    return listing is not None and listing.taken_at > datetime.datetime.fromisoformat(moment)


def pdf_of(document: Certificate | Notice | OfficialDocument) -> bytes:
    """Return the stored PDF; reprinting never renders again.

    Raises:
        PdfNotReady: the job has not run yet.
        PdfDamaged: the file is missing or was changed.
    """
    return read_pdf(path=document.pdf_path, sha256=document.pdf_sha256, number=str(document))
