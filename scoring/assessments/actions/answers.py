"""Write judged answers, claims, declarations and the star applied for."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from scoring.assessments.mapping import AnswerError, check_answer
from scoring.assessments.models import AnswerChange, Assessment
from scoring.assessments.rows import update_row
from scoring.common.entries import Conflict, WriteResult, stale, version_of, without_unchanged
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_fill
from scoring.rubrics.queries import rubric_of


@transaction.atomic
def write_answers(
    *,
    assessment: Assessment,
    changes: Mapping[str, Any],
    seen: Mapping[str, int] | None,
    by: User,
    now: datetime.datetime,
) -> WriteResult:
    """Write the good ones among some answers, and say what became of the others.

    ``seen`` holds the versions the person had before them; None overwrites whatever stands.
    The assessment must be locked by ``lock_assessment``; the caller records the audit event.

    Raises:
        NotAllowed: the person does not write for this branch.
        StaleVersion: the row was changed although it was locked.
    """
    check_can_fill(by, assessment)
    result = WriteResult()
    rubric = rubric_of(assessment.cycle.rubric_version)
    wanted: dict[str, Any] = {}
    for entry, raw in changes.items():
        try:
            wanted[entry] = check_answer(rubric, entry, raw)
        except AnswerError as error:
            result.refused[entry] = error.reason
    wanted = without_unchanged(assessment.answers, wanted)
    if seen is not None:
        _set_conflicts_aside(assessment, wanted, seen, result)
    if wanted:
        _apply(assessment, wanted, by, now, result)
    return result


def _set_conflicts_aside(
    assessment: Assessment, wanted: dict[str, Any], seen: Mapping[str, int], result: WriteResult
) -> None:
    late = stale(assessment.answers, wanted, seen)
    if not late:
        return
    last = {
        (change.entry, change.version): change
        for change in AnswerChange.objects.filter(
            assessment=assessment, entry__in=late
        ).select_related("changed_by")
    }
    for entry in late:
        version = assessment.version_of(entry)
        change = last.get((entry, version))
        result.conflicts[entry] = Conflict(
            value=assessment.answer(entry),
            version=version,
            by=change.changed_by.get_full_name() if change else "",
            at=change.changed_at if change else None,
            yours=wanted.pop(entry),
        )


def _apply(
    assessment: Assessment,
    values: Mapping[str, Any],
    person: User,
    moment: datetime.datetime,
    result: WriteResult,
) -> None:
    answers = dict(assessment.answers)
    history: list[AnswerChange] = []
    for entry, value in values.items():
        version = version_of(answers, entry) + 1
        history.append(
            AnswerChange(
                assessment=assessment,
                entry=entry,
                version=version,
                before=assessment.answer(entry),
                after=value,
                changed_at=moment,
                changed_by=person,
            )
        )
        answers[entry] = {"value": value, "version": version}
        result.written[entry] = version
    star = str((answers.get("star") or {}).get("value") or "")
    update_row(assessment, answers=answers, star_applied=star)
    AnswerChange.objects.bulk_create(history)
