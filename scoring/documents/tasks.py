"""What the worker does for documents: sign, typeset, store. Safe to run twice."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from scoring.common.refusals import Refusal
from scoring.documents.actions import (
    PUBLISH_STATUS,
    RENDER_CERTIFICATE,
    RENDER_DOCUMENT,
    RENDER_NOTICE,
    sign_certificate,
    store_pdf,
)
from scoring.documents.actions.printing import PRINT_FILE, keep_print_file
from scoring.documents.certificates import check_sheet, press_for, render_together, sheet_of
from scoring.documents.enums import NoticeStatus
from scoring.documents.forms.documents import render_document
from scoring.documents.forms.storing import read_text
from scoring.documents.mapping import certificate_data, notice_data, seal_image
from scoring.documents.models import Certificate, Notice, OfficialDocument, PrintFile
from scoring.documents.notices import render_notice
from scoring.documents.queries import status_rows, status_taken_after
from scoring.documents.signing import open_signer, read_ring
from scoring.documents.status import signed_list
from scoring.documents.storage import keys_folder, write_status
from scoring.documents.typesetting import MissingGlyphs, Press, Sheet, UndeclaredAddress
from scoring.jobs.handlers import Payload, every, register, register_batch

WORKER = "worker"
"""Name of the actor in the audit trail."""

LEASE = datetime.timedelta(seconds=30)
"""One page takes a tenth of a second, cutting the fonts of fifty some seconds on a busy machine;
after a crash the others wait this long, and a minute for the sweep."""


class CertificateLost(Refusal):
    """A job speaks of a certificate that is not there. Data: ``certificate``."""


@register(RENDER_CERTIFICATE, lease=LEASE)
def deliver_certificate(certificate: int, **_: Any) -> None:
    """Sign one certificate, typeset it and store the file; nothing is done twice."""
    for failure in deliver_certificates([{"certificate": certificate}]):
        if failure is not None:
            raise failure


@register_batch(RENDER_CERTIFICATE)
def deliver_certificates(payloads: Sequence[Payload]) -> Iterator[Exception | None]:
    """Deliver certificates that share one cut of the fonts; yield as each is stored.

    A certificate that cannot be set is left out of the batch and its refusal yielded.

    Source: documents, production design: batch font and finisher.
    """
    numbers = [payload["certificate"] for payload in payloads]
    rows = Certificate.objects.in_bulk(numbers)
    waiting = [row for row in rows.values() if not row.pdf_sha256]
    sheets, refusals = _sheets(waiting)
    press = press_for(list(sheets.values())) if sheets else None
    for number in numbers:
        if number not in rows:
            yield CertificateLost(certificate=number)
        elif press is None or number not in sheets:
            yield refusals.get(number)
        else:
            yield _print(rows[number], sheets[number], press)


@register(PUBLISH_STATUS)
def publish_status(since: str = "", **_: Any) -> None:
    """Sign and store the list of what every certificate is worth.

    ``since`` is the moment that the list must not be older than; one list pays for many debts.
    """
    signer = open_signer(keys_folder())
    if since and status_taken_after(since, ring=read_ring(keys_folder())):
        return
    now = timezone.now()
    write_status(signed_list(status_rows(), site=settings.SITE_URL, signer=signer, now=now))


every(PUBLISH_STATUS, datetime.timedelta(hours=1))


@register(RENDER_NOTICE, lease=LEASE)
def deliver_notice(notice: int, **_: Any) -> None:
    """Typeset one issued notice and store the file; nothing is done twice."""
    row = Notice.objects.get(pk=notice)
    if row.pdf_sha256 or row.status != NoticeStatus.ISSUED:
        return
    pdf = render_notice(notice_data(row))
    store_pdf(document=row, pdf=pdf, by=WORKER, now=timezone.now())


@register(RENDER_DOCUMENT)
def deliver_document(document: int, **_: Any) -> None:
    """Typeset one issued document as it was frozen and store the file; nothing is done twice.

    A long annex takes a minute, hence the longer lease.
    """
    row = OfficialDocument.objects.select_related("seal").get(pk=document)
    if row.pdf_sha256 or not row.content:
        return
    pdf = render_document(read_text(row.kind, row.content), seal=seal_image(row.seal))
    store_pdf(document=row, pdf=pdf, by=WORKER, now=timezone.now())


@register(PRINT_FILE)
def deliver_print_file(file: int, **_: Any) -> None:
    """Set one file of a print run from what is still valid and store it; nothing is done twice."""
    row = PrintFile.objects.select_related("run__cycle").get(pk=file)
    if row.made_at is not None:
        return
    found = Certificate.objects.valid().exclude(pdf_sha256="").in_bulk(row.certificates)
    batch = [
        certificate_data(found[key], shows_seal_place=settings.CERTIFICATE_SEAL_PLACE)
        for key in row.certificates
        if key in found
    ]
    pdf = render_together(batch) if batch else b""
    keep_print_file(file=row, pdf=pdf, pages=len(batch), by=WORKER, now=timezone.now())


def _sheets(rows: Sequence[Certificate]) -> tuple[dict[int, Sheet], dict[int, Refusal]]:
    """Return the pages of the rows that can be set, signed, and the refusals of the others."""
    sheets: dict[int, Sheet] = {}
    refusals: dict[int, Refusal] = {}
    signer = open_signer(keys_folder()) if any(not row.signature for row in rows) else None
    choices = {
        "shows_seal_place": settings.CERTIFICATE_SEAL_PLACE,
        "is_archival": settings.CERTIFICATE_PDF_A,
    }
    for row in rows:
        if signer is not None and not row.signature:
            sign_certificate(certificate=row, signer=signer, by=WORKER, now=timezone.now())
        sheet = sheet_of(certificate_data(row, **choices))
        try:
            check_sheet(sheet)
        except MissingGlyphs as refusal:
            refusals[row.pk] = refusal
        else:
            sheets[row.pk] = sheet
    return sheets, refusals


def _print(row: Certificate, sheet: Sheet, press: Press) -> Refusal | None:
    try:
        pdf = press.print(sheet)
    except UndeclaredAddress as refusal:
        return refusal
    store_pdf(document=row, pdf=pdf, by=WORKER, now=timezone.now())
    return None
