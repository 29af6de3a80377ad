"""Facts that other offices own, typed or pasted into their tables."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from scoring.assessments.queries import rated_at
from scoring.audit.actions import record
from scoring.common.entries import WriteResult, cleaned
from scoring.common.refusals import Refusal
from scoring.engine.facts import FactDefinition, default_window
from scoring.engine.results import Reason
from scoring.facts.actions import record_incident, withdraw_incident, write_entries
from scoring.facts.mapping import book_years, definitions
from scoring.facts.models import FactSheet, Record
from scoring.facts.rows import lock_sheets
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import check_can_provide
from scoring.reviews.actions import renew_findings
from scoring.reviews.enums import ReviewStatus
from scoring.reviews.models import Review
from scoring.workflow.entries import FACT, join_results, sort_entries
from scoring.workflow.scoring_state import claimed_sheet, open_assessments, refresh, refresh_all

MOST_ROWS = 2000


@dataclass(frozen=True)
class PasteFault:
    """One cell that cannot be taken; row and column count from 1, column 1 is the branch."""

    row: int
    column: int
    reason: Reason


class PasteFaults(Refusal):
    """Nothing was pasted. Data: ``faults``, a list of PasteFault."""


@transaction.atomic
def save_provider_entries(
    *,
    organization: Organization,
    year: int,
    changes: Mapping[str, Any],
    seen: Mapping[str, int] | None,
    by: User,
    now: datetime.datetime,
    source: str = "form",
) -> WriteResult:
    """Write facts about one branch and score its undecided assessments again.

    ``changes`` has form keys (``fact:<key>``, ``fact:<key>:<year>-<n>``); ``year`` is the
    assessment year whose sheet takes the yearly facts. ``seen`` None overwrites. A fact that
    belongs to another office, or to the branch, is refused entry by entry.

    Source: decisions 3: facts of other offices count until confirmation, so there is no
    deadline here.
    """
    known = definitions()
    window = default_window(year)
    own = _owned_by_branch(changes, known)
    theirs = {key: raw for key, raw in cleaned(changes).items() if key not in own}
    sheets = lock_sheets(organization, book_years(year))
    sorted_entries = sort_entries(theirs, year, known, window)
    sorted_entries.refused.update(own)
    parts: list[tuple[int | None, WriteResult]] = []
    for one, entries in sorted(sorted_entries.by_year.items()):
        part = write_entries(
            sheet=sheets[one],
            changes=entries,
            seen=None if seen is None else sorted_entries.seen_of(one, seen),
            source=source,
            by=by,
            now=now,
        )
        parts.append((one, part))
    sorted_entries.refused.update(
        {key: Reason("entry_unknown", {"entry": key[:60]}) for key in sorted_entries.answers}
    )
    result = join_results(sorted_entries, parts)
    if result.written:
        rescore(organization=organization, sheets=sheets, by=by, now=now)
        record(
            action="save_provider_entries",
            about=("organization", organization.pk),
            by=by,
            now=now,
            detail={"year": year, "source": source, "entries": result.written},
        )
    return result


def _owned_by_branch(
    form_keys: Iterable[str], known: Mapping[str, FactDefinition]
) -> dict[str, Reason]:
    """Return why facts of the branch are closed here, even to its own people.

    They are written on its form, which has a deadline and closes at the declaration.
    """
    named = {key: known.get(key.removeprefix(FACT).partition(":")[0]) for key in form_keys}
    return {
        key: Reason("fact_locked", {"fact": one.label, "providers": [one.provider]})
        for key, one in named.items()
        if one is not None and one.branch_owned
    }


@transaction.atomic
def rescore(
    *,
    organization: Organization,
    sheets: Mapping[int, FactSheet] | None = None,
    by: User,
    now: datetime.datetime,
) -> None:
    """Score the undecided assessments of a branch again, and tell their reviews.

    The caller holds the locks of the sheets, hands over those it has, and records why.
    """
    standings = refresh_all(open_assessments(organization.pk), sheets=sheets)
    reviews = Review.objects.select_for_update(of=("self",)).filter(
        assessment_id__in=standings, status=ReviewStatus.OPEN
    )
    for review in reviews.order_by("pk"):
        standing = standings[review.assessment_id]
        sheet = claimed_sheet(standing)
        if renew_findings(review=review, sheet=sheet, claims=False, by=by, now=now):
            refresh(standing.assessment)  # decisions that no longer hold give no points


@transaction.atomic
def add_incident(
    *,
    organization: Organization,
    fact: str,
    happened_on: datetime.date,
    reference: str,
    note: str = "",
    by: User,
    now: datetime.datetime,
) -> Record:
    """Record a dated incident and score the undecided assessments of the branch again.

    Raises:
        UnknownFact: the fact is not one that is counted per year.
        NotAllowed: another office owns the fact.
    """
    lock_sheets(organization, [happened_on.year])
    incident = record_incident(
        organization=organization,
        fact=fact,
        happened_on=happened_on,
        reference=reference,
        note=note,
        by=by,
        now=now,
    )
    rescore(organization=organization, by=by, now=now)
    return incident


@transaction.atomic
def drop_incident(*, incident: Record, reason: str, by: User, now: datetime.datetime) -> Record:
    """Withdraw a dated incident and score the undecided assessments of the branch again.

    Raises:
        ReasonMissing, NotAllowed, WrongState.
    """
    lock_sheets(incident.organization, [incident.happened_on.year])
    incident = withdraw_incident(incident=incident, reason=reason, by=by, now=now)
    rescore(organization=incident.organization, by=by, now=now)
    return incident


@transaction.atomic
def paste_provider_rows(
    *,
    below: Organization,
    year: int,
    provider_kind: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    by: User,
    now: datetime.datetime,
    source: str = "paste",
) -> int:
    """Take a pasted table whole or not at all; return how many entries changed.

    The first cell of a row is the code, the full or the short name of a branch below the
    organization, the others are the facts of ``columns`` (form keys). An empty cell leaves the
    entry as it is.

    Raises:
        NotAllowed: the person does not provide these facts here.
        PasteFaults: with every cell that cannot be taken.
    """
    check_can_provide(by, below, provider_kind)
    faults: list[PasteFault] = []
    targets = _targets(below, rows, len(columns), faults)
    changed = 0
    for number, organization in targets:
        cells = {
            column: cell.strip()
            for column, cell in zip(columns, rows[number - 1][1:], strict=False)
            if cell.strip()
        }
        result = save_provider_entries(
            organization=organization,
            year=year,
            changes=cells,
            seen=None,
            by=by,
            now=now,
            source=source,
        )
        changed += len(result.written)
        faults.extend(
            PasteFault(number, columns.index(column) + 2, reason)
            for column, reason in result.refused.items()
        )
    if faults:
        raise PasteFaults(faults=sorted(faults, key=lambda fault: (fault.row, fault.column)))
    return changed


def _targets(
    below: Organization, rows: Sequence[Sequence[str]], width: int, faults: list[PasteFault]
) -> list[tuple[int, Organization]]:
    """Return (row number, branch) in the order in which branches are locked."""
    if len(rows) > MOST_ROWS:
        faults.append(PasteFault(MOST_ROWS + 1, 1, Reason("paste_too_long", {"limit": MOST_ROWS})))
        return []
    names = _names(below)
    targets: dict[int, tuple[int, Organization]] = {}
    for number, row in enumerate(rows, 1):
        name = row[0].strip() if row else ""
        branches = names.get(name, [])
        if len(row) > width + 1 and any(cell.strip() for cell in row[width + 1 :]):
            faults.append(PasteFault(number, width + 2, Reason("too_many_columns", {})))
        elif len(branches) != 1:
            code = "branch_ambiguous" if branches else "branch_unknown"
            faults.append(PasteFault(number, 1, Reason(code, {"text": name[:80]})))
        elif branches[0].pk in targets:
            faults.append(PasteFault(number, 1, Reason("branch_twice", {"text": name[:80]})))
        else:
            targets[branches[0].pk] = (number, branches[0])
    return [targets[key] for key in sorted(targets)]


def _names(below: Organization) -> dict[str, list[Organization]]:
    names: dict[str, dict[int, Organization]] = {}
    for branch in rated_at(below):
        for name in {branch.code, branch.name, branch.short_name} - {""}:
            names.setdefault(name, {})[branch.pk] = branch
    return {name: list(found.values()) for name, found in names.items()}
