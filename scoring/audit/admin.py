"""The trail, to look at."""

from django.contrib import admin

from scoring.audit.models import Event
from scoring.common.admin import ReadOnlyAdmin


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events, newest first."""

    list_display = ("sequence", "happened_at", "actor", "action", "object_kind", "object_id")
    list_filter = ("action",)
    search_fields = ("actor", "object_id")
    ordering = ("-sequence",)
