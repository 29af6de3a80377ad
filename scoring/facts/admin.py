"""Facts to look at."""

from django.contrib import admin

from scoring.common.admin import ReadOnlyAdmin
from scoring.facts.models import FactChange, FactDefinition, FactSheet, Record


@admin.register(FactDefinition)
class FactDefinitionAdmin(ReadOnlyAdmin):
    """What facts there are."""

    list_display = ("key", "zh", "type", "provider", "period")
    search_fields = ("key", "zh", "en")
    list_filter = ("provider", "type")


@admin.register(FactSheet)
class FactSheetAdmin(ReadOnlyAdmin):
    """Sheets by organization and year."""

    list_display = ("organization", "year", "version")
    list_select_related = ("organization",)
    search_fields = ("organization__name", "organization__code")


@admin.register(FactChange)
class FactChangeAdmin(ReadOnlyAdmin):
    """The history of entries."""

    list_display = ("sheet", "entry", "version", "source", "changed_at", "changed_by")
    list_select_related = ("sheet", "changed_by")


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    """Dated incidents."""

    list_display = ("organization", "fact", "happened_on", "reference", "withdrawn_at")
    list_select_related = ("organization",)
