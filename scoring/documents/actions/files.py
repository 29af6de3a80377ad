"""Store the files of issued documents."""

import datetime

from django.db import transaction

from scoring.audit.actions import record
from scoring.documents.models import Certificate, Notice, OfficialDocument
from scoring.documents.storage import drop_pdf, write_pdf


@transaction.atomic
def store_pdf(
    *,
    document: Certificate | Notice | OfficialDocument,
    pdf: bytes,
    by: object,
    now: datetime.datetime,
) -> bool:
    """Store the rendered file of a document; return False when another rendering was first.

    The first stored file wins: bytes may differ between batches, looks do not.
    """
    kind = document._meta.model_name or ""
    path, digest = write_pdf(pdf, kind=kind)
    waiting = type(document)._default_manager.filter(pk=document.pk, pdf_sha256="")
    if not waiting.update(pdf_path=path, pdf_sha256=digest):
        document.refresh_from_db()
        if document.pdf_path != path:
            drop_pdf(path)
        return False
    record(
        action=f"{kind}.rendered",
        about=(kind, document.pk),
        by=by,
        now=now,
        detail={"sha256": digest},
    )
    document.refresh_from_db()
    return True
