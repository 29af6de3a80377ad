"""Void a certificate, or issue it anew: always a new record, never an edit."""

import datetime
import json

from django.db import transaction

from scoring.audit.actions import record
from scoring.documents.actions.certificates import issue_certificate, revoke
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate
from scoring.facts.actions import ReasonMissing
from scoring.organizations.models import User


@transaction.atomic
def void_certificate(
    *, certificate: Certificate, reason: str, by: User, now: datetime.datetime
) -> Certificate:
    """End a valid certificate for a fault of the paper, such as a wrong name; the star stays.

    Its number is not given out again, its file is kept, its code answers "voided".

    Raises:
        ReasonMissing: no reason was given.
        WrongState: it is not valid any more.

    Source: documents, void and reissue make a new record.
    """
    if not reason.strip():
        raise ReasonMissing(serial=certificate.serial)
    return revoke(
        certificate=certificate, status=CertificateStatus.VOIDED, reason=reason, by=by, now=now
    )


@transaction.atomic
def reissue_certificate(
    *, certificate: Certificate, reason: str, by: User, now: datetime.datetime
) -> Certificate:
    """Void a certificate and issue another one at the same star and term; return the new one.

    Names of branch and issuer are taken as they are now; number, code and date are new.

    Raises:
        ReasonMissing: no reason was given.
        WrongState: it is not valid any more.
        SiteAddressMissing, MissingGlyphs: nothing was changed.

    Source: documents, void and reissue make a new record.
    """
    voided = void_certificate(certificate=certificate, reason=reason, by=by, now=now)
    said = json.loads(voided.content)
    issued = issue_certificate(
        rating=voided.rating,
        level=voided.level,
        level_name=said["level_name"],
        stars=voided.stars,
        valid_until=voided.valid_until,
        supersedes=voided,
        occasion=said["occasion"],
        procedure=said["procedure"],
        by=by,
        now=now,
    )
    record(
        action="certificate.reissued",
        about=("certificate", issued.pk),
        by=by,
        now=now,
        detail={"serial": issued.serial, "before": voided.serial},
    )
    return issued
