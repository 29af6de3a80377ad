"""What the worker does for documents: sign, typeset, store. Safe to run twice."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from scoring.documents.actions import (
    RENDER_CERTIFICATE,
    RENDER_NOTICE,
    sign_certificate,
    store_pdf,
)
from scoring.documents.certificates import render_certificate
from scoring.documents.enums import NoticeStatus
from scoring.documents.mapping import certificate_data, notice_data
from scoring.documents.models import Certificate, Notice
from scoring.documents.notices import render_notice
from scoring.documents.signing import open_signer
from scoring.documents.storage import keys_folder
from scoring.jobs.handlers import register

WORKER = "worker"
"""Name of the actor in the audit trail."""


@register(RENDER_CERTIFICATE)
def deliver_certificate(certificate: int, **_: Any) -> None:
    """Sign one certificate, typeset it and store the file; nothing is done twice."""
    row = Certificate.objects.get(pk=certificate)
    if row.pdf_sha256:
        return
    if not row.signature:
        signer = open_signer(keys_folder())
        row = sign_certificate(certificate=row, signer=signer, by=WORKER, now=timezone.now())
    shows_seal_place = getattr(settings, "CERTIFICATE_SEAL_PLACE", True)
    pdf = render_certificate(certificate_data(row, shows_seal_place=shows_seal_place))
    store_pdf(document=row, pdf=pdf, by=WORKER, now=timezone.now())


@register(RENDER_NOTICE)
def deliver_notice(notice: int, **_: Any) -> None:
    """Typeset one issued notice and store the file; nothing is done twice."""
    row = Notice.objects.get(pk=notice)
    if row.pdf_sha256 or row.status != NoticeStatus.ISSUED:
        return
    pdf = render_notice(notice_data(row))
    store_pdf(document=row, pdf=pdf, by=WORKER, now=timezone.now())
