"""What was typed becomes what may be stored, or the reason why not."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from scoring.common.entries import WriteResult
from scoring.engine.facts import (
    FactDefinition,
    FactError,
    check_together,
    check_value,
    roots,
)
from scoring.engine.results import Reason
from scoring.facts.mapping import PERIODS, sheet_values, split_entry, with_derived_bounds
from scoring.facts.models import FactSheet
from scoring.facts.permissions import may_write
from scoring.organizations.models import User


def checked_values(
    sheet: FactSheet,
    changes: Mapping[str, Any],
    known: Mapping[str, FactDefinition],
    by: User,
    result: WriteResult,
) -> dict[str, Any]:
    """Return the canonical values of the good entries; the others go to ``result.refused``."""
    values: dict[str, Any] = {}
    for entry, raw in changes.items():
        try:
            definition, period = _resolve(entry, known)
            if not may_write(by, sheet.organization, definition):
                raise FactError(_locked_reason(definition))
            values[entry] = _value(definition, period, raw)
        except FactError as error:
            result.refused[entry] = error.reason
    return values


def _resolve(entry: str, known: Mapping[str, FactDefinition]) -> tuple[FactDefinition, int | None]:
    try:
        key, period = split_entry(entry)
        definition = known[key]
    except (ValueError, KeyError):
        raise FactError(Reason("entry_unknown", {"entry": entry[:60]})) from None
    periods = PERIODS.get(definition.type)
    if (period is None) != (periods is None) or not 1 <= (period or 1) <= (periods or 1):
        raise FactError(Reason("entry_unknown", {"entry": entry[:60]}))
    return definition, period


def _locked_reason(definition: FactDefinition) -> Reason:
    if definition.computed:
        return Reason("fact_computed", {"fact": definition.label})
    return Reason("fact_locked", {"fact": definition.label, "providers": [definition.provider]})


def _value(definition: FactDefinition, period: int | None, raw: Any) -> Any:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if period is None:
        return check_value(definition, raw)
    return check_value(definition, {str(period): raw})[str(period)]


def refuse_future(
    sheet: FactSheet,
    wanted: dict[str, Any],
    known: Mapping[str, FactDefinition],
    now: datetime.datetime,
    result: WriteResult,
) -> None:
    """Take out months and quarters that begin after the local day of ``now``.

    Clearing one is no statement about what happened in it, and stays possible.
    """
    today = timezone.localdate(now)
    for entry in [entry for entry, value in wanted.items() if value is not None]:
        key, period = split_entry(entry)
        periods = PERIODS.get(known[key].type)
        if period is None or periods is None:
            continue
        begins = datetime.date(sheet.year, (period - 1) * (12 // periods) + 1, 1)
        if begins > today:
            wanted.pop(entry)
            name = f"{sheet.year}-Q{period}" if periods == 4 else f"{sheet.year}-{period:02}"
            data = {"fact": known[key].label, "periods": [name]}
            result.refused[entry] = Reason("period_in_future", data)


def refuse_impossible(
    sheet: FactSheet,
    wanted: dict[str, Any],
    known: Mapping[str, FactDefinition],
    result: WriteResult,
) -> None:
    """Take out what cannot stand beside another value: attended over due.

    Taking one entry out can bring another into conflict with the old value, so this goes on
    until everything left can stand.
    """
    while wanted:
        entries = {**sheet.entries, **{key: {"value": val} for key, val in wanted.items()}}
        values = with_derived_bounds(known, sheet_values(entries), sheet.year)
        blamed = {
            entry: reason
            for key, reason in check_together(known, values).items()
            if (entry := _to_blame(key, known, wanted))
        }
        if not blamed:
            return
        for entry, reason in blamed.items():
            wanted.pop(entry, None)
            result.refused[entry] = reason


def _to_blame(key: str, known: Mapping[str, FactDefinition], wanted: Mapping[str, Any]) -> str:
    """Return which entry of this request made the pair impossible, "" for none of them."""
    bound = known[key].at_most
    behind = roots((bound,), known) if bound else ()
    return next((one for one in (key, *behind) if one in wanted), "")
