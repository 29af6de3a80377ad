"""Draft official documents: what an office writes before anything is given out."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from scoring.assessments.models import Cycle
from scoring.audit.actions import record
from scoring.common.refusals import Refusal, StaleVersion, WrongState
from scoring.documents.enums import DocumentKind, DocumentStatus
from scoring.documents.forms.official import Official
from scoring.documents.forms.wording import FIELDS, usual_wording
from scoring.documents.models import OfficialDocument, OfficialDocumentQuerySet
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import check_can_run_office
from scoring.ratings.models import Publicity

ABOUT = "officialdocument"


class AlreadyIssued(Refusal):
    """There is one in force; it can only be replaced. Data: ``number``."""


def same_subject(
    kind: str, cycle: Cycle, organization: Organization, publicity: Publicity | None
) -> OfficialDocumentQuerySet:
    """Return the documents that say the same thing; none for a kind that may be repeated."""
    if kind == DocumentKind.RECTIFICATION:
        return OfficialDocument.objects.none()
    return OfficialDocument.objects.filter(
        kind=kind, cycle=cycle, organization=organization, publicity=publicity
    )


@transaction.atomic
def draft_document(
    *,
    figures: Official,
    kind: str,
    cycle: Cycle,
    organization: Organization,
    publicity: Publicity | None = None,
    replaces: OfficialDocument | None = None,
    by: User,
    now: datetime.datetime,
) -> OfficialDocument:
    """Begin an official document of a cycle's office, or return the draft that there is.

    ``figures`` are the document as it stands, with the usual words; a replacement begins with
    the words of what it ``replaces``. ``organization`` is whom it is about.

    Raises:
        NotAllowed: the person does not run the office of the cycle.
        AlreadyIssued: such a document is in force, and this one would not replace it.
        WrongState: what is to be replaced is not in force.
    """
    check_can_run_office(by, cycle.organization)
    Cycle.objects.select_for_update(of=("self",), no_key=True).get(
        pk=cycle.pk
    )  # two clicks make one draft
    alike = same_subject(kind, cycle, organization, publicity)
    if (before := alike.drafts().first()) is not None:
        return before
    check_replaceable(alike, replaces)
    document = OfficialDocument.objects.create(
        kind=kind,
        issuer=cycle.organization,
        organization=organization,
        cycle=cycle,
        publicity=publicity,
        replaces=replaces,
        wording={**replaces.wording, "number": ""} if replaces else usual_wording(figures),
        drafted_at=now,
        drafted_by=by,
        edited_at=now,
        edited_by=by,
    )
    record(
        action="officialdocument.drafted",
        about=(ABOUT, document.pk),
        by=by,
        now=now,
        detail={"kind": kind, "organization": organization.code, "year": cycle.year},
    )
    return document


def check_replaceable(alike: OfficialDocumentQuerySet, replaces: OfficialDocument | None) -> None:
    """Refuse a second document beside one in force, and a replacement of what is none.

    Raises:
        AlreadyIssued, WrongState.
    """
    others = alike.exclude(pk=replaces.pk) if replaces else alike
    held = others.in_force().first()
    if held is not None:
        raise AlreadyIssued(number=held.number)
    if replaces and not OfficialDocument.objects.in_force().filter(pk=replaces.pk).exists():
        raise WrongState(state=replaces.status, step="replace")


@transaction.atomic
def edit_document(
    *,
    document: OfficialDocument,
    wording: Mapping[str, str],
    seen: int,
    by: User,
    now: datetime.datetime,
) -> OfficialDocument:
    """Store the office's wording of a draft; fields that its kind does not have are dropped.

    ``seen`` is the version that was on screen. The same words again change nothing, also not
    who wrote last.

    Raises:
        NotAllowed: the person does not run the issuer's office.
        WrongState: it is no draft any more.
        StaleVersion: somebody else has written since.
    """
    locked = lock_document(document)
    check_can_run_office(by, locked.issuer)
    if locked.status != DocumentStatus.DRAFT:
        raise WrongState(state=locked.status, step="edit")
    kept = {field: wording.get(field, "").strip() for field in FIELDS[locked.kind]}
    if kept == locked.wording:
        return locked
    drafts = OfficialDocument.objects.drafts().filter(pk=locked.pk, version=seen)
    changes = {"wording": kept, "edited_at": now, "edited_by": by, "version": seen + 1}
    if not drafts.update(**changes):
        raise StaleVersion(document=locked.pk)
    record(
        action="officialdocument.edited",
        about=(ABOUT, locked.pk),
        by=by,
        now=now,
        detail={"fields": sorted(name for name in kept if kept[name] != locked.wording.get(name))},
    )
    locked.refresh_from_db()
    return locked


@transaction.atomic
def discard_document(
    *, document: OfficialDocument, by: User, now: datetime.datetime
) -> OfficialDocument:
    """Put a draft away for good; it never had a number.

    Raises:
        NotAllowed: the person does not run the issuer's office.
        WrongState: it is no draft any more.
    """
    locked = lock_document(document)
    check_can_run_office(by, locked.issuer)
    drafts = OfficialDocument.objects.drafts().filter(pk=locked.pk)
    if not drafts.update(status=DocumentStatus.DISCARDED, ended_at=now, ended_by=by):
        raise WrongState(state=locked.status, step="discard")
    record(action="officialdocument.discarded", about=(ABOUT, locked.pk), by=by, now=now)
    locked.refresh_from_db()
    return locked


def lock_document(document: OfficialDocument) -> OfficialDocument:
    """Return the row as it stands, locked until the transaction ends, with its issuer."""
    rows = OfficialDocument.objects.select_for_update(of=("self",))
    return rows.select_related("issuer", "cycle", "organization").get(pk=document.pk)
