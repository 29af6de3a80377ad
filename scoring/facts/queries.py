"""Sheets, their history, incidents, and the tables of the other offices."""

from collections.abc import Iterable

from django.db.models import QuerySet

from scoring.engine.facts import FactDefinition
from scoring.facts.mapping import definitions
from scoring.facts.models import FactChange, FactSheet, Record
from scoring.organizations.models import Organization

# What is said of the one that is rated, not of its authority.
TABLE_SCOPES = (
    "branch", "unit", "member", "village", "community", "enterprise", "town", "subdistrict",
)  # fmt: skip


def sheets_for(organization: Organization, years: Iterable[int]) -> dict[int, FactSheet]:
    """Return the sheets by calendar year; a year without one gets an unsaved, empty sheet."""
    years = list(years)
    found = {
        sheet.year: sheet
        for sheet in FactSheet.objects.filter(organization=organization, year__in=years)
    }
    return {
        year: found.get(year) or FactSheet(organization=organization, year=year) for year in years
    }


def history(sheet: FactSheet, entry: str) -> QuerySet[FactChange]:
    """Return every change of one entry, newest first."""
    return (
        FactChange.objects.filter(sheet=sheet, entry=entry)
        .select_related("changed_by")
        .order_by("-version")
    )


def incidents(organization: Organization, fact: str = "") -> QuerySet[Record]:
    """Return the dated entries that hold, oldest first; of one fact, or of all."""
    held = Record.objects.filter(organization=organization, withdrawn_at__isnull=True)
    if fact:
        held = held.filter(fact=fact)
    return held.order_by("happened_on", "pk")


def facts_of_provider(provider_kind: str, wanted: Iterable[str] = ()) -> list[FactDefinition]:
    """Return the facts that one office types about a branch, in the order of the definitions.

    ``wanted`` keeps those keys only, usually the ones that the rubric of the year reads.
    """
    keep = set(wanted)
    return [
        definition
        for definition in definitions().values()
        if definition.provider == provider_kind
        and not definition.computed
        and definition.scope in TABLE_SCOPES
        and (not keep or definition.key in keep)
    ]
