"""What one office has written about one branch."""

import datetime
from dataclasses import dataclass

from scoring.facts.models import FactChange, Record
from scoring.organizations.models import Organization
from scoring.web.provider.tasks import Task

LATEST = 200  # changes; older ones are in the audit trail


@dataclass(frozen=True)
class ChangeLine:
    """One change of one cell."""

    fact: str
    before: str
    after: str
    who: str
    at: datetime.datetime
    source: str


@dataclass(frozen=True)
class IncidentLine:
    """One dated incident."""

    record: Record
    fact: str
    url: str  # of its withdrawal


def changes_of(task: Task, branch: Organization) -> list[ChangeLine]:
    """Return the changes of this table's cells about a branch, latest first."""
    columns = {(column.year, column.key): column for column in task.columns}
    found = (
        FactChange.objects.filter(
            sheet__organization=branch,
            sheet__year__in={year for year, _key in columns},
            entry__in={key for _year, key in columns},
        )
        .select_related("changed_by", "sheet")
        .order_by("-changed_at", "-pk")[:LATEST]
    )
    lines = []
    for change in found:
        column = columns.get((change.sheet.year, change.entry))
        if column is None:  # the same month of the other calendar year
            continue
        lines.append(
            ChangeLine(
                column.label,
                column.spoken(change.before),
                column.spoken(change.after),
                change.changed_by.get_full_name(),
                change.changed_at,
                change.source,
            )
        )
    return lines


def incidents_of(task: Task, branch: Organization) -> list[IncidentLine]:
    """Return the dated incidents of this office about a branch, latest first."""
    labels = {one.definition.key: one.label for one in task.columns if one.dated}
    held = Record.objects.filter(organization=branch, fact__in=labels)
    return [
        IncidentLine(
            record,
            labels[record.fact],
            task.url("provider:withdraw_incident", branch.pk, record.pk),
        )
        for record in held.select_related("recorded_by", "withdrawn_by").order_by(
            "-happened_on", "-pk"
        )
    ]
