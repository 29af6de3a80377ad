"""Write what an office attests of past years: many sheets and incidents in few statements.

Nobody's present entry is overwritten here; the caller has seen that the places are empty.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.common.entries import version_of
from scoring.common.refusals import StaleVersion
from scoring.facts.mapping import ATTESTED
from scoring.facts.models import FactChange, FactSheet, Record
from scoring.organizations.models import User

SOURCE = "import"
Place = tuple[int, int]  # organization, calendar year


@dataclass(frozen=True)
class PastEvent:
    """One dated incident of an organization before the years rated here."""

    organization_id: int
    fact: str
    on: datetime.date
    reference: str
    note: str = ""


def lock_places(places: Iterable[Place]) -> dict[Place, FactSheet]:
    """Return the locked sheets of many organizations, making those that do not exist yet.

    Call inside a transaction. Rows are locked in the order of organizations and years.
    """
    wanted = sorted(set(places))
    FactSheet.objects.bulk_create(
        [FactSheet(organization_id=key, year=year) for key, year in wanted],
        ignore_conflicts=True,
        batch_size=1000,
    )
    rows = (
        FactSheet.objects.select_for_update(of=("self",))
        .filter(organization__in={key for key, _ in wanted}, year__in={year for _, year in wanted})
        .order_by("organization_id", "year")
    )
    found = {(row.organization_id, row.year): row for row in rows}
    return {place: found[place] for place in wanted}


def attest_values(
    sheets: Mapping[Place, FactSheet],
    values: Mapping[Place, Mapping[str, Any]],
    *,
    marked: bool = True,
    by: User,
    now: datetime.datetime,
) -> None:
    """Write canonical values onto locked sheets, each with its line of history; None clears.

    They are marked as attested, or not: then they stand as somebody's plain entries.

    Raises:
        StaleVersion: a sheet was changed although it was locked.

    Source: A-09, the attested baseline.
    """
    history: list[FactChange] = []
    for place, wanted in sorted(values.items()):
        history += _write(sheets[place], wanted, marked, by, now)
    FactChange.objects.bulk_create(history, batch_size=1000)


def _write(
    sheet: FactSheet,
    values: Mapping[str, Any],
    marked: bool,
    person: User,
    moment: datetime.datetime,
) -> list[FactChange]:
    """Write onto one sheet; return the lines of history, not stored yet."""
    entries, history = dict(sheet.entries), []
    for entry, value in values.items():
        version = version_of(entries, entry) + 1
        history.append(
            FactChange(
                sheet=sheet,
                entry=entry,
                version=version,
                before=sheet.value(entry),
                after=value,
                source=SOURCE,
                changed_at=moment,
                changed_by=person,
            )
        )
        mark = {ATTESTED: True} if marked else {}
        entries[entry] = {"value": value, "version": version, **mark}
    changed = FactSheet.objects.filter(pk=sheet.pk, version=sheet.version).update(
        entries=entries, version=sheet.version + 1
    )
    if not changed:
        raise StaleVersion(sheet=sheet.pk)
    sheet.entries, sheet.version = entries, sheet.version + 1
    return history


def attest_events(events: Sequence[PastEvent], *, by: User, now: datetime.datetime) -> list[Record]:
    """Record incidents of past years, in their order; the caller has left out those known."""
    return Record.objects.bulk_create(
        [
            Record(
                organization_id=one.organization_id,
                fact=one.fact,
                happened_on=one.on,
                reference=one.reference,
                note=one.note,
                recorded_at=now,
                recorded_by=by,
            )
            for one in events
        ],
        batch_size=1000,
    )


def withdraw_events(
    records: Iterable[int], *, reason: str, by: User, now: datetime.datetime
) -> int:
    """Take incidents back that still hold, with the reason; return how many. The rows stay."""
    return Record.objects.filter(pk__in=list(records), withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawn_by=by, withdrawal_reason=reason
    )
