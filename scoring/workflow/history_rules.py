"""What one row of a workbook of past years means, or the reason why it cannot be taken."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.engine.facts import FactDefinition, FactError, FactType, Window, check_value
from scoring.engine.numbers import EntryError, parse_date, parse_number
from scoring.engine.results import Reason
from scoring.engine.rubric import Level, Rubric
from scoring.facts.attesting import PastEvent
from scoring.organizations.models import Organization
from scoring.ratings.history_rows import FACTS, INCIDENTS, NO_LEVEL, RATINGS, HistoryRow

FIRST_YEAR = 2000
REFERENCE, NAME = 120, 40  # characters
UNFIT = (FactType.TABLE, FactType.SET, FactType.INT_BY_MONTH, FactType.INT_BY_QUARTER)


class RowFault(ValueError):
    """A row that cannot be taken: the column to look at, and why."""

    def __init__(self, column: str, code: str, **data: Any) -> None:
        """Keep both."""
        super().__init__(code)
        self.column = column
        self.reason = Reason(code, data)


@dataclass(frozen=True)
class NewRating:
    """A level given in a past year; ``level`` is "" for none."""

    organization_id: int
    programme: str
    year: int
    level: str
    name: str
    stars: int
    on: datetime.date
    reference: str


@dataclass(frozen=True)
class NewFact:
    """The value of a yearly fact of a past year, canonical."""

    organization_id: int
    year: int
    fact: str
    value: Any
    reference: str


Past = NewRating | PastEvent | NewFact


@dataclass(frozen=True)
class Setting:
    """What rows are read against: who may be named, what exists, what this system rates itself.

    ``rated`` holds (organization, programme, year) of every assessment here; ``windows`` the days
    that count for them; ``own`` the organizations at which the person works.
    """

    organizations: Mapping[str, Organization]  # by code
    own: frozenset[int]
    rubrics: Mapping[str, Rubric]  # by every word that names one
    definitions: Mapping[str, FactDefinition]
    labels: Mapping[str, str]  # fact key by name
    rated: frozenset[tuple[int, str, int]]
    windows: Mapping[int, tuple[Window, ...]]
    today: datetime.date

    def years_here(self, organization: int) -> frozenset[int]:
        """Return the years that this system rates itself, in any programme."""
        return frozenset(window.year for window in self.windows.get(organization, ()))


def read_row(row: HistoryRow, setting: Setting) -> Past:
    """Return what a row says.

    Raises:
        RowFault: with the column and the reason.
    """
    organization = _organization(row, setting)
    if len(row.cells["reference"]) > REFERENCE:
        raise RowFault("reference", "history_too_long", limit=REFERENCE)
    return _READERS[row.sheet](row, organization, setting)


def _organization(row: HistoryRow, setting: Setting) -> Organization:
    code, name = row.cells["code"], row.cells.get("organization", "")
    found = setting.organizations.get(code)
    if found is None:
        raise RowFault("code", "history_code_unknown", text=code[:40])
    if name and name not in (found.name, found.short_name):
        raise RowFault("organization", "history_name_differs", text=found.name)
    if found.pk in setting.own:
        raise RowFault("code", "history_own_branch")
    return found


def _rating(row: HistoryRow, organization: Organization, setting: Setting) -> NewRating:
    rubric = setting.rubrics.get(row.cells["programme"])
    if rubric is None:
        raise RowFault("programme", "history_programme_unknown", text=row.cells["programme"][:80])
    year = _year(row, setting.today.year)
    if (organization.pk, rubric.id, year) in setting.rated:
        raise RowFault("year", "history_year_here", year=year)
    level = _level(row.cells["level"], rubric)
    return NewRating(
        organization_id=organization.pk,
        programme=rubric.id,
        year=year,
        level=level.id if level else "",
        name=level.name[:NAME] if level else "",
        stars=level.stars if level else 0,
        on=_day(row, setting.today),
        reference=row.cells["reference"],
    )


def _level(word: str, rubric: Rubric) -> Level | None:
    if word == NO_LEVEL:
        return None
    for level in rubric.levels:
        if word in (level.id, level.name, level.name_en) or word == str(level.stars or ""):
            return level
    names = [level.name for level in rubric.levels]
    raise RowFault("level", "history_level_unknown", text=word[:40], options=names)


def _incident(row: HistoryRow, organization: Organization, setting: Setting) -> PastEvent:
    definition = _definition(row, setting)
    if definition.type != FactType.COUNT_BY_YEAR:
        raise RowFault("fact", "history_not_counted", fact=definition.label)
    day = _day(row, setting.today)
    for window in setting.windows.get(organization.pk, ()):
        if window.contains(day):
            raise RowFault("on", "history_day_here", year=window.year)
    return PastEvent(
        organization_id=organization.pk,
        fact=definition.key,
        on=day,
        reference=row.cells["reference"],
        note=row.cells.get("note", ""),
    )


def _fact(row: HistoryRow, organization: Organization, setting: Setting) -> NewFact:
    definition = _definition(row, setting)
    if definition.computed or definition.type in UNFIT:
        raise RowFault("fact", "history_fact_unfit", fact=definition.label)
    year = _year(row, setting.today.year - 1)
    if year in setting.years_here(organization.pk):
        raise RowFault("year", "history_year_here", year=year)
    try:
        value = check_value(definition, row.cells["value"])
    except FactError as error:
        raise RowFault("value", error.reason.code, **error.reason.data) from error
    return NewFact(organization.pk, year, definition.key, value, row.cells["reference"])


def _definition(row: HistoryRow, setting: Setting) -> FactDefinition:
    word = row.cells["fact"]
    key = word if word in setting.definitions else setting.labels.get(word, "")
    if not key:
        raise RowFault("fact", "history_fact_unknown", text=word[:80])
    return setting.definitions[key]


def _year(row: HistoryRow, last: int) -> int:
    try:
        year = int(parse_number(row.cells["year"], whole=True))
    except EntryError as error:
        raise RowFault("year", error.code, **error.data) from error
    if not FIRST_YEAR <= year <= last:
        raise RowFault("year", "history_year_outside", first=FIRST_YEAR, last=last)
    return year


def _day(row: HistoryRow, today: datetime.date) -> datetime.date:
    try:
        day = parse_date(row.cells["on"])
    except EntryError as error:
        raise RowFault("on", error.code, **error.data) from error
    if day.year < FIRST_YEAR or day > today:
        raise RowFault("on", "history_day_outside", first=FIRST_YEAR)
    return day


_READERS: dict[str, Callable[[HistoryRow, Organization, Setting], Past]] = {
    RATINGS: _rating,
    INCIDENTS: _incident,
    FACTS: _fact,
}
