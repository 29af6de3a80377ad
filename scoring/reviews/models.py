"""Reviews, findings per item, visits and re-inspections."""

from django.db import models
from django.db.models import Q

from scoring.assessments.models import Assessment, Submission
from scoring.common.constraints import paired
from scoring.common.fields import PathField
from scoring.organizations.models import User, within
from scoring.reviews.enums import FILE, ON_SITE, FindingStatus, ReasonCode, ReviewStatus

# What waits on one of the rarer routes; the lists ask with the same words as the indexes.
TO_VISIT = Q(route=ON_SITE, status__in=(ReviewStatus.OPEN, ReviewStatus.RETURNED))
TO_FILE = Q(route=FILE, status=ReviewStatus.OPEN)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews by state and viewer."""

    def visible_to(self, user: User) -> "ReviewQuerySet":
        """Keep the reviews of assessments in the person's scope."""
        return self.filter(within(user.reading_paths(), "organization_path"))


class Review(models.Model):
    """The organ committee's look at one assessment; one per assessment."""

    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="review")
    organization_path = PathField(max_length=80)  # so that a page of a list is one index range
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    route = models.CharField(max_length=20)  # file, review, on_site
    status = models.CharField(
        max_length=20, choices=ReviewStatus.choices, default=ReviewStatus.OPEN
    )
    opened_at = models.DateTimeField()
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    conclusion = models.CharField(max_length=400, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_reason = models.CharField(max_length=400, blank=True)
    gate_findings = models.JSONField(default=dict)  # gate id -> {"met", "reason", "by", "at"}
    version = models.PositiveIntegerField(default=0)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("concluded_at", "concluded_by", name="review_concluded_pair"),
            paired("approved_at", "approved_by", name="review_approved_pair"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("concluded_by")),
                name="review_two_persons",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "organization_path", "id"], name="review_page"),
            models.Index(
                fields=["organization_path", "id"], condition=TO_VISIT, name="review_to_visit"
            ),
            models.Index(
                fields=["organization_path", "id"], condition=TO_FILE, name="review_to_file"
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.assessment_id}"


class Finding(models.Model):
    """One item under review: claimed, computed, verified."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="findings")
    indicator = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    maximum = models.DecimalField(max_digits=6, decimal_places=2)
    claimed = models.DecimalField(max_digits=6, decimal_places=2)
    computed = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    not_applicable = models.BooleanField(default=False)
    verified = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    status = models.CharField(
        max_length=20, choices=FindingStatus.choices, default=FindingStatus.PENDING
    )
    reason_code = models.CharField(max_length=20, choices=ReasonCode.choices, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    by_batch = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "indicator"], name="finding_once"),
            paired("decided_at", "decided_by", name="finding_decided_pair"),
            models.CheckConstraint(
                condition=Q(verified__isnull=True)
                | Q(verified__gte=0, verified__lte=models.F("maximum")),
                name="finding_range",
            ),
            models.CheckConstraint(
                condition=~Q(status=FindingStatus.VERIFIED) | Q(verified__isnull=False),
                name="finding_verified_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.indicator}"


class FindingChange(models.Model):
    """One decision on one item: never edited, never deleted. Undo adds another."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "version"], name="finding_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} v{self.version}"


class SiteVisit(models.Model):
    """The record of an on-site visit; five stars need one that was passed."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="visits")
    visited_on = models.DateField()
    visitors = models.JSONField()  # two names or more
    verdicts = models.JSONField(default=dict)  # indicator id -> {"met": bool, "note": str}
    passed = models.BooleanField()
    note = models.CharField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"visit {self.review_id} {self.visited_on}"


class Reinspection(models.Model):
    """Result of a re-inspection of a branch that holds four stars or more."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reinspections")
    year = models.PositiveIntegerField()
    inspected_on = models.DateField()
    inspectors = models.JSONField()  # two names or more
    passed = models.BooleanField()
    findings = models.CharField(max_length=1000)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "year"], name="reinspection_once"),
        ]

    def __str__(self) -> str:
        return f"reinspection {self.assessment_id} {self.year}"
