"""Issue official documents: number, frozen content, seal, the debt of the file. Withdraw them."""

import dataclasses
import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from scoring.assessments.models import Cycle
from scoring.audit.actions import record
from scoring.common.canonical import sha256_of
from scoring.common.refusals import Refusal, StaleVersion, WrongState
from scoring.documents.actions.drafting import (
    ABOUT,
    check_replaceable,
    lock_document,
    same_subject,
)
from scoring.documents.enums import DocumentStatus
from scoring.documents.forms.documents import TEMPLATE_VERSION, check_document
from scoring.documents.forms.official import Official, Rectification
from scoring.documents.forms.storing import stored_text
from scoring.documents.forms.wording import worded
from scoring.documents.models import Notice, OfficialDocument, Seal
from scoring.documents.numbering import take_document_number
from scoring.documents.permissions import check_can_issue, check_can_keep_seal
from scoring.documents.serials import is_dispatch_number
from scoring.facts.actions import ReasonMissing
from scoring.jobs.actions import owe
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_run_office

RENDER_DOCUMENT = "render-document"


class FiguresChanged(Refusal):
    """Wording, figures or day are not those that the person saw."""


class NumberTaken(Refusal):
    """Another document bears this number. Data: ``number``."""


class NumberMalformed(Refusal):
    """A number of the office's own does not read as a 发文字号. Data: ``number``."""


class ProblemsMissing(Refusal):
    """A rectification notice does not say what is to be mended."""


class DeadlinePast(Refusal):
    """A rectification notice leaves no time to mend. Data: ``deadline``."""


class SealMissing(Refusal):
    """No image of the issuer's seal is kept."""


def seen_of(figures: Official, document: OfficialDocument) -> str:
    """Return the fingerprint of a draft as it would be printed, blank number included."""
    return sha256_of(stored_text(worded(figures, document.wording)))


@transaction.atomic
def issue_document(
    *,
    document: OfficialDocument,
    figures: Official,
    seen: str,
    uses_seal: bool = False,
    by: User,
    now: datetime.datetime,
) -> OfficialDocument:
    """Give a draft its number and date, freeze what it says and owe its file.

    ``figures`` are those of today, dated today; ``seen`` the fingerprint of what the person
    looked at. What it replaces is withdrawn in the same step.

    Raises:
        NotAllowed, SameDrafter, NotSealKeeper: the person may not.
        WrongState: it is no draft any more.
        FiguresChanged: the person saw something else.
        AlreadyIssued: another such document was issued meanwhile.
        ProblemsMissing, DeadlinePast, NumberTaken, NumberMalformed, SealMissing, MissingGlyphs:
            nothing was issued.

    Source: documents, issue: number from the series, immutable, audited.
    """
    locked = lock_document(document)
    if locked.status != DocumentStatus.DRAFT:
        raise WrongState(state=locked.status, step="issue")
    check_can_issue(by, locked)
    Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=locked.cycle_id)
    alike = same_subject(locked.kind, locked.cycle, locked.organization, locked.publicity)
    check_replaceable(alike, locked.replaces)
    if seen != seen_of(figures, locked):
        raise FiguresChanged
    seal = _seal_for(locked, by) if uses_seal else None
    number = _number_for(locked, now)
    data = dataclasses.replace(worded(figures, locked.wording), number=number)
    if isinstance(data, Rectification):
        _check_order(data)
    check_document(data)
    _withdraw_replaced(locked, number, by, now)
    _write(locked, number, stored_text(data), seal, by, now)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def withdraw_document(
    *, document: OfficialDocument, reason: str, by: User, now: datetime.datetime
) -> OfficialDocument:
    """End a document in force; number and file stay, another one can be drafted.

    Raises:
        NotAllowed: the person does not run the issuer's office.
        ReasonMissing: no reason was given.
        WrongState: it is not in force.
    """
    locked = lock_document(document)
    check_can_run_office(by, locked.issuer)
    if not reason.strip():
        raise ReasonMissing(number=locked.number)
    _end(locked.pk, reason.strip(), by, now)
    locked.refresh_from_db()
    return locked


def _check_order(data: Rectification) -> None:
    if not data.problems:
        raise ProblemsMissing
    # The draft may have lain for weeks.
    if data.deadline < data.issued_on:
        raise DeadlinePast(deadline=data.deadline)


def _seal_for(document: OfficialDocument, by: User) -> Seal:
    check_can_keep_seal(by, document.issuer)
    seal = Seal.objects.current().filter(organization=document.issuer).first()
    if seal is None:
        raise SealMissing
    return seal


def _number_for(document: OfficialDocument, now: datetime.datetime) -> str:
    """Return the number of the office's own register, or the next one of the series."""
    own: str = document.wording.get("number", "")
    if own and not is_dispatch_number(own):
        raise NumberMalformed(number=own)
    year = timezone.localdate(now).year
    number = own or take_document_number(issuer=document.issuer, kind=document.kind, year=year).text
    taken = OfficialDocument.objects.filter(number=number).exists()
    if taken or Notice.objects.filter(number=number).exists():
        raise NumberTaken(number=number)
    return number


def _write(
    document: OfficialDocument,
    number: str,
    content: str,
    seal: Seal | None,
    by: User,
    now: datetime.datetime,
) -> None:
    drafts = OfficialDocument.objects.drafts().filter(pk=document.pk, version=document.version)
    values = {
        "status": DocumentStatus.ISSUED,
        "number": number,
        "content": content,
        "template_version": TEMPLATE_VERSION,
        "seal": seal,
        "issued_on": timezone.localdate(now),
        "issued_at": now,
        "issued_by": by,
    }
    try:
        with transaction.atomic():
            issued = drafts.update(**values)
    except IntegrityError as error:  # another office took the same number at the same moment
        raise NumberTaken(number=number) from error
    if not issued:
        raise StaleVersion(number=number)
    key = f"{RENDER_DOCUMENT}:{document.pk}"
    owe(kind=RENDER_DOCUMENT, key=key, payload={"document": document.pk}, now=now)
    detail = {"number": number, "kind": document.kind, "content_sha256": sha256_of(content)}
    record(
        action="officialdocument.issued",
        about=(ABOUT, document.pk),
        by=by,
        now=now,
        detail=detail | ({"replaces": document.replaces_id} if document.replaces_id else {}),
    )
    if seal is not None:
        record(
            action="seal.used",
            about=("seal", seal.pk),
            by=by,
            now=now,
            detail=detail | {"document": document.pk, "seal_sha256": seal.sha256},
        )


def _withdraw_replaced(
    document: OfficialDocument, number: str, by: User, now: datetime.datetime
) -> None:
    if document.replaces_id is not None:
        _end(document.replaces_id, f"由{number}代替", by, now)


def _end(key: int, reason: str, by: User, now: datetime.datetime) -> None:
    in_force = OfficialDocument.objects.in_force().filter(pk=key)
    changes = {"status": DocumentStatus.WITHDRAWN, "ended_at": now, "ended_by": by}
    if not in_force.update(**changes, ended_reason=reason[:400]):
        raise WrongState(state=DocumentStatus.WITHDRAWN, step="withdraw")
    record(
        action="officialdocument.withdrawn",
        about=(ABOUT, key),
        by=by,
        now=now,
        detail={"reason": reason},
    )
