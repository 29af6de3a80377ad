"""The keys of a form: facts by year and period, answers by question, in one name space.

``fact:<key>``, ``fact:<key>:<year>-<n>`` (month or quarter n of a calendar year), ``item:…``,
``part:…/…``, ``gate:…``, ``veto:…``, ``star``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.common.entries import WriteResult
from scoring.engine.facts import FactDefinition, FactType, Window
from scoring.engine.results import Reason

FACT = "fact:"


@dataclass(frozen=True)
class Place:
    """Where a fact's entry lies: the calendar year of its sheet and its key there."""

    year: int
    entry: str


def fact_entry(key: str, year: int | None = None, period: int | None = None) -> str:
    """Return the form key of a fact, or of one month or quarter of it."""
    return f"{FACT}{key}" if period is None else f"{FACT}{key}:{year}-{period}"


def place_of(
    form_key: str, assessment_year: int, known: Mapping[str, FactDefinition], window: Window
) -> Place | Reason:
    """Return where a ``fact:`` key points, or why it points nowhere.

    Months and quarters outside the window are not open for entry.
    """
    key, colon, dated = form_key.removeprefix(FACT).partition(":")
    definition = known.get(key)
    if definition is None:
        return _unknown(form_key)
    periodic = definition.type in (FactType.INT_BY_MONTH, FactType.INT_BY_QUARTER)
    if not colon:
        return _unknown(form_key) if periodic else Place(assessment_year, key)
    year, dash, period = dated.partition("-")
    if not (periodic and dash and _digits(year) and _digits(period)):
        return _unknown(form_key)
    spot = (int(year), int(period))
    if spot not in periods_of(definition, window):
        return Reason("period_outside_window", {"fact": definition.label, "text": dated})
    return Place(spot[0], f"{key}:{spot[1]}")


def periods_of(definition: FactDefinition, window: Window) -> tuple[tuple[int, int], ...]:
    """Return (calendar year, month or quarter) of a periodic fact over the window."""
    if definition.type == FactType.INT_BY_MONTH:
        return window.months()
    return window.quarters()


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _unknown(form_key: str) -> Reason:
    return Reason("entry_unknown", {"entry": form_key[:60]})


@dataclass(frozen=True)
class Sorted:
    """The entries of one request, sorted by where they are stored."""

    by_year: dict[int, dict[str, Any]]  # calendar year -> sheet entry -> typed
    answers: dict[str, Any]
    form_keys: dict[tuple[int, str], str]  # (year, sheet entry) -> form key
    refused: dict[str, Reason]

    def seen_of(self, year: int, seen: Mapping[str, int]) -> dict[str, int]:
        """Return the seen versions of one sheet under its own entry keys."""
        return {
            entry: seen[form_key]
            for (one, entry), form_key in self.form_keys.items()
            if one == year and form_key in seen
        }


def sort_entries(
    changes: Mapping[str, Any], year: int, known: Mapping[str, FactDefinition], window: Window
) -> Sorted:
    """Sort the entries of a request by sheet and assessment; refuse keys that point nowhere."""
    found = Sorted({}, {}, {}, {})
    for form_key, raw in changes.items():
        if not form_key.startswith(FACT):
            found.answers[form_key] = raw
            continue
        place = place_of(form_key, year, known, window)
        if isinstance(place, Reason):
            found.refused[form_key] = place
            continue
        found.by_year.setdefault(place.year, {})[place.entry] = raw
        found.form_keys[place.year, place.entry] = form_key
    return found


def join_results(
    sorted_entries: Sorted, parts: Iterable[tuple[int | None, WriteResult]]
) -> WriteResult:
    """Return one result under form keys; a part without a year holds answers."""
    joined = WriteResult(refused=dict(sorted_entries.refused))
    for year, part in parts:
        names = _form_keys(sorted_entries, year, part)
        joined.written |= {names[key]: version for key, version in part.written.items()}
        joined.refused |= {names[key]: reason for key, reason in part.refused.items()}
        joined.conflicts |= {names[key]: one for key, one in part.conflicts.items()}
    return joined


def _form_keys(sorted_entries: Sorted, year: int | None, part: WriteResult) -> dict[str, str]:
    keys = (*part.written, *part.refused, *part.conflicts)
    if year is None:
        return {key: key for key in keys}
    return {key: sorted_entries.form_keys[year, key] for key in keys}
