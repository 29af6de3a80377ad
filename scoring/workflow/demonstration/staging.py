"""Put the whole demonstration on stage: some years, every state of the life cycle."""

import datetime
import random
from collections.abc import Callable

from django.utils.translation import gettext as _

from scoring.rubrics.queries import latest_published
from scoring.workflow.demonstration.aftermath import reinspect, veto_one
from scoring.workflow.demonstration.people import Cast, cast_all
from scoring.workflow.demonstration.plan import Calendar, Part, calendar, parts
from scoring.workflow.demonstration.season import Season
from scoring.workflow.demonstration.story import (
    PROGRAMME,
    extend_one,
    open_season,
    play,
    publish,
)

YEARS = 3


def stage(
    *,
    branches: int,
    year: int,
    seed: int,
    now: datetime.datetime,
    years: int = YEARS,
    say: Callable[[str], None] = lambda _: None,
) -> Cast:
    """Make the tree, the people and ``years`` years; the same arguments give the same data.

    ``year`` is the last of them; its cycle is still open, with nine days to declare.
    ``say`` hears about every finished year.
    """
    version = latest_published(PROGRAMME)
    first = year - years + 1
    cast = cast_all(branches=branches, year=year, seed=seed, now=calendar(first, now).opened)
    for current in range(first, year + 1):
        chance = random.Random(f"{seed}/{current}")  # noqa: S311 - invented data, not secrets
        days = calendar(current, now, current=current == year)
        season = open_season(cast, version, current, days, chance)
        _play_year(season, first_year=current == first, is_last=current == year)
        say(_("Year %(year)s is there.") % {"year": current})
        if current < year:
            _afterwards(season, calendar(current + 1, now, current=current + 1 == year), now)
    return cast


def _play_year(season: Season, *, first_year: bool, is_last: bool) -> None:
    planned: dict[int, Part] = {}
    for number, unit in enumerate(season.cast.units):
        plan = parts(
            year=season.cycle.year,
            unit=number,
            size=len(unit.branches),
            current=is_last,
            chance=season.chance,
        )
        play(season, unit, plan, first_year=first_year)
        planned |= {one.pk: part for one, part in zip(unit.branches, plan, strict=True)}
    publish(season, planned)
    if is_last:
        extend_one(season)


def _afterwards(season: Season, following: Calendar, now: datetime.datetime) -> None:
    """Re-inspect before the next cycle opens; the year before last also has its veto."""
    june = datetime.datetime(season.cycle.year + 1, 6, 10, 10, 0, tzinfo=now.tzinfo)
    day = min(june, following.opened - datetime.timedelta(days=5))
    if day.year > season.cycle.year:  # a star is re-inspected from the next year on
        reinspect(season.cast, season.cycle, day)
    if following.opened < now:
        veto_one(season.cast, season.cycle, day + datetime.timedelta(days=2))
