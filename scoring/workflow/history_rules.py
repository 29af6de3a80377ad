"""What one row of a workbook of past years means, or the reason why it cannot be taken."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from scoring.engine.facts import FactDefinition, FactError, FactType, Window, check_value
from scoring.engine.numbers import EntryError, parse_date, parse_number
from scoring.engine.results import Reason
from scoring.engine.rubric import Rubric
from scoring.facts.attesting import PastEvent
from scoring.organizations.models import Organization
from scoring.ratings.history_rows import FACTS, INCIDENTS, NO_LEVEL, RATINGS, HistoryRow

T = TypeVar("T")

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


class RowFaults(ValueError):
    """Every fault of one row, in the order in which its cells are read."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        """Keep them."""
        super().__init__(len(faults))
        self.faults = tuple(faults)


class _Found:
    """The faults of one row, gathered while its cells are read one by one."""

    def __init__(self) -> None:
        self.faults: list[RowFault] = []

    def of(self, read: Callable[[], T]) -> T | None:
        """Return what a reader gives; None, and its fault kept, where it cannot."""
        try:
            return read()
        except RowFault as fault:
            self.faults.append(fault)
            return None


def read_row(row: HistoryRow, setting: Setting) -> Past:
    """Return what a row says.

    Raises:
        RowFaults: with the column and the reason of everything that is wrong.
    """
    found = _Found()
    organization = found.of(lambda: _organization(row, setting))
    past = _READERS[row.sheet](row, organization, setting, found)
    if len(row.cells["reference"]) > REFERENCE:
        found.faults.append(RowFault("reference", "history_too_long", limit=REFERENCE))
    if past is None or found.faults:
        raise RowFaults(found.faults)
    return past


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


def _rating(
    row: HistoryRow, organization: Organization | None, setting: Setting, found: _Found
) -> NewRating | None:
    rubric = found.of(lambda: _programme(row, setting))
    year = found.of(lambda: _year(row, setting.today.year))
    if organization and rubric and (organization.pk, rubric.id, year) in setting.rated:
        found.faults.append(RowFault("year", "history_year_here", year=year))
    given = found.of(lambda: _level(row.cells["level"], rubric)) if rubric else None
    day = found.of(lambda: _day(row, setting.today))
    if organization is None or rubric is None or year is None or given is None or day is None:
        return None
    level, name, stars = given
    return NewRating(
        organization_id=organization.pk,
        programme=rubric.id,
        year=year,
        level=level,
        name=name,
        stars=stars,
        on=day,
        reference=row.cells["reference"],
    )


def _programme(row: HistoryRow, setting: Setting) -> Rubric:
    rubric = setting.rubrics.get(row.cells["programme"])
    if rubric is None:
        raise RowFault("programme", "history_programme_unknown", text=row.cells["programme"][:80])
    return rubric


def _level(word: str, rubric: Rubric) -> tuple[str, str, int]:
    """Return id, name and stars of the level; nothing of each where none was given."""
    if word == NO_LEVEL:
        return "", "", 0
    for level in rubric.levels:
        if word in (level.id, level.name, level.name_en) or word == str(level.stars or ""):
            return level.id, level.name[:NAME], level.stars
    names = [level.name for level in rubric.levels]
    raise RowFault("level", "history_level_unknown", text=word[:40], options=names)


def _incident(
    row: HistoryRow, organization: Organization | None, setting: Setting, found: _Found
) -> PastEvent | None:
    definition = found.of(lambda: _counted(row, setting))
    day = found.of(lambda: _day(row, setting.today))
    if organization and day:
        held = setting.windows.get(organization.pk, ())
        here = next((window for window in held if window.contains(day)), None)
        if here is not None:
            found.faults.append(RowFault("on", "history_day_here", year=here.year))
    if organization is None or definition is None or day is None:
        return None
    return PastEvent(
        organization_id=organization.pk,
        fact=definition.key,
        on=day,
        reference=row.cells["reference"],
        note=row.cells.get("note", ""),
    )


def _fact(
    row: HistoryRow, organization: Organization | None, setting: Setting, found: _Found
) -> NewFact | None:
    definition = found.of(lambda: _yearly(row, setting))
    year = found.of(lambda: _year(row, setting.today.year - 1))
    if organization and year in setting.years_here(organization.pk):
        found.faults.append(RowFault("year", "history_year_here", year=year))
    if definition is None:
        return None
    value = found.of(lambda: _value(row, definition))
    if organization is None or year is None or found.faults:
        return None
    return NewFact(organization.pk, year, definition.key, value, row.cells["reference"])


def _counted(row: HistoryRow, setting: Setting) -> FactDefinition:
    definition = _definition(row, setting)
    if definition.type != FactType.COUNT_BY_YEAR:
        raise RowFault("fact", "history_not_counted", fact=definition.label)
    return definition


def _yearly(row: HistoryRow, setting: Setting) -> FactDefinition:
    definition = _definition(row, setting)
    if definition.computed or definition.type in UNFIT:
        raise RowFault("fact", "history_fact_unfit", fact=definition.label)
    return definition


def _value(row: HistoryRow, definition: FactDefinition) -> Any:
    try:
        return check_value(definition, row.cells["value"])
    except FactError as error:
        raise RowFault("value", error.reason.code, **error.reason.data) from error


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


_READERS: dict[str, Callable[[HistoryRow, Organization | None, Setting, _Found], Past | None]] = {
    RATINGS: _rating,
    INCIDENTS: _incident,
    FACTS: _fact,
}
