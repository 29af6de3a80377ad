"""Attest past years from a workbook: look first, take it whole, take it back whole."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from scoring.assessments.models import Assessment
from scoring.audit.actions import record
from scoring.common.refusals import Refusal, WrongState
from scoring.facts.actions import ReasonMissing
from scoring.facts.attesting import (
    Place,
    attest_events,
    attest_values,
    lock_places,
    withdraw_events,
)
from scoring.facts.models import FactChange, FactSheet
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import check_can_run_office, home_organizations
from scoring.ratings.history_rows import HistoryRow
from scoring.ratings.models import HistoryImport, PastFact, PastIncident, PastRating
from scoring.ratings.permissions import OwnBranchRating
from scoring.workflow.history_plan import HistoryPlan, compare, places_of, read_rows
from scoring.workflow.history_rules import NewFact
from scoring.workflow.providing import rescore

BATCH = 1000


class HistoryFaults(Refusal):
    """Nothing was attested. Data: ``faults``, a list of HistoryFault."""


def plan_history(
    *, organization: Organization, rows: Iterable[HistoryRow], by: User, now: datetime.datetime
) -> HistoryPlan:
    """Return what an import would do now, faults included; nothing is written.

    Raises:
        NotAllowed: the person does not run the office here.
    """
    check_can_run_office(by, organization)
    said, faults = read_rows(organization, rows, by, now)
    places = places_of(said)
    held = FactSheet.objects.filter(
        organization__in={key for key, _ in places}, year__in={year for _, year in places}
    )
    return compare(said, faults, {(one.organization_id, one.year): one for one in held})


@transaction.atomic
def import_history(
    *,
    organization: Organization,
    rows: Iterable[HistoryRow],
    file_name: str,
    sha256: str,
    by: User,
    now: datetime.datetime,
) -> HistoryImport | None:
    """Take a workbook of past years whole or not at all; None where nothing in it is new.

    Every undecided assessment of the organizations it speaks of is scored again.

    Raises:
        NotAllowed: the person does not run the office here.
        HistoryFaults: with every cell that cannot be taken.

    Source: A-09, the attested baseline.
    """
    check_can_run_office(by, organization)
    said, faults = read_rows(organization, rows, by, now)
    _hold({past.organization_id for _, past in said})
    sheets = lock_places(places_of(said))
    plan = compare(said, faults, sheets)
    if plan.faults:
        raise HistoryFaults(faults=plan.faults)
    if not plan.is_new:
        return None
    batch = HistoryImport.objects.create(
        organization=organization,
        file_name=file_name[:120],
        sha256=sha256,
        ratings=len(plan.ratings),
        incidents=len(plan.incidents),
        facts=len(plan.facts),
        imported_at=now,
        imported_by=by,
    )
    _store(batch, plan, sheets)
    _score_again({past.organization_id for _, past in said}, by, now)
    _record("import_history", batch, by, now)
    return batch


def _hold(organizations: Iterable[int]) -> None:
    """Let imports about the same organizations wait for each other; a rating has no sheet."""
    rows = Organization.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(pk__in=list(organizations)).order_by("pk").values_list("pk", flat=True))


def _store(batch: HistoryImport, plan: HistoryPlan, sheets: Mapping[Place, FactSheet]) -> None:
    person, moment = batch.imported_by, batch.imported_at
    PastRating.objects.bulk_create(
        [
            PastRating(
                batch=batch,
                organization_id=one.organization_id,
                programme=one.programme,
                year=one.year,
                level=one.level,
                name=one.name,
                stars=one.stars,
                decided_on=one.on,
                reference=one.reference,
            )
            for one in plan.ratings
        ],
        batch_size=BATCH,
    )
    records = attest_events(plan.incidents, by=person, now=moment)
    PastIncident.objects.bulk_create(
        [PastIncident(batch=batch, record=one) for one in records], batch_size=BATCH
    )
    values: dict[Place, dict[str, Any]] = {}
    for fact in plan.facts:
        values.setdefault((fact.organization_id, fact.year), {})[fact.fact] = fact.value
    attest_values(sheets, values, by=person, now=moment)
    kept = [_kept(batch, fact, sheets[fact.organization_id, fact.year]) for fact in plan.facts]
    PastFact.objects.bulk_create(kept, batch_size=BATCH)


def _kept(batch: HistoryImport, fact: NewFact, sheet: FactSheet) -> PastFact:
    return PastFact(
        batch=batch,
        organization_id=fact.organization_id,
        year=fact.year,
        fact=fact.fact,
        value=fact.value,
        version=sheet.version_of(fact.fact),
        reference=fact.reference,
    )


@transaction.atomic
def withdraw_history(
    *, batch: HistoryImport, reason: str, by: User, now: datetime.datetime
) -> HistoryImport:
    """Take an import back as a whole, with the reason; its rows stay, and count no more.

    A value that somebody has written again since is theirs and stays. Open assessments are
    scored again; decisions are not touched.

    Raises:
        NotAllowed: the person does not run the office here.
        OwnBranchRating: it speaks of an organization at which the person works.
        ReasonMissing: no reason was given.
        WrongState: it was withdrawn before.
    """
    check_can_run_office(by, batch.organization)
    if not reason.strip():
        raise ReasonMissing
    _check_of_others(batch, by)
    facts = list(PastFact.objects.filter(batch=batch).order_by("pk"))
    events = PastIncident.objects.filter(batch=batch)
    days = events.values_list("record__organization_id", "record__happened_on")
    touched = {(key, day.year) for key, day in days}
    sheets = lock_places({(one.organization_id, one.year) for one in facts} | touched)
    changed = HistoryImport.objects.in_force().filter(pk=batch.pk)
    if not changed.update(
        withdrawn_at=now, withdrawn_by=by, withdrawal_reason=reason.strip()[:400]
    ):
        raise WrongState(state="withdrawn", step="withdraw")
    batch.refresh_from_db()
    ratings = PastRating.objects.filter(batch=batch)
    ratings.update(withdrawn_at=now)
    withdraw_events(
        events.values_list("record_id", flat=True), reason=batch.withdrawal_reason, by=by, now=now
    )
    _restore(facts, sheets, by, now)
    rated = ratings.values_list("organization_id", flat=True)
    _score_again({*rated, *(key for key, _ in sheets)}, by, now)
    _record("withdraw_history", batch, by, now)
    return batch


def _check_of_others(batch: HistoryImport, person: User) -> None:
    home = home_organizations(person)
    rows = (
        PastRating.objects.filter(batch=batch, organization__in=home),
        PastFact.objects.filter(batch=batch, organization__in=home),
        PastIncident.objects.filter(batch=batch, record__organization__in=home),
    )
    if any(one.exists() for one in rows):
        raise OwnBranchRating


def _restore(
    facts: Iterable[PastFact],
    sheets: Mapping[Place, FactSheet],
    person: User,
    moment: datetime.datetime,
) -> None:
    """Give every entry that is still the import's the value it had before."""
    ours: dict[Place, dict[str, PastFact]] = {}
    for one in facts:
        place = (one.organization_id, one.year)
        if sheets[place].version_of(one.fact) == one.version:
            ours.setdefault(place, {})[one.fact] = one
    changes = FactChange.objects.filter(sheet__in=[sheets[place].pk for place in ours])
    held = changes.filter(source="import").values_list("sheet_id", "entry", "version", "before")
    before = {(sheet, entry, version): value for sheet, entry, version, value in held}
    values = {
        place: {key: before[sheets[place].pk, key, one.version] for key, one in entries.items()}
        for place, entries in ours.items()
    }
    attest_values(sheets, values, by=person, now=moment, marked=False)


def _score_again(organizations: set[int], person: User, moment: datetime.datetime) -> None:
    """Score the undecided assessments of these organizations again, in the order of locking."""
    waiting = Assessment.objects.open().filter(organization__in=organizations)
    keys = set(waiting.values_list("organization_id", flat=True))
    for organization in Organization.objects.filter(pk__in=keys).order_by("pk"):
        rescore(organization=organization, by=person, now=moment)


def _record(action: str, batch: HistoryImport, person: User, moment: datetime.datetime) -> None:
    record(
        action=action,
        about=("history_import", batch.pk),
        by=person,
        now=moment,
        detail={
            "organization": batch.organization_id,
            "file": batch.file_name,
            "sha256": batch.sha256,
            "ratings": batch.ratings,
            "incidents": batch.incidents,
            "facts": batch.facts,
            "reason": batch.withdrawal_reason,
        },
    )
