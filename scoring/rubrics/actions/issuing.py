"""Drafts of rubrics: proposed by one person, sent back or issued by another."""

import datetime

from django.db import transaction

from scoring.audit.actions import record
from scoring.common.refusals import Refusal, StaleVersion, WrongState
from scoring.engine.faults import FaultsFound
from scoring.engine.rubric import Rubric
from scoring.facts.mapping import definitions
from scoring.organizations.models import User
from scoring.rubrics.actions.drafts import ABOUT, VersionExists, lock_draft
from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.fitting import read_draft
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.permissions import check_can_write_draft
from scoring.rubrics.storing import store_document


class RubricFaulty(Refusal):
    """The document has faults. Data: ``shortfalls`` in words, ``count``."""


class ContentMissing(Refusal):
    """The document lists content that is still owed. Data: ``missing``."""


class BasisMissing(Refusal):
    """A rubric is issued under a document that has a name and a number, from a day on."""


class EffectiveOrder(Refusal):
    """The last day lies before the first. Data: ``first``, ``last``."""


class SameProposer(Refusal):
    """Who proposed a rubric does not issue it."""


class DraftReasonMissing(Refusal):
    """A draft goes back with a reason only."""


@transaction.atomic
def propose_draft(
    *,
    draft: RubricDraft,
    revision: int,
    basis: str,
    document_number: str,
    effective_from: datetime.date,
    effective_to: datetime.date | None,
    by: User,
    now: datetime.datetime,
) -> RubricDraft:
    """Propose a draft for issue under a basis; from here on nobody writes on it.

    A second proposal by the same person changes nothing.

    Raises:
        NotAllowed: the person does not write on the draft.
        WrongState, StaleVersion: it is not being edited, or was changed since it was seen.
        BasisMissing, EffectiveOrder: what it is issued under is not said, or impossible.
        RubricFaulty, ContentMissing, VersionExists: it cannot become a version.
    """
    locked = lock_draft(draft)
    check_can_write_draft(by, locked)
    if locked.status == DraftStatus.PROPOSED and locked.proposed_by_id == by.pk:
        return locked
    _check_state(locked, DraftStatus.EDITING, revision, "propose")
    if not (basis.strip() and document_number.strip()):
        raise BasisMissing
    if effective_to is not None and effective_to < effective_from:
        raise EffectiveOrder(first=effective_from, last=effective_to)
    _issuable(locked)
    locked.status = DraftStatus.PROPOSED
    locked.basis, locked.document_number = basis.strip(), document_number.strip()
    locked.effective_from, locked.effective_to = effective_from, effective_to
    locked.proposed_at, locked.proposed_by = now, by
    locked.send_back_reason = ""
    locked.save()
    detail = {
        "revision": revision,
        "basis": locked.basis,
        "document_number": locked.document_number,
        "effective_from": effective_from.isoformat(),
        "effective_to": effective_to.isoformat() if effective_to else "",
    }
    record(action="rubricdraft.proposed", about=(ABOUT, locked.pk), by=by, now=now, detail=detail)
    return locked


@transaction.atomic
def send_back_draft(
    *, draft: RubricDraft, reason: str, by: User, now: datetime.datetime
) -> RubricDraft:
    """Open a proposed draft for writing again; whoever proposed it may do so as well.

    Raises:
        NotAllowed: the person does not write on the draft.
        WrongState: nobody has proposed it.
        DraftReasonMissing: no reason is given.
    """
    locked = lock_draft(draft)
    check_can_write_draft(by, locked)
    if locked.status == DraftStatus.EDITING and locked.send_back_reason == reason.strip() != "":
        return locked
    if locked.status != DraftStatus.PROPOSED:
        raise WrongState(state=locked.status, step="send_back")
    if not reason.strip():
        raise DraftReasonMissing
    locked.status = DraftStatus.EDITING
    locked.proposed_at = locked.proposed_by = None
    locked.send_back_reason = reason.strip()
    locked.save()
    detail = {"reason": reason.strip()}
    record(action="rubricdraft.sent_back", about=(ABOUT, locked.pk), by=by, now=now, detail=detail)
    return locked


@transaction.atomic
def issue_draft(
    *, draft: RubricDraft, revision: int, by: User, now: datetime.datetime
) -> RubricVersion:
    """Issue a proposed draft as a version that is published at once and never changes again.

    Who, when and under what document stays with the draft (``version.issued_from``). A second
    click returns the version that there is.

    Raises:
        NotAllowed: the person does not write on the draft.
        SameProposer: the person has proposed it.
        WrongState, StaleVersion: it is not proposed, or not what was seen.
        RubricFaulty, ContentMissing, VersionExists: it cannot become a version (any more).
    """
    locked = lock_draft(draft)
    check_can_write_draft(by, locked)
    if locked.issued is not None:
        return locked.issued
    _check_state(locked, DraftStatus.PROPOSED, revision, "issue")
    if locked.proposed_by_id == by.pk:
        raise SameProposer
    rubric = _issuable(locked)
    version = store_document(document=locked.document, rubric=rubric, by=by, now=now)
    locked.status, locked.issued = DraftStatus.ISSUED, version
    locked.decided_at, locked.decided_by = now, by
    locked.save()
    detail = {
        "version": version.pk,
        "content_hash": version.content_hash,
        "document_number": locked.document_number,
    }
    record(action="rubricdraft.issued", about=(ABOUT, locked.pk), by=by, now=now, detail=detail)
    return version


def _check_state(locked: RubricDraft, wanted: str, revision: int, step: str) -> None:
    if locked.status != wanted:
        raise WrongState(state=locked.status, step=step)
    if locked.revision != revision:
        raise StaleVersion(draft=locked.pk)


def _issuable(locked: RubricDraft) -> Rubric:
    """Return the rubric of a draft that can become a version."""
    names = {"rubric": locked.rubric, "version": locked.version}
    if RubricVersion.objects.filter(**names).exists():
        raise VersionExists(**names)
    try:
        rubric = read_draft(locked.document, definitions())
    except FaultsFound as found:
        reasons = tuple(fault.reason for fault in found.faults)
        raise RubricFaulty(shortfalls=reasons, count=len(reasons)) from None
    if rubric.missing:
        raise ContentMissing(missing=rubric.missing)
    return rubric
