"""Lock sheets, and write checked values into a locked one."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from scoring.common.entries import WriteResult, version_of
from scoring.common.refusals import StaleVersion
from scoring.facts.models import FactChange, FactSheet
from scoring.organizations.models import Organization, User


def lock_sheets(organization: Organization, years: Iterable[int]) -> dict[int, FactSheet]:
    """Return the locked sheets of these calendar years, making those that do not exist yet.

    Call inside a transaction. Rows are locked in the order of their years.
    """
    wanted = sorted(set(years))
    found = _locked(organization, wanted)
    absent = [year for year in wanted if year not in found]
    if absent:
        FactSheet.objects.bulk_create(
            [FactSheet(organization=organization, year=year) for year in absent],
            ignore_conflicts=True,
        )
        found = _locked(organization, wanted)
    return found


def _locked(organization: Organization, years: list[int]) -> dict[int, FactSheet]:
    rows = (
        FactSheet.objects.select_for_update(of=("self",))
        .filter(organization=organization, year__in=years)
        .order_by("year")
    )
    found = {sheet.year: sheet for sheet in rows}
    for sheet in found.values():
        sheet.organization = organization  # saves a query per sheet
    return found


def apply_entries(
    sheet: FactSheet,
    values: Mapping[str, Any],
    *,
    source: str,
    person: User,
    moment: datetime.datetime,
    result: WriteResult,
) -> None:
    """Write canonical values that were checked before, each with its line of history.

    The conditional UPDATE holds where rows cannot be locked. Raises StaleVersion.
    """
    if not values:
        return
    entries = dict(sheet.entries)
    history: list[FactChange] = []
    for entry, value in values.items():
        version = version_of(entries, entry) + 1
        history.append(
            FactChange(
                sheet=sheet,
                entry=entry,
                version=version,
                before=sheet.value(entry),
                after=value,
                source=source,
                changed_at=moment,
                changed_by=person,
            )
        )
        entries[entry] = {"value": value, "version": version}
        result.written[entry] = version
    changed = FactSheet.objects.filter(pk=sheet.pk, version=sheet.version).update(
        entries=entries, version=sheet.version + 1
    )
    if not changed:
        raise StaleVersion(sheet=sheet.pk)
    sheet.entries = entries
    sheet.version += 1
    FactChange.objects.bulk_create(history)
