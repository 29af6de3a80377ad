"""One row per piece of work that is owed."""

import datetime

from django.db import models
from django.db.models import Q

LATE = datetime.timedelta(hours=1)
"""Work that took longer to come about is marked: workers or clock were away."""


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what may happen to them now."""

    def owed(self, now: datetime.datetime) -> "JobQuerySet":
        """Keep the jobs that a worker may claim."""
        return self.filter(done_at__isnull=True, stuck_at__isnull=True).filter(
            Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        )

    def stuck(self) -> "JobQuerySet":
        """Keep the jobs that failed too often."""
        return self.filter(stuck_at__isnull=False, done_at__isnull=True)


class Job(models.Model):
    """Work that a committed transaction owes. ``key`` makes each debt unique."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    stuck_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["done_at", "stuck_at", "lease_until"], name="jobs_owed")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_late(self) -> bool:
        """Tell whether the work was done long after it was owed."""
        return self.done_at is not None and self.done_at - self.created_at > LATE
