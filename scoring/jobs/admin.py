"""The outbox, to look at."""

from django.contrib import admin

from scoring.common.admin import ReadOnlyAdmin
from scoring.jobs.models import Job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """What is owed, done or stuck."""

    list_display = ("kind", "key", "created_at", "attempts", "done_at", "is_late", "stuck_at")
    list_filter = ("kind",)
    search_fields = ("key",)
