"""Write entries of sheets, and record incidents."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from scoring.audit.actions import record
from scoring.common.entries import Conflict, WriteResult, stale, without_unchanged
from scoring.common.refusals import NotAllowed, Refusal, WrongState
from scoring.engine.facts import FactType
from scoring.facts.checking import checked_values, refuse_future, refuse_impossible
from scoring.facts.mapping import definitions
from scoring.facts.models import FactChange, FactSheet, Record
from scoring.facts.permissions import may_write
from scoring.facts.rows import apply_entries
from scoring.organizations.models import Organization, User


class UnknownFact(Refusal):
    """No dated fact has this key. Data: ``fact``."""


class ReasonMissing(Refusal):
    """A withdrawal must say why."""


@transaction.atomic
def write_entries(
    *,
    sheet: FactSheet,
    changes: Mapping[str, Any],
    seen: Mapping[str, int] | None,
    source: str,
    by: User,
    now: datetime.datetime,
) -> WriteResult:
    """Write the good ones among some entries of one sheet, and say what became of the others.

    ``changes`` maps entry keys (``fact`` or ``fact:n``) to what was typed; nothing typed clears
    the entry. ``seen`` holds the versions the person had before them; None overwrites whatever
    stands. The sheet must be locked by ``lock_sheets``. The caller records the audit event,
    since one request may write several sheets.

    Raises:
        StaleVersion: the sheet was changed although it was locked.

    Source: decisions 14; ux, autosave: versions are per entry.
    """
    result = WriteResult()
    known = definitions()
    wanted = checked_values(sheet, changes, known, by, result)
    wanted = without_unchanged(sheet.entries, wanted)
    refuse_future(sheet, wanted, known, now, result)
    if seen is not None:
        _set_conflicts_aside(sheet, wanted, seen, result)
    refuse_impossible(sheet, wanted, known, result)
    apply_entries(sheet, wanted, source=source, person=by, moment=now, result=result)
    return result


def _set_conflicts_aside(
    sheet: FactSheet, wanted: dict[str, Any], seen: Mapping[str, int], result: WriteResult
) -> None:
    late = stale(sheet.entries, wanted, seen)
    if not late:
        return
    last = {
        (change.entry, change.version): change
        for change in FactChange.objects.filter(sheet=sheet, entry__in=late).select_related(
            "changed_by"
        )
    }
    for entry in late:
        version = sheet.version_of(entry)
        change = last.get((entry, version))
        result.conflicts[entry] = Conflict(
            value=sheet.value(entry),
            version=version,
            by=change.changed_by.get_full_name() if change else "",
            at=change.changed_at if change else None,
            yours=wanted.pop(entry),
        )


@transaction.atomic
def record_incident(
    *,
    organization: Organization,
    fact: str,
    happened_on: datetime.date,
    reference: str,
    note: str = "",
    by: User,
    now: datetime.datetime,
) -> Record:
    """Record a dated incident; it counts in the window it falls into.

    The same incident under the same number is one. The caller holds the lock of the sheet.

    Raises:
        UnknownFact: the fact is not one that is counted per year.
        NotAllowed: another office owns the fact.
    """
    definition = definitions().get(fact)
    if definition is None or definition.type != FactType.COUNT_BY_YEAR:
        raise UnknownFact(fact=fact)
    if not may_write(by, organization, definition):
        raise NotAllowed(need="provide")
    incident, made = Record.objects.get_or_create(
        organization=organization,
        fact=fact,
        happened_on=happened_on,
        reference=reference.strip(),
        withdrawn_at=None,
        defaults={"note": note, "recorded_at": now, "recorded_by": by},
    )
    if not made:
        return incident
    record(
        action="record_incident",
        about=("organization", organization.pk),
        by=by,
        now=now,
        detail={"record": incident.pk, "fact": fact, "on": happened_on.isoformat()},
    )
    return incident


@transaction.atomic
def withdraw_incident(*, incident: Record, reason: str, by: User, now: datetime.datetime) -> Record:
    """Take an incident back, with the reason; the row stays.

    Raises:
        ReasonMissing: no reason was given.
        NotAllowed: another office owns the fact.
        WrongState: it was withdrawn before.
    """
    if not reason.strip():
        raise ReasonMissing()
    if not may_write(by, incident.organization, definitions()[incident.fact]):
        raise NotAllowed(need="provide")
    changed = Record.objects.filter(pk=incident.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawn_by=by, withdrawal_reason=reason.strip()
    )
    if not changed:
        raise WrongState(state="withdrawn", step="withdraw")
    incident.refresh_from_db()
    record(
        action="withdraw_incident",
        about=("organization", incident.organization_id),
        by=by,
        now=now,
        detail={"record": incident.pk, "fact": incident.fact, "reason": reason.strip()},
    )
    return incident
