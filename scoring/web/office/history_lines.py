"""What would be attested, row by row: about whom, of which year, what, on which proof."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scoring.facts.attesting import PastEvent
from scoring.facts.mapping import definitions
from scoring.organizations.models import Organization
from scoring.web import formats
from scoring.web.errors import language
from scoring.workflow.history_plan import HistoryPlan, programmes
from scoring.workflow.history_rules import NewFact, NewRating, Past

MOST_LINES = 200  # listed before attesting


@dataclass(frozen=True)
class RowLine:
    """One row that would be new."""

    branch: str
    year: int
    what: str
    proof: str


def row_lines(plan: HistoryPlan) -> tuple[tuple[RowLine, ...], str]:
    """Return the first new rows in the order of the sheets, and how many more there are in words.

    The number of queries does not grow with the rows.
    """
    rows: list[Past] = [*plan.ratings, *plan.incidents, *plan.facts]
    shown = rows[:MOST_LINES]
    held = Organization.objects.filter(pk__in={one.organization_id for one in shown})
    names = dict(held.values_list("pk", "name"))
    lines = tuple(_lines(shown, names))
    hidden = len(rows) - len(lines)
    more = _("%(count)s more rows are not listed") % {"count": hidden} if hidden else ""
    return lines, more


def _lines(rows: list[Past], names: dict[int, str]) -> Iterator[RowLine]:
    standards = {rubric.id: rubric.name for rubric in programmes().values()}
    for one in rows:
        year = one.on.year if isinstance(one, PastEvent) else one.year
        yield RowLine(names[one.organization_id], year, _what(one, standards), one.reference)


def _what(one: Past, standards: dict[str, str]) -> str:
    if isinstance(one, NewRating):
        decided = _("decided %(day)s") % {"day": formats.day(one.on)}
        return f"{one.name or _('No level')}，{standards[one.programme]}，{decided}"
    label = definitions()[one.fact].label[language()]
    if isinstance(one, NewFact):
        return f"{label}：{_value(one.value)}"
    day = formats.day(one.on)
    return f"{label}，{day}，{one.note}" if one.note else f"{label}，{day}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
