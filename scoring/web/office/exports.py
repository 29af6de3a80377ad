"""The page of kept yearly summaries as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.documents.exports import Export, ExportState
from scoring.jobs.models import Job

CHIPS = {
    ExportState.OWED: "todo",
    ExportState.BUILDING: "doing",
    ExportState.DONE: "done",
    ExportState.CANCELLED: "lock",
    ExportState.FAILED: "stop",
}


@dataclass(frozen=True)
class ExportLine:
    """One summary of the list. ``why`` says in words what keeps it away, "" for nothing."""

    export: Export
    chip: str
    word: str
    why: str

    @property
    def is_ready(self) -> bool:
        """Tell whether the file can be taken."""
        return self.export.state == ExportState.DONE

    @property
    def audit_short(self) -> str:
        """Return the first characters of the printed end of the audit chain."""
        return self.export.audit_hash[:12]


def lines_of(exports: Iterable[Export]) -> list[ExportLine]:
    """Return the lines of a page of the list."""
    held = list(exports)
    keys = [one.job_key for one in held if one.is_unfinished]
    jobs = {job.key: job for job in Job.objects.filter(key__in=keys)} if keys else {}
    return [_line(one, jobs.get(one.job_key)) for one in held]


def _line(export: Export, job: Job | None) -> ExportLine:
    if job is not None and job.stuck_at is not None:
        text = _(
            "It failed %(times)s times and has stopped. Ask for it again; if that fails too, "
            "tell the administrator."
        )
        why = text % {"times": job.attempts}
        return ExportLine(export, "stop", _("stopped"), why)
    state = ExportState(export.state)
    whys = {
        ExportState.CANCELLED: _("Cancelled before it was ready"),
        ExportState.FAILED: _("Whoever asked may no longer read this organization's year"),
    }
    why = whys.get(state, "")
    if job is not None and job.last_error:
        why = _("The last attempt failed; it is tried again")
    return ExportLine(export, CHIPS[state], str(state.label), why)
