"""Write the entries of a page, in one transaction with everything that follows from them."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from scoring.assessments.actions import keep_late_entry, lock_assessment, write_answers
from scoring.assessments.models import Assessment
from scoring.audit.actions import record
from scoring.common.entries import Conflict, WriteResult, cleaned
from scoring.common.refusals import Refusal, WrongState
from scoring.engine.results import Reason
from scoring.facts.actions import write_entries
from scoring.facts.mapping import book_years, definitions
from scoring.facts.models import FactSheet
from scoring.facts.rows import lock_sheets
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_fill
from scoring.workflow.declared import keep_declared, open_questions
from scoring.workflow.entries import FACT, Sorted, join_results, sort_entries
from scoring.workflow.profile import confirm_profile, prefill
from scoring.workflow.providing import (
    PasteFault,
    PasteFaults,
    paste_provider_rows,
    save_provider_entries,
)
from scoring.workflow.scoring_state import (
    Standing,
    load,
    open_assessments,
    refresh_all,
    window_of,
)

__all__ = [
    "PastDeadline",
    "PasteFault",
    "PasteFaults",
    "SaveResult",
    "confirm_profile",
    "open_questions",
    "paste_provider_rows",
    "prefill",
    "save_entries",
    "save_provider_entries",
]


class PastDeadline(Refusal):
    """The day is over; what was typed is kept. Data: ``deadline``, ``contact``, ``phone``."""


@dataclass(frozen=True)
class Also:
    """What a save did to another open assessment of the branch, in points."""

    assessment: Assessment
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class SaveResult:
    """What became of the entries of one request, under their form keys."""

    versions: dict[str, int]  # of the entries that were written
    conflicts: dict[str, Conflict]
    refused: dict[str, Reason]
    standing: Standing
    late: bool = False
    also: tuple[Also, ...] = ()  # other programmes that read the same facts and moved
    kept: tuple[Assessment, ...] = ()  # those that stay as declared on some facts


def save_entries(
    *,
    assessment: Assessment,
    changes: Mapping[str, Any],
    seen: Mapping[str, int],
    by: User,
    now: datetime.datetime,
) -> SaveResult:
    """Write what a branch has typed; good entries are kept even when others are turned down.

    Keys are those of ``workflow.entries``; ``seen`` holds the version of each entry when the
    page was read (0 or absent: never written). The deadline is decided by ``now``, the arrival
    of the request. What comes late is kept as a LateEntry and changes nothing, which is why the
    transaction ends before the refusal is raised.

    Raises:
        NotAllowed: the person does not write for this branch.
        PastDeadline: the deadline has passed.
        WrongState: the assessment is with the reviewer, or decided.

    Source: decisions 4, 14.
    """
    check_can_fill(by, assessment)
    result = _save(assessment, cleaned(changes), seen, by, now)
    if result.late:
        raise past_deadline(result.standing.assessment)
    return result


def past_deadline(assessment: Assessment) -> PastDeadline:
    """Return the refusal with the deadline and the person to call; needs ``cycle`` loaded."""
    return PastDeadline(
        deadline=assessment.deadline(),
        contact=assessment.cycle.contact_name,
        phone=assessment.cycle.contact_phone,
    )


@transaction.atomic
def _save(
    assessment: Assessment,
    changes: Mapping[str, Any],
    seen: Mapping[str, int],
    person: User,
    moment: datetime.datetime,
) -> SaveResult:
    sheets = lock_sheets(assessment.organization, book_years(assessment.year))
    others = open_assessments(assessment.organization_id)
    assessment = pick(others, assessment)
    check_editable(assessment, step="save")
    if moment > assessment.deadline():
        keep_late_entry(assessment=assessment, content=changes, by=person, now=moment)
        return SaveResult({}, {}, {}, load(assessment, sheets=sheets), late=True)
    closed = closed_entries(assessment, changes)
    sorted_entries = sort_entries(
        {key: value for key, value in changes.items() if key not in closed},
        assessment.year,
        definitions(),
        window_of(assessment),
    )
    sorted_entries.refused.update(closed)
    before = _values_of(sheets, sorted_entries)
    joined = _write(assessment, sheets, sorted_entries, seen, person, moment)
    also: tuple[Also, ...] = ()
    if not joined.written:
        standing = load(assessment, sheets=sheets)
    else:
        changed = {
            place: value
            for place, value in before.items()
            if sorted_entries.form_keys[place] in joined.written
        }
        keep_declared(others, changed, besides=assessment)
        totals = {one.pk: one.total for one in others}
        standing = refresh_all(others, sheets=sheets)[assessment.pk]
        also = _moved(others, totals, besides=assessment)
        record(
            action="save_entries",
            about=("assessment", assessment.pk),
            by=person,
            now=moment,
            detail={"entries": joined.written},
        )
    return SaveResult(
        joined.written, joined.conflicts, joined.refused, standing, also=also, kept=_kept(others)
    )


def _values_of(
    sheets: Mapping[int, FactSheet], sorted_entries: Sorted
) -> dict[tuple[int, str], Any]:
    return {
        (year, entry): sheets[year].value(entry)
        for year, entries in sorted_entries.by_year.items()
        for entry in entries
    }


def _kept(others: Iterable[Assessment]) -> tuple[Assessment, ...]:
    return tuple(one for one in others if one.declared_facts)


def _moved(
    others: Iterable[Assessment], totals: Mapping[int, Decimal], *, besides: Assessment
) -> tuple[Also, ...]:
    return tuple(
        Also(one, totals[one.pk], one.total)
        for one in others
        if one.pk != besides.pk and one.total != totals[one.pk]
    )


def check_editable(assessment: Assessment, *, step: str) -> None:
    """Raise WrongState unless the branch may write on the assessment."""
    if not assessment.is_editable:
        raise WrongState(state=assessment.status, step=step)


def _write(
    assessment: Assessment,
    sheets: Mapping[int, FactSheet],
    sorted_entries: Sorted,
    seen: Mapping[str, int],
    person: User,
    moment: datetime.datetime,
) -> WriteResult:
    parts: list[tuple[int | None, WriteResult]] = []
    for year, entries in sorted(sorted_entries.by_year.items()):
        part = write_entries(
            sheet=sheets[year],
            changes=entries,
            seen=sorted_entries.seen_of(year, seen),
            source="form",
            by=person,
            now=moment,
        )
        parts.append((year, part))
    if sorted_entries.answers:
        part = write_answers(
            assessment=assessment,
            changes=sorted_entries.answers,
            seen=seen,
            by=person,
            now=moment,
        )
        parts.append((None, part))
    return join_results(sorted_entries, parts)


def pick(others: Iterable[Assessment], assessment: Assessment) -> Assessment:
    """Return the locked row of an assessment, from those locked already where it is among them."""
    for one in others:
        if one.pk == assessment.pk:
            return one
    return lock_assessment(assessment)


def closed_entries(assessment: Assessment, form_keys: Iterable[str]) -> dict[str, Reason]:
    """Return, by form key, why an entry is closed after a return; open ones are left out."""
    allowed = open_questions(assessment)
    if allowed is None:
        return {}
    return {
        key: Reason("entry_not_returned", {}) for key in form_keys if not _is_open(key, allowed)
    }


def _is_open(form_key: str, allowed: frozenset[str]) -> bool:
    if form_key.startswith(FACT):
        return form_key.removeprefix(FACT).partition(":")[0] in allowed
    kind, _, rest = form_key.partition(":")
    return kind in ("item", "part") and rest.partition("/")[0] in allowed
