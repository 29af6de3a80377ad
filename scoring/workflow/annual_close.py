"""Close a year: who has not declared by then is not declared. Safe to run again."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from scoring.assessments.actions import change_status
from scoring.assessments.enums import OPEN, Status
from scoring.assessments.models import Assessment, Cycle
from scoring.audit.actions import record
from scoring.common.refusals import Refusal
from scoring.organizations.models import User
from scoring.ratings.models import Standing
from scoring.ratings.permissions import check_can_run_cycle
from scoring.ratings.rechecking import disagreements, rechecked
from scoring.ratings.standings import Standings, standings_at, write_standings


class StandingsDisagree(Refusal):
    """Points or levels are not what was decided; the cycle stays as it is.

    Data: ``cycle`` and ``assessments``, the ids of those branches.
    """


@dataclass
class Closing:
    """What a run did, and what keeps cycles open. Ids of assessments and cycles."""

    not_declared: list[int] = field(default_factory=list)
    still_open: dict[str, list[int]] = field(default_factory=dict)  # status -> assessments
    closed: list[int] = field(default_factory=list)
    ranked: int = 0  # branches whose standing was written


def close_year(*, year: int, by: User, now: datetime.datetime) -> Closing:
    """Close the cycles of a year as far as they can be closed, each in its own transaction.

    Branches that still fill in past their own deadline become "not declared". A cycle is closed
    when nothing in it is undecided; where every branch then stands, in its unit and in the
    cycle, is written in the same transaction. Nothing is confirmed here. A second run finds
    nothing left to do; a run that was cut off is finished by the next. A cycle that was closed
    before standings were kept gets those of its closing day.

    Raises:
        StandingsDisagree: points or levels of some branches are not what was decided.
        NotOffice, OwnBranchRating: the person does not run the office of one of the cycles;
            cycles before it stay closed.

    Source: reliability.md §3, I4; decisions.md 17.
    """
    done = Closing()
    branches = Assessment.objects.filter(cycle=OuterRef("pk"))
    standings = Standing.objects.filter(assessment__cycle=OuterRef("pk"))
    unranked = Exists(branches) & ~Exists(standings)
    left = Cycle.objects.filter(Q(closed_at__isnull=True) | unranked, year=year)
    for cycle in left.order_by("pk"):
        _close_cycle(cycle, done, by, now)
    return done


@transaction.atomic
def _close_cycle(cycle: Cycle, done: Closing, person: User, moment: datetime.datetime) -> None:
    cycle = (
        Cycle.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organization", "rubric_version")
        .defer("rubric_version__document")
        .get(pk=cycle.pk)
    )
    check_can_run_cycle(person, cycle.organization)
    if cycle.closed_at is not None:
        _rank_closed(cycle, done, person, moment)
        return
    late = _late(cycle, moment)
    expiring = {one.pk for one in late}
    undecided = Assessment.objects.filter(cycle=cycle, status__in=OPEN).order_by("pk")
    waiting = [one for one in undecided.values_list("pk", "status") if one[0] not in expiring]
    for pk, status in waiting:
        done.still_open.setdefault(status, []).append(pk)
    # Before the first event: the head of the chain, once held, keeps everybody else waiting.
    standings = None if waiting else _checked_standings(cycle, moment)
    for one in late:
        change_status(assessment=one, step="close", by=person, now=moment)
        done.not_declared.append(one.pk)
    if standings is not None:
        Cycle.objects.filter(pk=cycle.pk).update(closed_at=moment, closed_by=person)
        detail = _keep(standings, done)
        record(
            action="close_cycle", about=("cycle", cycle.pk), by=person, now=moment, detail=detail
        )
        done.closed.append(cycle.pk)


def _rank_closed(cycle: Cycle, done: Closing, person: User, moment: datetime.datetime) -> None:
    """Write the standings of a cycle that was closed without; nothing if it has them by now."""
    if cycle.closed_at and not Standing.objects.filter(assessment__cycle=cycle).exists():
        detail = _keep(_checked_standings(cycle, cycle.closed_at), done)
        record(action="rank_cycle", about=("cycle", cycle.pk), by=person, now=moment, detail=detail)


def _checked_standings(cycle: Cycle, at: datetime.datetime) -> Standings:
    """Return the standings that held at a moment.

    Raises:
        StandingsDisagree: they are not what was decided.
    """
    standings = standings_at(cycle, at)
    wrong = disagreements(cycle, standings)
    if wrong:
        raise StandingsDisagree(cycle=cycle.pk, assessments=wrong)
    return standings


def _keep(standings: Standings, done: Closing) -> dict[str, int]:
    """Write the standings; return the counts for the event."""
    written = write_standings(standings)
    done.ranked += written
    return {"standings": written, "scored_again": int(rechecked(standings).sum())}


def _late(cycle: Cycle, moment: datetime.datetime) -> list[Assessment]:
    """Return what is still filled in past its own deadline; everything filled in gets locked."""
    filling = (
        Assessment.objects.select_for_update(of=("self",), no_key=True)
        .filter(cycle=cycle, status=Status.FILLING)
        .only("cycle", "status", "version", "extended_until", "return_due")
        .order_by("pk")
    )
    late = []
    for one in filling.iterator():
        one.cycle = cycle
        if moment > one.deadline():
            late.append(one)
    return late
