"""Void a certificate, or issue it anew: always a new record, never an edit.

One person asks for it, another one confirms it; ``void_certificate`` and ``reissue_certificate``
are what the second one sets off.
"""

import datetime
import json

from django.db import IntegrityError, transaction

from scoring.assessments.actions import lock_assessment
from scoring.audit.actions import record
from scoring.common.refusals import Refusal, WrongState
from scoring.documents.actions.certificates import issue_certificate, revoke
from scoring.documents.corrections import CorrectionKind, CorrectionStatus
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, Correction
from scoring.documents.permissions import check_can_confirm_correction
from scoring.facts.actions import ReasonMissing
from scoring.organizations.models import User
from scoring.ratings.actions import lock_rating
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Rating
from scoring.ratings.permissions import check_can_decide


class CorrectionAsked(Refusal):
    """Somebody has asked for a correction of this certificate already. Data: ``serial``."""


@transaction.atomic
def ask_correction(
    *,
    certificate: Certificate,
    kind: str,
    reason: str,
    by: User,
    now: datetime.datetime,
) -> Correction:
    """Ask that a certificate be voided or issued anew; nothing follows until it is confirmed.

    ``kind`` is a ``CorrectionKind``. A voided certificate can still be issued anew while its
    star stands as it was.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        ReasonMissing: no reason was given.
        WrongState: it is not valid any more.
        CorrectionAsked: a correction of it waits already.

    Source: product.md, principle 7: one decision, two persons.
    """
    check_can_decide(by, certificate.organization)
    if not reason.strip():
        raise ReasonMissing(serial=certificate.serial)
    if kind == CorrectionKind.REISSUE:
        _check_can_reissue(certificate, certificate.rating)
    elif certificate.status != CertificateStatus.VALID:
        raise WrongState(state=certificate.status, step=str(kind))
    try:
        with transaction.atomic():
            correction = Correction.objects.create(
                certificate=certificate,
                kind=kind,
                reason=reason.strip(),
                asked_at=now,
                asked_by=by,
            )
    except IntegrityError as error:  # the constraint names one that waits
        raise CorrectionAsked(serial=certificate.serial) from error
    _record("correction.asked", correction, by=by, now=now)
    return correction


@transaction.atomic
def confirm_correction(*, correction: Correction, by: User, now: datetime.datetime) -> Certificate:
    """Do what was asked; return the new certificate, or the voided one where none follows.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        SameAsker: the person asked for it.
        WrongState: it was confirmed or withdrawn, or the certificate has ended meanwhile.
        SiteAddressMissing, MissingGlyphs: nothing was changed.

    Source: product.md, principle 7; documents, void and reissue make a new record.
    """
    # In the order of whoever lowers or cancels the star: assessment, rating, certificate.
    lock_assessment(correction.certificate.rating.assessment_id)
    rating = lock_rating(correction.certificate.rating_id)
    held = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    check_can_confirm_correction(by, held)
    # Locked before the first event: who prints it takes it first and the head of the chain last.
    certificates = Certificate.objects.select_for_update(of=("self",), no_key=True)
    certificate = certificates.get(pk=held.certificate_id)
    if not _decide(held, CorrectionStatus.DONE, by=by, now=now):
        raise WrongState(state=held.status, step="confirm_correction")
    _record("correction.confirmed", held, by=by, now=now)
    act = void_certificate if held.kind == CorrectionKind.VOID else reissue_certificate
    certificate.rating = rating
    return act(certificate=certificate, reason=held.reason, by=by, now=now)


@transaction.atomic
def withdraw_correction(*, correction: Correction, by: User, now: datetime.datetime) -> Correction:
    """Take back what nobody has confirmed; whoever asked for it may do so too.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office above the branch.
        WrongState: it was confirmed or withdrawn already.
    """
    check_can_decide(by, correction.certificate.organization)
    if not _decide(correction, CorrectionStatus.WITHDRAWN, by=by, now=now):
        raise WrongState(state=correction.status, step="withdraw_correction")
    _record("correction.withdrawn", correction, by=by, now=now)
    return correction


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

    Names of branch and issuer are taken as they are now; number, code and date are new. One
    that was voided before gets its successor.

    Raises:
        ReasonMissing: no reason was given.
        WrongState: it is not valid any more.
        AlreadyCertified: the branch holds another one meanwhile.
        SiteAddressMissing, MissingGlyphs: nothing was changed.

    Source: documents, void and reissue make a new record.
    """
    _check_can_reissue(certificate, certificate.rating)
    voided = certificate
    if certificate.status != CertificateStatus.VOIDED:
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


def _check_can_reissue(certificate: Certificate, rating: Rating) -> None:
    is_open = certificate.status == CertificateStatus.VALID or (
        certificate.status == CertificateStatus.VOIDED
        and not Certificate.objects.filter(supersedes=certificate).exists()
    )
    is_star_in_force = rating.status == RatingStatus.CONFIRMED and rating.level == certificate.level
    if not (is_open and is_star_in_force):
        raise WrongState(state=certificate.status, step=str(CorrectionKind.REISSUE))


def _decide(
    correction: Correction, status: CorrectionStatus, *, by: User, now: datetime.datetime
) -> bool:
    waiting = Correction.objects.asked().filter(pk=correction.pk)
    is_decided = bool(waiting.update(status=status, decided_at=now, decided_by=by))
    correction.refresh_from_db(fields=["status", "decided_at", "decided_by"])
    return is_decided


def _record(action: str, correction: Correction, *, by: User, now: datetime.datetime) -> None:
    record(
        action=action,
        about=("correction", correction.pk),
        by=by,
        now=now,
        detail={
            "serial": correction.certificate.serial,
            "kind": correction.kind,
            "reason": correction.reason,
        },
    )
