"""Which branch reaches what: a plan drawn from the seed before anything is written."""

import datetime
import enum
import random
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.windows import default_window
from scoring.workflow.demonstration.content import Profile


class Stage(enum.IntEnum):
    """How far a branch gets in one cycle."""

    UNTOUCHED = 0
    STARTED = 1
    FILLED = 2
    SUBMITTED = 3
    IN_REVIEW = 4
    RETURNED = 5
    VISITED = 6
    CONCLUDED = 7
    SENT_BACK = 8
    APPROVED = 9
    PUBLICIZED = 10
    CONFIRMED = 11


# The first unit's branches show one state each; the others are mostly on their way.
CURRENT = (
    Stage.FILLED,
    Stage.STARTED,
    Stage.SUBMITTED,
    Stage.IN_REVIEW,
    Stage.RETURNED,
    Stage.CONCLUDED,
    Stage.APPROVED,
    Stage.PUBLICIZED,
    Stage.CONFIRMED,
    Stage.UNTOUCHED,
)
LATER = (
    Stage.CONFIRMED,
    Stage.PUBLICIZED,
    Stage.CONFIRMED,
    Stage.APPROVED,
    Stage.SUBMITTED,
    Stage.VISITED,
    Stage.CONFIRMED,
    Stage.SENT_BACK,
    Stage.STARTED,
    Stage.SUBMITTED,
)


@dataclass(frozen=True)
class Part:
    """One branch in one cycle: what it is like, what it applies for, how far it gets."""

    profile: Profile
    star: str
    stage: Stage


@dataclass(frozen=True)
class Calendar:
    """When the steps of one cycle happen."""

    opened: datetime.datetime
    declare_by: datetime.datetime
    provided: datetime.datetime
    submitted: datetime.datetime
    concluded: datetime.datetime
    approved: datetime.datetime
    published: datetime.datetime
    confirmed: datetime.datetime


def parts(*, year: int, unit: int, size: int, current: bool, chance: random.Random) -> list[Part]:
    """Return the plan of one unit's branches in one year, by place."""
    ranks = list(range(1, size + 1))
    # The demonstration's secretary leads the first unit, so that five stars are within reach.
    steady = ranks[:1] + chance.sample(ranks[1:], size - 1) if unit == 0 else ranks
    if unit:
        chance.shuffle(steady)
    stages = (CURRENT if unit == 0 else LATER) if current else (Stage.CONFIRMED,) * size
    return [_part(year, unit, place, rank, stages, chance) for place, rank in enumerate(steady)]


def _part(
    year: int,
    unit: int,
    place: int,
    rank: int,
    stages: tuple[Stage, ...],
    chance: random.Random,
) -> Part:
    star, least, most = _reach(rank)
    loss = Decimal(chance.randint(least * 10, most * 10)) / 10
    small = place == 8  # the ninth branch of each unit has no committee
    profile = Profile(
        number=unit * 100 + place + 1,
        year=year,
        members=5 if small else 9 + (unit * 7 + place * 5) % 14 + year % 3,
        loss=loss,
        rank=rank,
        honoured=rank <= 2,
        small=small,
    )
    stage = stages[place % len(stages)]
    return Part(profile, star, stage)


def _reach(rank: int) -> tuple[str, int, int]:
    """Return the star applied for and the range of points lost, by rank within the unit."""
    if rank == 1:
        return "five", 0, 2
    if rank in (2, 3):
        return "four", 5, 9
    if rank in (9, 10):
        return "three", 18, 28
    return "three", 8, 17


def calendar(year: int, now: datetime.datetime, *, current: bool = False) -> Calendar:
    """Return the dates of one cycle: fixed days of the year, or days before ``now``."""
    if current:
        zone = now.tzinfo
        due = datetime.datetime.combine((now + datetime.timedelta(days=9)).date(), CLOSING, zone)
        early = (now - datetime.timedelta(days=DAYS_BEFORE["submitted"])).date()
        days = DAYS_BEFORE if early > default_window(year).end else HURRIED
        return Calendar(declare_by=due, **_before(now, days))
    return _of_year(year, now.tzinfo)


CLOSING = datetime.time(17, 30)
DAYS_BEFORE = {
    "opened": 60,
    "provided": 50,
    "submitted": 40,
    "concluded": 26,
    "approved": 24,
    "published": 21,
    "confirmed": 6,
}


# Asked for a year whose window has only just ended, everybody hurries.
HURRIED = DAYS_BEFORE | {
    "submitted": 18,
    "concluded": 17,
    "approved": 17,
    "published": 16,
    "confirmed": 1,
}


def newest_year(now: datetime.datetime) -> int:
    """Return the newest year whose window had ended when the open cycle's branches declare.

    Nobody declares before the day after the window, so it has to end on an earlier day.
    """
    day = now.date() - datetime.timedelta(days=DAYS_BEFORE["submitted"] + 1)
    return day.year if day > default_window(day.year).end else day.year - 1


def _before(now: datetime.datetime, days: dict[str, int]) -> dict[str, datetime.datetime]:
    return {step: now - datetime.timedelta(days=count) for step, count in days.items()}


def _of_year(year: int, zone: datetime.tzinfo | None) -> Calendar:
    def at(month: int, day: int) -> datetime.datetime:
        return datetime.datetime(year, month, day, 10, 0, tzinfo=zone)

    return Calendar(
        opened=at(9, 15),
        declare_by=datetime.datetime.combine(datetime.date(year, 10, 31), CLOSING, zone),
        provided=at(10, 9),
        submitted=at(10, 21),
        concluded=at(11, 6),
        approved=at(11, 9),
        published=at(11, 12),
        confirmed=at(11, 28),
    )
