"""Steps of the transition table, and the snapshot that a declaration leaves."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from scoring.assessments.counting import count_step
from scoring.assessments.enums import TRANSITIONS, next_status
from scoring.assessments.models import Assessment, Submission
from scoring.audit.actions import record
from scoring.common.canonical import sha256_of
from scoring.common.refusals import WrongState
from scoring.organizations.models import User

DECLARING = ("submit", "resubmit")


@transaction.atomic
def change_status(
    *,
    assessment: Assessment,
    step: str,
    return_due: datetime.datetime | None = None,
    detail: Mapping[str, Any] | None = None,
    by: object,
    now: datetime.datetime,
) -> Assessment:
    """Take one step of the transition table.

    ``return_due`` goes with the step ``return`` and ends with every other step. The two steps of
    declaring keep who and when. One audit event named after the step, with ``detail``; the
    counters of every organization above follow in the same transaction.

    Raises:
        WrongState: the step is not open, also when somebody else was faster.
    """
    before = assessment.status
    if step not in TRANSITIONS.get(before, {}):
        raise WrongState(state=before, step=step)
    values: dict[str, Any] = {"status": next_status(before, step), "return_due": return_due}
    if step in DECLARING:
        values |= {"submitted_at": now, "submitted_by": by}
    changed = Assessment.objects.filter(
        pk=assessment.pk, status=before, version=assessment.version
    ).update(version=F("version") + 1, **values)
    if not changed:
        present = Assessment.objects.filter(pk=assessment.pk).values_list("status", flat=True)
        raise WrongState(state=present[0] if present else "", step=step)
    assessment.version += 1
    for name, value in values.items():
        setattr(assessment, name, value)
    record(
        action=f"{step}_assessment",
        about=("assessment", assessment.pk),
        by=by,
        now=now,
        detail={"from": str(before), "to": str(values["status"]), **(detail or {})},
    )
    count_step(assessment, before=before, after=values["status"])
    return assessment


@transaction.atomic
def record_submission(
    *,
    assessment: Assessment,
    content: str,
    total: Decimal,
    level: str,
    star_applied: str,
    secretary_name: str,
    filler_name: str,
    submit_key: str,
    by: User,
    now: datetime.datetime,
) -> Submission:
    """Store the frozen snapshot under the next number; ``content`` is canonical JSON.

    The audit event is that of the step ``submit``, in the same transaction.
    """
    number = assessment.submissions.count() + 1
    return Submission.objects.create(
        assessment=assessment,
        number=number,
        content=content,
        sha256=sha256_of(content),
        total=total,
        level=level,
        star_applied=star_applied,
        secretary_name=secretary_name,
        filler_name=filler_name,
        submit_key=submit_key,
        submitted_at=now,
        submitted_by=by,
    )
