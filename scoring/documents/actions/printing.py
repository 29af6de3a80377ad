"""Have certificates made: once more where the work got stuck, and in print runs."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction

from scoring.assessments.models import Cycle
from scoring.audit.actions import record
from scoring.common.refusals import Refusal
from scoring.documents.actions.certificates import RENDER_CERTIFICATE
from scoring.documents.models import Certificate, PrintFile, PrintRun
from scoring.documents.printruns import PAGES_PER_FILE
from scoring.documents.storage import drop_pdf, write_pdf
from scoring.jobs.actions import owe, retry
from scoring.jobs.models import Job
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import check_can_run_office

PRINT_FILE = "print-file"


class NothingToPrint(Refusal):
    """No valid certificate of the cycle is typeset yet."""


@transaction.atomic
def retry_certificates(
    *, cycle: Cycle, certificates: Collection[int], by: User, now: datetime.datetime
) -> int:
    """Owe the stuck ones among these certificates once more; return how many were stuck.

    Raises:
        NotAllowed: the person does not run the office of the cycle.
    """
    check_can_run_office(by, cycle.organization)
    keys = {f"{RENDER_CERTIFICATE}:{one}": one for one in certificates}
    revived = [
        job
        for job in Job.objects.stuck().filter(kind=RENDER_CERTIFICATE, key__in=keys).order_by("pk")
        if retry(job=job)
    ]
    for job in revived:
        record(
            action="certificate.retried",
            about=("certificate", keys[job.key]),
            by=by,
            now=now,
            detail={"why": job.last_error[:200]},
        )
    return len(revived)


@transaction.atomic
def ask_print_run(
    *, cycle: Cycle, organization: Organization, by: User, now: datetime.datetime
) -> PrintRun:
    """Owe the files of a print run of the valid certificates below an organization.

    In tree order, ``PAGES_PER_FILE`` to a file. Whoever asks again before the last one is ready
    gets that one, its stuck work owed once more.

    Raises:
        NotAllowed: the person does not run the office of the organization.
        NothingToPrint: no valid certificate is typeset yet.
    """
    check_can_run_office(by, organization)
    Cycle.objects.select_for_update(of=("self",), no_key=True).get(
        pk=cycle.pk
    )  # two clicks make one run
    wanted = {"cycle": cycle, "organization": organization}
    held = PrintRun.objects.filter(**wanted, files__made_at__isnull=True).distinct().first()
    if held is not None:
        for job in Job.objects.stuck().filter(key__in=[one.job_key for one in held.files.all()]):
            retry(job=job)
        return held
    keys = list(
        Certificate.objects.valid()
        .filter(
            rating__assessment__cycle=cycle,
            organization__in=Organization.objects.below(organization),
        )
        .exclude(pdf_sha256="")
        .order_by("organization__path", "pk")
        .values_list("pk", flat=True)
    )
    if not keys:
        raise NothingToPrint
    run = PrintRun.objects.create(**wanted, asked_at=now, asked_by=by)
    for number, first in enumerate(range(0, len(keys), PAGES_PER_FILE), start=1):
        part = keys[first : first + PAGES_PER_FILE]
        file = PrintFile.objects.create(run=run, number=number, certificates=part)
        owe(kind=PRINT_FILE, key=file.job_key, payload={"file": file.pk}, now=now)
    _record("print_run.asked", run, by=by, now=now, certificates=len(keys))
    return run


@transaction.atomic
def keep_print_file(
    *, file: PrintFile, pdf: bytes, pages: int, by: object, now: datetime.datetime
) -> bool:
    """Store a file of a run; return False when another worker was first.

    Without pages there is no file: every certificate of it has ended meanwhile.
    """
    path, digest = write_pdf(pdf, kind="print-run") if pages else ("", "")
    waiting = PrintFile.objects.filter(pk=file.pk, made_at__isnull=True)
    is_kept = bool(
        waiting.update(made_at=now, pages=pages, pdf_path=path, pdf_sha256=digest, size=len(pdf))
    )
    file.refresh_from_db()
    if is_kept:
        _record("print_file.made", file.run, by=by, now=now, number=file.number, sha256=digest)
    elif path and file.pdf_path != path:
        drop_pdf(path)
    return is_kept


@transaction.atomic
def take_print_file(*, file: PrintFile, by: User, now: datetime.datetime) -> None:
    """Note in the audit trail that a person took the file.

    Source: reliability, data: exports are logged.
    """
    _record("print_file.taken", file.run, by=by, now=now, number=file.number)


def _record(
    action: str, run: PrintRun, *, by: object, now: datetime.datetime, **detail: Any
) -> None:
    record(
        action=action,
        about=("print_run", run.pk),
        by=by,
        now=now,
        detail={"organization": run.organization_id, "year": run.cycle.year, **detail},
    )
