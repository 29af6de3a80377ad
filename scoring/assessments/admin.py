"""Cycles, assessments and what belongs to them, to look at."""

from django.contrib import admin

from scoring.assessments.models import (
    Assessment,
    Cycle,
    DeadlineExtension,
    Evidence,
    LateEntry,
    Submission,
)
from scoring.common.admin import ReadOnlyAdmin


@admin.register(Cycle)
class CycleAdmin(ReadOnlyAdmin):
    """Years of programmes."""

    list_display = ("organization", "programme", "year", "round", "declare_by", "closed_at")
    list_select_related = ("organization",)


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """Branches in cycles."""

    list_display = ("organization", "year", "status", "total", "predicted_level", "star_applied")
    list_filter = ("status", "year")
    list_select_related = ("organization",)
    search_fields = ("organization__name", "organization__code")


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Evidence, without its content."""

    list_display = ("assessment", "name", "size", "uploaded_at", "removed_at")
    list_select_related = ("assessment",)


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """Declarations."""

    list_display = ("assessment", "number", "total", "level", "star_applied", "submitted_at")
    list_select_related = ("assessment",)


@admin.register(LateEntry)
class LateEntryAdmin(ReadOnlyAdmin):
    """What came after the deadline."""

    list_display = ("assessment", "arrived_at", "arrived_from")
    list_select_related = ("assessment", "arrived_from")


@admin.register(DeadlineExtension)
class DeadlineExtensionAdmin(ReadOnlyAdmin):
    """More time, and why."""

    list_display = ("assessment", "until", "reason", "granted_by")
    list_select_related = ("assessment", "granted_by")
