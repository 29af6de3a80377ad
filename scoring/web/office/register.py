"""The branch register as plain data: filters and sorting live in the address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from scoring.assessments.enums import Status
from scoring.engine.rubric import Rubric
from scoring.reports.rows import RatingRow

VETOED, NONE = "veto", "none"
ROWS_PER_PAGE = 50

SORTS: dict[str, Callable[[RatingRow], Any]] = {
    "unit": lambda row: (row.unit_path, row.code),
    "branch": lambda row: row.branch,
    "total": lambda row: row.total if row.total is not None else Decimal(-1),
    "status": lambda row: list(Status).index(Status(row.status)),
    "level": lambda row: row.shown_level,
}


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """One filter of the register."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Line:
    """One branch as the register shows it."""

    row: RatingRow
    level: str
    stars: int
    decided: bool
    status: str


def filters_of(query: QueryDict, rows: Iterable[RatingRow], rubric: Rubric) -> tuple[Filter, ...]:
    """Return the filters with what the address has chosen."""
    units = {row.unit_path: row.unit for row in rows}
    stars = [(level.id, level.name) for level in reversed(rubric.levels)]
    stars += [(NONE, _("no star")), (VETOED, _("One-vote veto"))]
    return (
        _filter(query, "unit", _("Unit"), sorted(units.items())),
        _filter(query, "star", _("Star"), stars),
        _filter(query, "status", _("State"), [(str(one), str(one.label)) for one in Status]),
    )


def _filter(query: QueryDict, name: str, label: str, options: list[tuple[str, str]]) -> Filter:
    chosen = query.get(name, "")
    choices = [Choice(value, text, value == chosen) for value, text in options]
    return Filter(name, label, (Choice("", _("all"), not chosen), *choices))


def lines_of(query: QueryDict, rows: Iterable[RatingRow], rubric: Rubric) -> list[Line]:
    """Return the branches that the filters leave, in the order that the address asks for."""
    kept = [row for row in rows if _fits(query, row)]
    key = query.get("sort", "unit")
    order = SORTS.get(key.removeprefix("-"), SORTS["unit"])
    kept.sort(key=order, reverse=key.startswith("-"))
    return [_line(row, rubric) for row in kept]


def _fits(query: QueryDict, row: RatingRow) -> bool:
    wanted = query.get("q", "").strip()
    return (
        query.get("unit", "") in ("", row.unit_path)
        and query.get("status", "") in ("", row.status)
        and query.get("star", "") in ("", _star(row))
        and (not wanted or wanted in row.branch or wanted in row.code)
    )


def _star(row: RatingRow) -> str:
    if row.vetoed:
        return VETOED
    return row.shown_level or NONE


def _line(row: RatingRow, rubric: Rubric) -> Line:
    level = rubric.level(row.shown_level) if row.shown_level else None
    name = level.name if level else _("no star")
    name = _("One-vote veto") if row.vetoed else name
    stars = level.stars if level and not row.vetoed else 0
    return Line(row, name, stars, row.decided, str(Status(row.status).label))
