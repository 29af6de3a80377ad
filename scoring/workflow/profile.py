"""What a branch was last year, offered as what it is this year."""

import datetime

from django.db import transaction

from scoring.assessments.actions import lock_assessment, update_row
from scoring.assessments.models import Assessment
from scoring.audit.actions import record
from scoring.common.entries import WriteResult
from scoring.common.refusals import WrongState
from scoring.engine.facts import FactDefinition
from scoring.facts.mapping import definitions
from scoring.facts.rows import apply_entries, lock_sheets
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_fill
from scoring.workflow.declared import keep_declared
from scoring.workflow.scoring_state import Standing, open_assessments, refresh, refresh_all

PROFILE_PERIODS = ("year_end", "term")  # a state, not what was done in a year


def is_profile_fact(definition: FactDefinition) -> bool:
    """Tell whether last year's value is a fair guess for this year's: a state of the branch.

    Judgements, declarations and everything that is counted anew each year are not. Nor is a
    count that another one bounds: copied, it would stand in the way of a smaller membership.
    """
    return (
        definition.branch_owned
        and not definition.computed
        and not definition.at_most
        and definition.period in PROFILE_PERIODS
    )


@transaction.atomic
def prefill(*, assessment: Assessment, by: User, now: datetime.datetime) -> WriteResult:
    """Copy last year's state of the branch into this year's empty entries.

    Only entries that were never written; each copy keeps the source ``profile`` in its history.
    Refreshes the points. Safe to repeat. No audit event of its own: opening a cycle has one.
    """
    year = assessment.year
    result = WriteResult()
    sheets = lock_sheets(assessment.organization, (year - 1, year))
    before, sheet = sheets[year - 1], sheets[year]
    known = definitions()
    values = {
        entry: held["value"]
        for entry, held in before.entries.items()
        if held["value"] is not None
        and entry not in sheet.entries
        and entry in known
        and is_profile_fact(known[entry])
    }
    # What is new in the sheet is read by the branch's other programmes of the year as well.
    opened = open_assessments(assessment.organization_id) if values else []
    if assessment.pk not in {one.pk for one in opened}:
        opened.append(lock_assessment(assessment))
    apply_entries(sheet, values, source="profile", person=by, moment=now, result=result)
    keep_declared(opened, dict.fromkeys((year, entry) for entry in values), besides=assessment)
    refresh_all(opened)
    return result


@transaction.atomic
def confirm_profile(*, assessment: Assessment, by: User, now: datetime.datetime) -> Standing:
    """Keep that the branch has looked at its facts and stands by them. Safe to repeat.

    Raises:
        NotAllowed: the person does not write for this branch.
        WrongState: the assessment is with the reviewer, or decided.
    """
    check_can_fill(by, assessment)
    assessment = lock_assessment(assessment)
    if not assessment.is_editable:
        raise WrongState(state=assessment.status, step="confirm_profile")
    if assessment.profile_confirmed_at is None:
        update_row(assessment, profile_confirmed_at=now, profile_confirmed_by=by)
        record(action="confirm_profile", about=("assessment", assessment.pk), by=by, now=now)
    return refresh(assessment)
