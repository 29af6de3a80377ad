"""What the worker does for reports: build a yearly workbook. Safe to run twice."""

import contextlib
import datetime
import secrets
from pathlib import Path
from typing import Any

from django.utils import timezone

from scoring.documents.actions.exports import (
    BUILD_EXPORT,
    ExportCancelled,
    begin_export,
    complete_export,
    note_progress,
    refuse_export,
)
from scoring.documents.exports import (
    Export,
    can_export,
    exports_home,
    folder_of,
    sha256_of_file,
)
from scoring.jobs.handlers import register
from scoring.reports.queries import count_rows
from scoring.reports.workbook.files import write_whole
from scoring.reports.workbook.yearly import write_yearly_summary

WORKER = "worker"
"""Name of the actor in the audit trail."""

LEASE = datetime.timedelta(minutes=30)
"""A province of 250,000 branches takes some minutes."""


@register(BUILD_EXPORT, lease=LEASE)
def build_export(export: int, **_: Any) -> None:
    """Build one workbook and keep its file; a cancelled or finished one is left as it is.

    Whoever asked must still read the organization's year as a whole.
    """
    row = Export.objects.select_related("organization", "asked_by", "rubric_version").get(pk=export)
    if not row.is_unfinished:
        return
    if not can_export(row.asked_by, row.organization):
        refuse_export(export=row, by=WORKER, now=timezone.now())
        return
    total = count_rows(row.organization, row.year, row.programme)
    folder = exports_home() / folder_of(row)
    try:
        begin_export(export=row, rows_total=total, by=WORKER, now=timezone.now())
        is_kept = _build(row, folder)
    except ExportCancelled:
        is_kept = False
    if not is_kept:
        with contextlib.suppress(OSError):  # another worker's file keeps it
            folder.rmdir()


def _build(row: Export, folder: Path) -> bool:
    # A name of its own: another worker, long thought dead, may still write the same workbook.
    target = folder / f"{secrets.token_hex(8)}.xlsx"
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    now = timezone.now()
    head = write_whole(
        target,
        lambda file: write_yearly_summary(
            file,
            organization=row.organization,
            year=row.year,
            version=row.rubric_version,
            filled_on=timezone.localdate(now),
            programme=row.programme,
            progress=lambda rows: note_progress(
                export=row, rows=rows, by=WORKER, now=timezone.now()
            ),
            folder=folder,
        ),
    )
    is_kept = complete_export(
        export=row,
        path=_below_home(target),
        sha256=sha256_of_file(target),
        size=target.stat().st_size,
        audit_end=(head.last_sequence, head.last_hash) if head else (0, ""),
        by=WORKER,
        now=timezone.now(),
    )
    if not is_kept:
        target.unlink()
    _clear(folder, before=now - LEASE)
    return is_kept


def _clear(folder: Path, *, before: datetime.datetime) -> None:
    """Remove what crashed runs left; what is younger another worker may still be writing."""
    kept = Export.objects.exclude(path="").filter(path__startswith=_below_home(folder))
    paths = set(kept.values_list("path", flat=True))
    for one in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another worker clears here, too
            is_old = one.stat().st_mtime < before.timestamp()
            if is_old and _below_home(one) not in paths:
                one.unlink()


def _below_home(path: Path) -> str:
    return path.relative_to(exports_home()).as_posix()
