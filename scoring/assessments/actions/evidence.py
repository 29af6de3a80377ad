"""Attach proof to items, share it between them, and take it away again."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from scoring.assessments import storage
from scoring.assessments.models import Assessment, Evidence, EvidenceUse
from scoring.assessments.rows import lock_assessment
from scoring.audit.actions import record
from scoring.common.entries import cleaned
from scoring.common.refusals import Refusal, WrongState
from scoring.common.uploads import CheckedUpload
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_fill
from scoring.rubrics.queries import rubric_of


class UnknownIndicator(Refusal):
    """The rubric has no such item. Data: ``indicator``."""


class ReferenceMissing(Refusal):
    """A reference names a box and a page."""


class EvidenceGone(Refusal):
    """The piece was removed before."""


def attach_evidence(
    *,
    assessment: Assessment,
    upload: CheckedUpload,
    indicators: Iterable[str],
    dated_on: datetime.date | None,
    by: User,
    now: datetime.datetime,
) -> Evidence:
    """Store a checked file and tie it to one or more items.

    The same content uploaded twice by one branch is one file with more uses. The file is on
    disk before the row is written; when the row fails the file goes again.

    Raises:
        NotAllowed, WrongState, UnknownIndicator.
    """
    check_can_fill(by, assessment)
    path = storage.store(upload.content)
    try:
        evidence = _attach_file(assessment, upload, path, list(indicators), dated_on, by, now)
    except BaseException:
        storage.discard(path)
        raise
    if evidence.path != path:
        storage.discard(path)
    return evidence


@transaction.atomic
def _attach_file(
    assessment: Assessment,
    upload: CheckedUpload,
    path: str,
    indicators: list[str],
    dated_on: datetime.date | None,
    person: User,
    moment: datetime.datetime,
) -> Evidence:
    assessment = _open_for(assessment, person, indicators)
    same = assessment.evidence.kept().filter(sha256=upload.sha256).first()
    if same is not None:
        _add_uses(same, indicators)
        _report("use_evidence", same, person, moment, indicators=indicators)
        return same
    # For another programme of the branch it may be on disk already; files are never taken away.
    held = Evidence.objects.filter(
        assessment__organization=assessment.organization_id, sha256=upload.sha256
    ).first()
    evidence = Evidence.objects.create(
        assessment=assessment,
        name=upload.name,
        path=held.path if held else path,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        dated_on=dated_on,
        uploaded_at=moment,
        uploaded_by=person,
    )
    _add_uses(evidence, indicators)
    _report(
        "attach_evidence", evidence, person, moment, sha256=upload.sha256, indicators=indicators
    )
    return evidence


@transaction.atomic
def attach_reference(
    *,
    assessment: Assessment,
    reference: str,
    indicators: Iterable[str],
    dated_on: datetime.date | None,
    by: User,
    now: datetime.datetime,
) -> Evidence:
    """Tie a reference to an archive box and page to one or more items, instead of a file.

    Raises:
        NotAllowed, WrongState, UnknownIndicator, ReferenceMissing.
    """
    wanted = list(indicators)
    assessment = _open_for(assessment, by, wanted)
    text = str(cleaned(reference)).strip()[:200]
    if not text:
        raise ReferenceMissing()
    evidence = Evidence.objects.create(
        assessment=assessment,
        name=text,
        reference=text,
        dated_on=dated_on,
        uploaded_at=now,
        uploaded_by=by,
    )
    _add_uses(evidence, wanted)
    _report("attach_reference", evidence, by, now, indicators=wanted)
    return evidence


@transaction.atomic
def use_evidence(
    *,
    evidence: Evidence,
    indicators: Iterable[str],
    dated_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Evidence:
    """Let a piece of evidence prove exactly these items; a given date replaces the old one.

    Raises:
        NotAllowed, WrongState, UnknownIndicator, EvidenceGone.
    """
    wanted = list(dict.fromkeys(indicators))
    _open_for(evidence.assessment, by, wanted)
    evidence = _kept(evidence)
    evidence.uses.exclude(indicator__in=wanted).delete()
    _add_uses(evidence, wanted)
    if dated_on is not None:
        evidence.dated_on = dated_on
        evidence.save(update_fields=["dated_on"])
    _report("use_evidence", evidence, by, now, indicators=wanted)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, now: datetime.datetime) -> Evidence:
    """Take a piece of evidence off the assessment; row and file stay for the record.

    Raises:
        NotAllowed, WrongState, EvidenceGone.
    """
    _open_for(evidence.assessment, by, [])
    evidence = _kept(evidence)
    evidence.removed_at = now
    evidence.removed_by = by
    evidence.save(update_fields=["removed_at", "removed_by"])
    _report("remove_evidence", evidence, by, now)
    return evidence


@transaction.atomic
def restore_evidence(*, evidence: Evidence, by: User, now: datetime.datetime) -> Evidence:
    """Undo a removal. Harmless when nothing was removed.

    Raises:
        NotAllowed, WrongState.
    """
    _open_for(evidence.assessment, by, [])
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if evidence.removed_at is not None:
        evidence.removed_at = None
        evidence.removed_by = None
        evidence.save(update_fields=["removed_at", "removed_by"])
        _report("restore_evidence", evidence, by, now)
    return evidence


def _open_for(assessment: Assessment, person: User, indicators: Iterable[str]) -> Assessment:
    assessment = lock_assessment(assessment)
    check_can_fill(person, assessment)
    if not assessment.is_editable:
        raise WrongState(state=assessment.status, step="attach")
    known = {item.id for item in rubric_of(assessment.cycle.rubric_version).indicators}
    for indicator in indicators:
        if indicator not in known:
            raise UnknownIndicator(indicator=indicator)
    return assessment


def _kept(evidence: Evidence) -> Evidence:
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if evidence.removed_at is not None:
        raise EvidenceGone()
    return evidence


def _add_uses(evidence: Evidence, indicators: Iterable[str]) -> None:
    EvidenceUse.objects.bulk_create(
        [EvidenceUse(evidence=evidence, indicator=one) for one in dict.fromkeys(indicators)],
        ignore_conflicts=True,
    )


def _report(
    action: str, evidence: Evidence, person: User, moment: datetime.datetime, **detail: Any
) -> None:
    record(
        action=action,
        about=("assessment", evidence.assessment_id),
        by=person,
        now=moment,
        detail={"evidence": evidence.pk, **detail},
    )
