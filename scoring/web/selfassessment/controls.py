"""Inputs of the filling pages as plain data: what the templates of ``entries/`` draw."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scoring.engine.book import MISSING
from scoring.engine.definitions import Column, FactDefinition, FactType
from scoring.organizations.enums import ProviderKind
from scoring.web import formats
from scoring.web.below import below_url, counted_here, how_counted
from scoring.web.selfassessment.members import register_hint
from scoring.web.selfassessment.workbook import Workbook

SPARE_ROWS = 3  # empty rows of a table, for browsers without script

KINDS = {
    FactType.BOOL: "yes_no",
    FactType.DATE: "date",
    FactType.ENUM: "select",
    FactType.SET: "set",
    FactType.TABLE: "table",
    FactType.TEXT: "text",
}


@dataclass(frozen=True)
class Option:
    """One choice of a list; ``detail`` stands small behind it."""

    value: str
    text: str
    chosen: bool = False
    id: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Cell:
    """One input of a table fact."""

    name: str
    label: str
    value: str
    kind: str
    options: Sequence[Option] = ()


@dataclass(frozen=True)
class Clash:
    """Two people changed one entry: both values, and who wrote the other one."""

    mine: str
    theirs: str
    who: str


class WithFault:
    """Anything with an input that may be refused."""

    id: str
    also: str = ""  # where else the same entry counts

    @property
    def fault_id(self) -> str:
        """Return the id of the sentence that says what is wrong."""
        return f"{self.id}-fault"


@dataclass(frozen=True)
class Control(WithFault):
    """One entry with its input. ``kind`` names the template that draws it."""

    kind: str
    entry: str
    id: str
    label: str
    version: int = 0
    value: str = ""
    unit: str = ""
    hint: str = ""
    fault: str = ""
    short: str = ""  # label of a month or quarter
    options: Sequence[Option] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    owner: str = ""  # whose fact it is, when it is locked
    repeat: str = ""  # number of the item that asks for the same entry above
    low: bool = False
    also: str = ""
    url: str = ""  # where those are listed from whom a locked fact is counted
    clash: Clash | None = None

    @property
    def template(self) -> str:
        """Return the template that draws this kind."""
        return f"selfassessment/entries/{self.kind}.html"


@dataclass(frozen=True)
class Troubles:
    """What a refused save left behind, by entry: sentences, what was typed, clashes."""

    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)


def input_id(entry: str) -> str:
    """Return the id of the input of an entry; ids hold no colon, slash or dot."""
    return "e-" + entry.translate(str.maketrans(":/.", "---"))


def fact_label(definition: FactDefinition) -> str:
    """Return a fact's name in the language of the reader."""
    return definition.zh if (get_language() or "zh").startswith("zh") else definition.en


def owner_label(definition: FactDefinition) -> str:
    """Return who provides a fact that the branch does not."""
    if definition.provider in ProviderKind.values:
        return str(ProviderKind(definition.provider).label)
    return _("the system")


def month_label(year: int, month: int) -> str:
    """Return the short name of a month."""
    return date_format(datetime.date(year, month, 1), _("M"))


def quarter_label(quarter: int) -> str:
    """Return the name of a quarter without its year."""
    return [_("Q1"), _("Q2"), _("Q3"), _("Q4")][quarter - 1]


def period_label(definition: FactDefinition, year: int, number: int) -> str:
    """Return a month or quarter with its year."""
    monthly = definition.type == FactType.INT_BY_MONTH
    short = month_label(year, number) if monthly else quarter_label(number)
    return f"{year_label(year)} {short}"


def year_label(year: int) -> str:
    """Return a calendar year."""
    return date_format(datetime.date(year, 1, 1), _("Y"))


def shown(definition: FactDefinition, value: Any) -> str:
    """Return a stored value as people read it, with its unit; nothing for nothing."""
    if value is None:
        return ""
    if definition.type == FactType.BOOL:
        return _("Yes") if value is True else _("No")
    if definition.type == FactType.SET:
        return "、".join(value) or _("none")
    if definition.type == FactType.DATE:
        return formats.day(datetime.date.fromisoformat(str(value)))
    if definition.type == FactType.TABLE:
        return _("%(count)s rows") % {"count": len(value)}
    return f"{value} {definition.unit}".strip()


def fact_controls(book: Workbook, key: str, troubles: Troubles) -> list[Control]:
    """Return the inputs of one fact: one, or one per month or quarter of the window."""
    definition = book.definitions[key]
    if counted_here(book.standing, key) is not None:
        return [_counted(book, definition)]
    if not definition.branch_owned or definition.computed:
        return [_locked(book, definition)]
    if definition.type in (FactType.INT_BY_MONTH, FactType.INT_BY_QUARTER):
        return _periods(book, definition, troubles)
    return [_single(book, definition, troubles)]


def _locked(book: Workbook, definition: FactDefinition) -> Control:
    entry = f"fact:{definition.key}"
    return Control(
        kind="locked",
        entry=entry,
        id=input_id(entry),
        label=fact_label(definition),
        value=shown(definition, _known(book, definition)),
        owner="" if definition.computed else owner_label(definition),
    )


def _counted(book: Workbook, definition: FactDefinition) -> Control:
    found = counted_here(book.standing, definition.key)
    how = how_counted(found) if found else ""
    url = below_url(book.assessment)
    return replace(_locked(book, definition), owner="", hint=how, url=url)


def _known(book: Workbook, definition: FactDefinition) -> Any:
    if definition.type in (FactType.INT_BY_MONTH, FactType.INT_BY_QUARTER):
        places = book.standing.book.periods(definition.key)
        values = [value for _year, _n, value in places if isinstance(value, int)]
        return sum(values) if values else None
    value = book.standing.book.get(definition.key)
    return None if value is MISSING else value


def _periods(book: Workbook, definition: FactDefinition, troubles: Troubles) -> list[Control]:
    monthly = definition.type == FactType.INT_BY_MONTH
    window = book.standing.book.window
    controls = []
    for year, n in window.months() if monthly else window.quarters():
        entry = f"fact:{definition.key}:{year}-{n}"
        short = month_label(year, n) if monthly else quarter_label(n)
        held = book.held(entry)
        value = troubles.typed.get(entry, held.value)
        controls.append(
            Control(
                kind="period",
                entry=entry,
                id=input_id(entry),
                label=f"{fact_label(definition)} {period_label(definition, year, n)}",
                short=short,
                version=held.version,
                value="" if value is None else str(value),
                unit=definition.unit,
                fault=troubles.faults.get(entry, ""),
                clash=troubles.clashes.get(entry),
            )
        )
    return controls


def _single(book: Workbook, definition: FactDefinition, troubles: Troubles) -> Control:
    entry = f"fact:{definition.key}"
    held = book.held(entry)
    value = troubles.typed.get(entry, held.value)
    kind = KINDS.get(definition.type, "number")
    before = shown(definition, book.before(definition.key))
    return Control(
        kind=kind,
        entry=entry,
        id=input_id(entry),
        label=fact_label(definition),
        version=held.version,
        value="" if value is None or kind in ("set", "table", "yes_no") else str(value),
        unit=definition.unit,
        hint=_hint(before, register_hint(book, definition.key)),
        fault=troubles.faults.get(entry, ""),
        clash=troubles.clashes.get(entry),
        options=_options(definition, entry, value),
        heads=[column_label(column) for column in definition.columns],
        rows=_rows(definition, entry, value) if kind == "table" else (),
    )


def _hint(before: str, registered: str) -> str:
    last_year = _("Last year: %(value)s") % {"value": before} if before else ""
    return _("; ").join(part for part in (last_year, registered) if part)


def _options(definition: FactDefinition, entry: str, value: Any) -> list[Option]:
    if definition.type == FactType.BOOL:
        said = str(value).lower()
        pairs = [("true", _("Yes")), ("false", _("No"))]
        return [Option(v, text, said == v, f"{input_id(entry)}-{v}") for v, text in pairs]
    chosen = value if isinstance(value, list) else [value]
    return [
        Option(option, option, option in chosen, f"{input_id(entry)}-{n}")
        for n, option in enumerate(definition.options)
    ]


def column_label(column: Column) -> str:
    """Return the heading of a table fact's column in the language of the reader."""
    return column.zh if (get_language() or "zh").startswith("zh") else column.en


def _rows(definition: FactDefinition, entry: str, value: Any) -> list[list[Cell]]:
    rows = value if isinstance(value, list) else []
    return [
        [_cell(entry, n, column, row.get(column.key)) for column in definition.columns]
        for n, row in enumerate([*rows, *({} for _spare in range(SPARE_ROWS))], 1)
    ]


def _cell(entry: str, number: int, column: Column, value: Any) -> Cell:
    text = "" if value is None else str(value)
    options: list[Option] = []
    if column.type == FactType.BOOL:
        pairs = [("true", _("Yes")), ("false", _("No"))]
        options = [Option(v, word, text.lower() == v) for v, word in pairs]
    elif column.options:
        options = [Option(one, one, one == text) for one in column.options]
    label = _("%(column)s, row %(number)s") % {"column": column_label(column), "number": number}
    kind = "select" if options else KINDS.get(column.type, "number")
    return Cell(f"{entry}/{number}/{column.key}", label, text, kind, options)
