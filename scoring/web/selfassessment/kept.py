"""Where a changed fact does not reach another programme of the branch: it is declared already."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from scoring.assessments.models import Assessment
from scoring.facts.mapping import split_entry
from scoring.rubrics.queries import rubric_of
from scoring.web.programmes import cycle_name
from scoring.web.selfassessment.controls import period_label, shown
from scoring.web.selfassessment.sharing import typed_facts
from scoring.web.selfassessment.workbook import Workbook


def kept_elsewhere(book: Workbook, facts: Collection[str]) -> str:
    """Return which other programmes go on with the declared values of some facts, or nothing.

    Source: decisions 3, 14: what was declared does not change with the sheets.
    """
    return _("; ").join(
        _("“%(name)s” is declared already and still counts %(value)s as declared")
        % {"name": cycle_name(one.cycle), "value": values}
        for one in book.others
        if (values := _(", ").join(_values(book, one, facts)))
    )


def _values(book: Workbook, one: Assessment, facts: Collection[str]) -> Iterator[str]:
    """Yield the declared values that differ from what stands now, with month or quarter."""
    if not one.declared_facts:
        return
    read = typed_facts(rubric_of(one.cycle.rubric_version), book.definitions).intersection(facts)
    for place, value in one.declared_facts.items():
        year, _slash, entry = place.partition("/")
        key, number = split_entry(entry)
        if key not in read or _now(book, int(year), key, number) == value:
            continue
        definition = book.definitions[key]
        if number is None:
            yield shown(definition, value) or _("(empty)")
        else:
            text = _("(empty)") if value is None else f"{value} {definition.unit}".strip()
            yield f"{period_label(definition, int(year), number)} {text}"


def _now(book: Workbook, year: int, key: str, number: int | None) -> object:
    """Return what stands in the branch's sheet of a calendar year."""
    sheet = book.standing.sheets.get(year)
    entry = key if number is None else f"{key}:{number}"
    return sheet.value(entry) if sheet else None
