"""Ask for yearly workbooks, build them step by step, cancel and take them."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction

from scoring.audit.actions import record
from scoring.common.refusals import NotAllowed, Refusal, WrongState
from scoring.documents.exports import Export, ExportState, can_export, states_before
from scoring.jobs.actions import keep_for, owe, retry
from scoring.jobs.models import Job
from scoring.organizations.models import Organization, User
from scoring.rubrics.models import RubricVersion

BUILD_EXPORT = "build_export"

SILENCE = datetime.timedelta(minutes=3)
"""Between two rows, and after the last one while the file is put together."""


class ExportCancelled(Refusal):
    """Nobody wants the workbook any more. Data: ``export``."""


@transaction.atomic
def ask_export(
    *,
    organization: Organization,
    year: int,
    programme: str,
    version: RubricVersion,
    by: User,
    now: datetime.datetime,
) -> Export:
    """Owe a workbook; whoever asks again before it is ready gets the one already owed.

    Asking again also revives a job that failed too often.

    Raises:
        NotAllowed: the person does not read the organization's year as a whole.
    """
    if not can_export(by, organization):
        raise NotAllowed(need="export")
    wanted = {"organization": organization, "programme": programme, "year": year, "asked_by": by}
    held = Export.objects.unfinished().filter(**wanted).first()
    if held is not None:
        for job in Job.objects.stuck().filter(key=held.job_key):
            retry(job=job)
        return held
    try:
        with transaction.atomic():
            export = Export.objects.create(**wanted, rubric_version=version, asked_at=now)
    except IntegrityError:  # asked twice at the same moment
        return Export.objects.unfinished().get(**wanted)
    owe(kind=BUILD_EXPORT, key=export.job_key, payload={"export": export.pk}, now=now)
    _record("export.asked", export, by=by, now=now)
    return export


@transaction.atomic
def cancel_export(*, export: Export, by: User, now: datetime.datetime) -> Export:
    """Give up a workbook that is not ready; the worker stops at its next step.

    Raises:
        NotAllowed: the person does not read the organization's year as a whole.
        WrongState: it is ready, cancelled or failed already.
    """
    if not can_export(by, export.organization):
        raise NotAllowed(need="export")
    if not _step(export, "cancel", state=ExportState.CANCELLED, finished_at=now):
        raise WrongState(state=export.state, step="cancel_export")
    _record("export.cancelled", export, by=by, now=now)
    return export


@transaction.atomic
def begin_export(*, export: Export, rows_total: int, by: object, now: datetime.datetime) -> Export:
    """Start building, or start again after a crash.

    Raises:
        ExportCancelled: it is not owed any more.
    """
    if not _step(export, "begin", state=ExportState.BUILDING, rows_done=0, rows_total=rows_total):
        raise ExportCancelled(export=export.pk)
    return export


@transaction.atomic
def note_progress(*, export: Export, rows: int, by: object, now: datetime.datetime) -> None:
    """Note how many rows are written.

    Raises:
        ExportCancelled: it is not wanted any more.
    """
    building = Export.objects.filter(pk=export.pk, state=ExportState.BUILDING)
    if not building.update(rows_done=rows):
        raise ExportCancelled(export=export.pk)
    keep_for(key=export.job_key, lease=SILENCE, now=now)


@transaction.atomic
def complete_export(
    *,
    export: Export,
    path: str,
    sha256: str,
    size: int,
    audit_end: tuple[int, str],
    by: object,
    now: datetime.datetime,
) -> bool:
    """Keep the built file; return False when it was cancelled, or built by another worker.

    ``size`` is in bytes, ``audit_end`` sequence and hash of the event that the workbook names.
    """
    sequence, digest = audit_end
    is_kept = _step(
        export,
        "complete",
        state=ExportState.DONE,
        path=path,
        sha256=sha256,
        size=size,
        audit_sequence=sequence,
        audit_hash=digest,
        finished_at=now,
    )
    if is_kept:
        _record("export.built", export, by=by, now=now)
    return is_kept


@transaction.atomic
def refuse_export(*, export: Export, by: object, now: datetime.datetime) -> None:
    """Turn down what was asked by somebody who may not have it any more."""
    if _step(export, "refuse", state=ExportState.FAILED, finished_at=now):
        _record("export.refused", export, by=by, now=now)


@transaction.atomic
def take_export(*, export: Export, by: User, now: datetime.datetime) -> None:
    """Note in the audit trail that a person took the file.

    Source: reliability, data: exports are logged.
    """
    _record("export.taken", export, by=by, now=now)


def _step(export: Export, step: str, **changes: object) -> bool:
    """Take a step where it is still open: the condition is the lock."""
    open_for_it = Export.objects.filter(pk=export.pk, state__in=states_before(step))
    is_taken = bool(open_for_it.update(**changes))
    export.refresh_from_db()
    return is_taken


def _record(action: str, export: Export, *, by: object, now: datetime.datetime) -> None:
    detail: dict[str, Any] = {"organization": export.organization_id, "year": export.year}
    if export.sha256:
        detail["sha256"] = export.sha256
    record(action=action, about=("export", export.pk), by=by, now=now, detail=detail)
