"""Declare: freeze everything, hand it to the reviewer."""

import datetime

from django.db import transaction
from django.utils import timezone

from scoring.assessments.actions import change_status, record_submission, write_answers
from scoring.assessments.enums import Status
from scoring.assessments.mapping import DECLARATIONS
from scoring.assessments.models import Assessment, Submission
from scoring.assessments.queries import evidence_by_indicator
from scoring.common.refusals import Refusal, WrongState
from scoring.engine.results import Reason
from scoring.engine.routing import route
from scoring.engine.rubric import Indicator, Rubric
from scoring.facts.mapping import book_years
from scoring.facts.rows import lock_sheets
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_submit
from scoring.reviews.actions import open_review
from scoring.rubrics.queries import rubric_of
from scoring.workflow.filling import past_deadline, pick
from scoring.workflow.freezing import freeze
from scoring.workflow.scoring_state import (
    Standing,
    claimed_sheet,
    load,
    open_assessments,
    refresh,
)

STEPS = {Status.FILLING: "submit", Status.RETURNED: "resubmit"}


class CannotSubmit(Refusal):
    """Something is still owed. Data: ``shortfalls``, a list of Reason."""


class NamesMissing(Refusal):
    """A declaration carries the names of the secretary and of the person who filled it in."""


class SubmitKeyMissing(Refusal):
    """A declaration without a key could be made twice by a double click."""


def check_can_submit_now(
    assessment: Assessment, standing: Standing, now: datetime.datetime
) -> None:
    """Raise unless the assessment may be declared as it stands.

    Raises:
        WrongState: it is with the reviewer, or decided.
        PastDeadline: the deadline has passed.
        CannotSubmit: with everything that is still owed, the rest of the window included.
    """
    if assessment.status not in STEPS:
        raise WrongState(state=assessment.status, step="submit")
    if now > assessment.deadline():
        raise past_deadline(assessment)
    shortfalls = _window_owed(assessment, now) + shortfalls_of(assessment, standing)
    if shortfalls:
        raise CannotSubmit(shortfalls=shortfalls)


def _window_owed(assessment: Assessment, now: datetime.datetime) -> list[Reason]:
    """Return that the window still runs: a year is assessed when it is over."""
    end = assessment.cycle.window_end
    if timezone.localdate(now) > end:
        return []
    return [Reason("window_open", {"until": end.isoformat()})]


def shortfalls_of(assessment: Assessment, standing: Standing) -> list[Reason]:
    """Return everything that keeps the branch from declaring, in the order of its pages.

    Items not filled in are no hindrance: they count 0 points.

    Source: ux, check answers; STB-01: four and five stars ask for the line of the lowest star.
    """
    owed: list[Reason] = []
    if assessment.profile_confirmed_at is None:
        owed.append(Reason("profile_unconfirmed", {}))
    owed += _evidence_owed(assessment, standing)
    owed += [
        Reason("veto_undeclared", {"veto": veto.name})
        for veto in standing.rubric.vetoes
        if veto.declared and standing.answers.get(f"veto:{veto.id}") not in DECLARATIONS
    ]
    return owed + _star_owed(standing)


def unproven_items(assessment: Assessment, standing: Standing) -> list[Indicator]:
    """Return the items whose required evidence is missing, in rubric order; two queries."""
    required = [item for item in standing.rubric.indicators if item.evidence.need == "required"]
    if not required:
        return []
    proven = evidence_by_indicator(assessment)
    return [
        item for item in required if item.id not in proven and not standing.sheet.item(item.id).na
    ]


def _evidence_owed(assessment: Assessment, standing: Standing) -> list[Reason]:
    return [
        Reason(
            "evidence_missing",
            {"number": item.number, "item": item.name, "why": item.evidence.reason},
        )
        for item in unproven_items(assessment, standing)
    ]


def _star_owed(standing: Standing) -> list[Reason]:
    star = standing.decision.applied
    if not star:
        return [Reason("star_not_chosen", {})]
    levels = standing.rubric.levels
    lowest = levels[0]
    total = claimed_sheet(standing).total
    if star != lowest.id and total < lowest.min_score:
        data = {"points": str(total), "line": str(lowest.min_score), "level": lowest.name}
        return [Reason("total_below_lowest", data)]
    return []


@transaction.atomic
def submit_assessment(
    *,
    assessment: Assessment,
    star: str,
    secretary_name: str,
    filler_name: str,
    submit_key: str,
    by: User,
    now: datetime.datetime,
) -> Submission:
    """Declare for a star, or declare again after a return.

    ``submit_key`` is made by the page: the same key twice is one act, and the second call
    returns the first submission. ``now`` is the arrival at the first server process.

    Raises:
        NotAllowed, WrongState, PastDeadline, NamesMissing, SubmitKeyMissing.
        CannotSubmit: with everything that is still owed.

    Source: decisions 4, 8; reliability, idempotency.
    """
    check_can_submit(by, assessment)
    if not submit_key.strip():
        raise SubmitKeyMissing()
    sheets = lock_sheets(assessment.organization, book_years(assessment.year))
    assessment = pick(open_assessments(assessment.organization_id), assessment)
    made = assessment.submissions.filter(submit_key=submit_key).first()
    if made is not None:
        return made
    if not secretary_name.strip() or not filler_name.strip():
        raise NamesMissing()
    _choose_star(assessment, star, by, now)
    standing = load(assessment, sheets=sheets)
    check_can_submit_now(assessment, standing, now)
    refresh(assessment, standing=standing)
    return _declare(standing, secretary_name, filler_name, submit_key, by, now)


def stars_open(assessment: Assessment, rubric: Rubric) -> list[str]:
    """Return the levels that may be applied for now, lowest first.

    After a return nothing above the first declaration: that one met the deadline.

    Source: decisions 4, 8.
    """
    top = rubric.rank(assessment.star_applied)
    if assessment.status != Status.RETURNED or not top:
        top = len(rubric.levels)
    return [level.id for level in rubric.levels[:top]]


def _choose_star(
    assessment: Assessment, star: str, person: User, moment: datetime.datetime
) -> None:
    if assessment.status not in STEPS:
        raise WrongState(state=assessment.status, step="submit")
    rubric = rubric_of(assessment.cycle.rubric_version)
    if rubric.rank(star) > len(stars_open(assessment, rubric)):
        raise CannotSubmit(shortfalls=[Reason("entry_not_returned", {})])
    result = write_answers(
        assessment=assessment, changes={"star": star}, seen=None, by=person, now=moment
    )
    if result.refused:
        raise CannotSubmit(shortfalls=list(result.refused.values()))


def _declare(
    standing: Standing,
    secretary_name: str,
    filler_name: str,
    submit_key: str,
    person: User,
    moment: datetime.datetime,
) -> Submission:
    assessment = standing.assessment
    star = standing.decision.applied
    sheet = claimed_sheet(standing)
    submission = record_submission(
        assessment=assessment,
        content=freeze(standing, at=moment),
        total=sheet.total,
        level=standing.decision.provisional,
        star_applied=star,
        secretary_name=secretary_name.strip(),
        filler_name=filler_name.strip(),
        submit_key=submit_key,
        by=person,
        now=moment,
    )
    change_status(
        assessment=assessment,
        step=STEPS[Status(assessment.status)],
        by=person,
        now=moment,
        detail={
            "submission": submission.number,
            "sha256": submission.sha256,
            "star": star,
            "total": str(sheet.total),
        },
    )
    open_review(
        assessment=assessment,
        submission=submission,
        route=route(standing.rubric, star),
        sheet=sheet,
        by=person,
        now=moment,
    )
    return submission
