"""What happens around the deadline: more time for one branch, and what came too late."""

from django.db import models
from django.db.models import Q

from scoring.organizations.models import User


class LateEntry(models.Model):
    """What somebody typed after the deadline: kept, shown, not counted."""

    assessment = models.ForeignKey(
        "assessments.Assessment", models.PROTECT, related_name="late_entries"
    )
    content = models.JSONField()
    arrived_at = models.DateTimeField()
    arrived_from = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.arrived_at}"


class DeadlineExtension(models.Model):
    """More time for one branch, with the reason."""

    assessment = models.ForeignKey(
        "assessments.Assessment", models.PROTECT, related_name="extensions"
    )
    until = models.DateTimeField()
    reason = models.CharField(max_length=400)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="extension_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} until {self.until}"
