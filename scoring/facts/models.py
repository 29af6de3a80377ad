"""Definitions, the yearly sheets and every change ever made to them."""

from typing import Any

from django.db import models
from django.db.models import Q

from scoring.common.constraints import paired
from scoring.organizations.models import Organization, User, within


class FactDefinition(models.Model):
    """What one fact means; loaded from ``fixtures/facts.yaml``."""

    key = models.CharField(max_length=60, unique=True)
    position = models.PositiveIntegerField()
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=160)
    type = models.CharField(max_length=20)
    unit = models.CharField(max_length=80, blank=True)
    period = models.CharField(max_length=20)
    scope = models.CharField(max_length=20)
    provider = models.CharField(max_length=20)
    document = models.JSONField(default=dict)  # the whole definition as the engine reads it

    def __str__(self) -> str:
        return self.key


class FactSheetQuerySet(models.QuerySet["FactSheet"]):
    """Sheets by viewer."""

    def visible_to(self, user: User) -> "FactSheetQuerySet":
        """Keep the sheets of organizations in the person's scope."""
        return self.filter(within(user.scope_paths(), "organization__path"))


class FactSheet(models.Model):
    """All facts of one organization in one calendar year.

    ``entries`` maps an entry key to {"value", "version"}. An entry key is a fact key, or
    ``key:n`` for month or quarter n of a periodic fact.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="fact_sheets")
    year = models.PositiveIntegerField()
    entries = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)

    objects = FactSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "year"], name="sheet_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}"

    def value(self, entry: str) -> Any:
        """Return the value of an entry, None when it was never made or was cleared."""
        held = self.entries.get(entry)
        return held["value"] if held else None

    def version_of(self, entry: str) -> int:
        """Return how often an entry has been written; 0 for never."""
        held = self.entries.get(entry)
        return held["version"] if held else 0


class FactChange(models.Model):
    """One change of one entry: never edited, never deleted."""

    sheet = models.ForeignKey(FactSheet, models.PROTECT, related_name="changes")
    entry = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    source = models.CharField(max_length=20, default="form")  # form, paste, import, profile
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "entry", "version"], name="change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.entry} v{self.version}"


class Record(models.Model):
    """A dated entry of a ledger: an incident that counts in the window it falls into."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="records")
    fact = models.CharField(max_length=60)
    happened_on = models.DateField()
    reference = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            paired("withdrawn_at", "withdrawn_by", name="record_withdrawn_pair"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason=""),
                name="record_withdrawal_reason",
            ),
        ]
        indexes = [models.Index(fields=["organization", "fact"], name="record_org_fact")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.fact} {self.happened_on}"
