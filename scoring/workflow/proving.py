"""Evidence of the branch: taken until the deadline, and after a return for returned items only.

The actions of ``assessments`` hold person and state under the lock; they cannot know what was
returned, for reviews lie above them.
"""

import datetime
from collections.abc import Collection, Iterable

from scoring.assessments import actions
from scoring.assessments.models import Assessment, Evidence
from scoring.common.refusals import Refusal
from scoring.common.uploads import CheckedUpload
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_fill
from scoring.workflow.filling import PastDeadline, check_editable, open_questions


class EvidenceLate(PastDeadline):
    """The day is over; no file is taken. Data: ``deadline``, ``contact``, ``phone``."""


class ItemNotReturned(Refusal):
    """After a return only the evidence of returned items changes. Data: ``indicators``."""


def attach_evidence(
    *,
    assessment: Assessment,
    upload: CheckedUpload,
    indicators: Iterable[str],
    dated_on: datetime.date | None,
    by: User,
    now: datetime.datetime,
) -> Evidence:
    """Store a checked file for those of the items that are open.

    Raises:
        NotAllowed, WrongState, UnknownIndicator.
        EvidenceLate: the deadline has passed.
        ItemNotReturned: none of the items is open.
    """
    wanted = _open_ones(assessment, list(indicators), by, now)
    return actions.attach_evidence(
        assessment=assessment, upload=upload, indicators=wanted, dated_on=dated_on, by=by, now=now
    )


def attach_reference(
    *,
    assessment: Assessment,
    reference: str,
    indicators: Iterable[str],
    dated_on: datetime.date | None,
    by: User,
    now: datetime.datetime,
) -> Evidence:
    """Tie a reference to an archive box to those of the items that are open.

    Raises:
        NotAllowed, WrongState, UnknownIndicator, ReferenceMissing.
        EvidenceLate, ItemNotReturned: as for a file.
    """
    wanted = _open_ones(assessment, list(indicators), by, now)
    return actions.attach_reference(
        assessment=assessment,
        reference=reference,
        indicators=wanted,
        dated_on=dated_on,
        by=by,
        now=now,
    )


def use_evidence(
    *,
    evidence: Evidence,
    indicators: Iterable[str],
    dated_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Evidence:
    """Let a piece of evidence prove exactly these items.

    Raises:
        NotAllowed, WrongState, UnknownIndicator, EvidenceGone.
        EvidenceLate: the deadline has passed.
        ItemNotReturned: an item that is not open would gain or lose it.
    """
    wanted = list(indicators)
    _check_open(evidence.assessment, _uses(evidence) ^ set(wanted), by, now)
    return actions.use_evidence(
        evidence=evidence, indicators=wanted, dated_on=dated_on, by=by, now=now
    )


def remove_evidence(*, evidence: Evidence, by: User, now: datetime.datetime) -> Evidence:
    """Take a piece of evidence off the assessment.

    Raises:
        NotAllowed, WrongState, EvidenceGone.
        EvidenceLate: the deadline has passed.
        ItemNotReturned: it proves an item that is not open.
    """
    _check_open(evidence.assessment, _uses(evidence), by, now)
    return actions.remove_evidence(evidence=evidence, by=by, now=now)


def restore_evidence(*, evidence: Evidence, by: User, now: datetime.datetime) -> Evidence:
    """Undo a removal. Raises as a removal does."""
    _check_open(evidence.assessment, _uses(evidence), by, now)
    return actions.restore_evidence(evidence=evidence, by=by, now=now)


def _uses(evidence: Evidence) -> set[str]:
    return set(evidence.uses.values_list("indicator", flat=True))


def _open_ones(
    assessment: Assessment, wanted: list[str], person: User, moment: datetime.datetime
) -> list[str]:
    """Return those of the items that are open; items that share a card are not all returned."""
    allowed = _open_items(assessment, person, moment)
    kept = wanted if allowed is None else [one for one in wanted if one in allowed]
    if allowed is not None and not kept:
        raise ItemNotReturned(indicators=wanted)
    return kept


def _check_open(
    assessment: Assessment, touched: Collection[str], person: User, moment: datetime.datetime
) -> None:
    allowed = _open_items(assessment, person, moment)
    closed = [] if allowed is None else sorted(set(touched) - allowed)
    if closed:
        raise ItemNotReturned(indicators=closed)


def _open_items(
    assessment: Assessment, person: User, moment: datetime.datetime
) -> frozenset[str] | None:
    """Return what was returned, None when everything is open; refuse who may not write now."""
    check_can_fill(person, assessment)
    check_editable(assessment, step="attach")
    if moment > assessment.deadline():
        cycle = assessment.cycle
        raise EvidenceLate(
            deadline=assessment.deadline(),
            contact=cycle.contact_name,
            phone=cycle.contact_phone,
        )
    return open_questions(assessment)
