"""Between rows and the engine: definitions, entry keys, sheets and the book."""

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from scoring.audit.models import Event
from scoring.engine.facts import (
    MISSING,
    FactBook,
    FactType,
    Incident,
    OrganizationFacts,
    Window,
    default_window,
    read_definitions,
)
from scoring.engine.facts import FactDefinition as Definition
from scoring.facts.models import FactDefinition, Record
from scoring.organizations.models import Organization

PERIODS = {FactType.INT_BY_MONTH: 12, FactType.INT_BY_QUARTER: 4}
LOOK_BACK_YEARS = 3  # sheets Y-3..Y: three windows of a look-back begin in the year before
FORMAT = "branchstd-facts/1"
ATTESTED = "attested"  # marks an entry of a past year that an office attested with proof
LOADED = "facts.loaded"  # the event of a load; its detail keeps what was there before

_STAMP = f"SELECT MAX(id), COUNT(id) FROM {FactDefinition._meta.db_table}"  # noqa: S608 - no input

_known: dict[str, dict[str, Definition]] = {}


def definitions() -> dict[str, Definition]:
    """Return every fact definition by key, read once per process and load.

    A load in another process is noticed by new rows; whoever changes rows in place calls
    ``forget_definitions``.
    """
    with connection.cursor() as cursor:  # asked with every score: the ORM would cost more
        cursor.execute(_STAMP)
        stamp = ":".join(map(str, cursor.fetchone()))
    if stamp not in _known:
        fresh = _read(_stored())
        _known.clear()
        _known[stamp] = fresh
    return _known[stamp]


def forget_definitions() -> None:
    """Read the definitions again at the next use."""
    _known.clear()


def definitions_at(moment: datetime.datetime) -> dict[str, Definition]:
    """Return the definitions as they stood at a moment, so that old decisions can be repeated.

    Names and derivations may change with a load; types never do. Facts added since are kept.
    """
    later = Event.objects.filter(action=LOADED, happened_at__gt=moment).order_by("-sequence")
    before: dict[str, str] = {}
    for detail in later.values_list("detail", flat=True):
        before |= detail.get("before", {})  # the oldest of the later loads has the last word
    if not before:
        return definitions()
    rows = FactDefinition.objects.order_by("position", "pk").values_list("key", "document")
    return _read([json.loads(before[key]) if key in before else row for key, row in rows])


def _stored() -> list[dict[str, Any]]:
    rows = FactDefinition.objects.order_by("position", "pk")
    return list(rows.values_list("document", flat=True))


def _read(rows: list[dict[str, Any]]) -> dict[str, Definition]:
    if not rows:
        return {}
    providers = {row["provider"]: {"zh": row["provider"], "en": row["provider"]} for row in rows}
    return read_definitions({"format": FORMAT, "providers": providers, "facts": rows})


def split_entry(entry: str) -> tuple[str, int | None]:
    """Return (fact key, month or quarter) of a sheet's entry key. Raises ValueError."""
    key, colon, period = entry.partition(":")
    return key, int(period) if colon else None


def sheet_values(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Return fact key -> canonical value of a sheet's entries; cleared entries are left out."""
    values: dict[str, Any] = {}
    for entry, held in entries.items():
        if held["value"] is None:
            continue
        key, colon, period = entry.partition(":")
        if colon:
            values.setdefault(key, {})[period] = held["value"]
        else:
            values[key] = held["value"]
    return values


def attested_in(sheets: Mapping[int, Mapping[str, Any]]) -> frozenset[tuple[str, int]]:
    """Return the (fact, year) attested for past years; ``sheets`` maps years to their entries.

    The mark goes with the version: whoever writes the entry again takes it off.
    """
    return frozenset(
        (entry, year)
        for year, entries in sheets.items()
        for entry, held in entries.items()
        if ATTESTED in held
    )


def with_derived_bounds(
    known: Mapping[str, Definition], values: Mapping[str, Any], year: int
) -> dict[str, Any]:
    """Add the derived facts that bound others, computed from the values of one sheet."""
    book = FactBook(definitions=known, window=default_window(year), sheets={year: values})
    complete = dict(values)
    for definition in known.values():
        bound = definition.at_most
        if bound and known[bound].derivation is not None and bound not in complete:
            number = book.number(bound)
            if number is not MISSING:
                complete[bound] = number
    return complete


def book_years(year: int) -> list[int]:
    """Return the calendar years whose sheets the book of an assessment year reads."""
    return list(range(year - LOOK_BACK_YEARS, year + 1))


def fact_book(
    organization: Organization,
    window: Window,
    sheets: Mapping[int, Mapping[str, Any]],
    records: Iterable[Record],
    attested: frozenset[tuple[str, int]] = frozenset(),
) -> FactBook:
    """Return the engine's book; ``sheets`` maps calendar years to values by fact key."""
    return FactBook(
        definitions=definitions(),
        window=window,
        sheets=sheets,
        incidents=tuple(
            Incident(record.fact, record.happened_on, record.reference) for record in records
        ),
        organization=OrganizationFacts(organization.kind, organization.founded_on),
        attested=attested,
    )
