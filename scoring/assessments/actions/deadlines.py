"""More time for one branch, and what came too late all the same."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, DeadlineExtension, LateEntry
from scoring.assessments.rows import lock_assessment, update_row
from scoring.audit.actions import record
from scoring.common.refusals import Refusal, WrongState
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_run_office


class ExtensionReasonMissing(Refusal):
    """More time needs a reason."""


class ExtensionTooEarly(Refusal):
    """The new deadline does not lie after the present one. Data: ``deadline``."""


@transaction.atomic
def extend_deadline(
    *,
    assessment: Assessment,
    until: datetime.datetime,
    reason: str,
    by: User,
    now: datetime.datetime,
) -> DeadlineExtension:
    """Give one branch more time, with the reason.

    Raises:
        NotAllowed: the person does not run the office of the cycle's organization.
        ExtensionReasonMissing: no reason was given.
        ExtensionTooEarly: the day does not lie after the present deadline, or is past.
        WrongState: the branch can no longer declare.
    """
    assessment = lock_assessment(assessment)
    check_can_run_office(by, assessment.cycle.organization)
    if assessment.status not in (Status.FILLING, Status.RETURNED):
        raise WrongState(state=assessment.status, step="extend")
    if not reason.strip():
        raise ExtensionReasonMissing()
    if until <= max(assessment.deadline(), now):
        raise ExtensionTooEarly(deadline=assessment.deadline())
    returned = assessment.status == Status.RETURNED
    update_row(assessment, **({"return_due": until} if returned else {"extended_until": until}))
    extension = DeadlineExtension.objects.create(
        assessment=assessment,
        until=until,
        reason=reason.strip(),
        granted_at=now,
        granted_by=by,
    )
    record(
        action="extend_deadline",
        about=("assessment", assessment.pk),
        by=by,
        now=now,
        detail={"until": until.isoformat(), "reason": reason.strip()},
    )
    return extension


@transaction.atomic
def keep_late_entry(
    *,
    assessment: Assessment,
    content: Mapping[str, Any],
    by: User,
    now: datetime.datetime,
) -> LateEntry:
    """Keep what was typed after the deadline: shown, not counted.

    Source: ux, autosave: nobody loses what was typed.
    """
    entry = LateEntry.objects.create(
        assessment=assessment, content=dict(content), arrived_at=now, arrived_from=by
    )
    record(
        action="keep_late_entry",
        about=("assessment", assessment.pk),
        by=by,
        now=now,
        detail={"entries": sorted(content), "late_entry": entry.pk},
    )
    return entry
