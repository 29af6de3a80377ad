"""Close a year: who has not declared by then is not declared. Safe to run again."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction

from scoring.assessments.actions import change_status, lock_assessment
from scoring.assessments.enums import OPEN, Status
from scoring.assessments.models import Assessment, Cycle
from scoring.audit.actions import record
from scoring.organizations.models import User
from scoring.ratings.permissions import check_can_decide


@dataclass
class Closing:
    """What a run did, and what keeps cycles open. Ids of assessments and cycles."""

    not_declared: list[int] = field(default_factory=list)
    still_open: dict[str, list[int]] = field(default_factory=dict)  # status -> assessments
    closed: list[int] = field(default_factory=list)


def close_year(*, year: int, by: User, now: datetime.datetime) -> Closing:
    """Close the cycles of a year as far as they can be closed, each in its own transaction.

    Branches that still fill in past their own deadline become "not declared". A cycle is closed
    when nothing in it is undecided. Nothing is confirmed here. A second run finds nothing left
    to do; a run that was cut off is finished by the next.

    Raises:
        NotOffice, OwnBranchRating: the person does not run the office of one of the cycles;
            cycles before it stay closed.

    Source: reliability.md §3, I4; decisions.md 17.
    """
    done = Closing()
    for cycle in Cycle.objects.filter(year=year, closed_at__isnull=True).order_by("pk"):
        _close_cycle(cycle, done, by, now)
    return done


@transaction.atomic
def _close_cycle(cycle: Cycle, done: Closing, person: User, moment: datetime.datetime) -> None:
    cycle = (
        Cycle.objects.select_for_update(of=("self",))
        .select_related("organization")
        .get(pk=cycle.pk)
    )
    if cycle.closed_at is not None:
        return
    check_can_decide(person, cycle.organization)
    filling = Assessment.objects.filter(cycle=cycle, status=Status.FILLING).order_by("pk")
    for waiting in filling:
        if _expire(waiting, person, moment):
            done.not_declared.append(waiting.pk)
    undecided = Assessment.objects.filter(cycle=cycle, status__in=OPEN).order_by("pk")
    for pk, status in undecided.values_list("pk", "status"):
        done.still_open.setdefault(status, []).append(pk)
    if not undecided.exists():
        _mark_closed(cycle, person, moment)
        done.closed.append(cycle.pk)


def _expire(waiting: Assessment, person: User, moment: datetime.datetime) -> bool:
    assessment = lock_assessment(waiting)
    if assessment.status != Status.FILLING or moment <= assessment.deadline():
        return False
    change_status(assessment=assessment, step="close", by=person, now=moment)
    return True


def _mark_closed(cycle: Cycle, person: User, moment: datetime.datetime) -> None:
    Cycle.objects.filter(pk=cycle.pk, closed_at__isnull=True).update(
        closed_at=moment, closed_by=person
    )
    record(action="close_cycle", about=("cycle", cycle.pk), by=person, now=moment)
