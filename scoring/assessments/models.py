"""Cycles, assessments, evidence and submissions."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from scoring.assessments.counters import OrganizationCounter as OrganizationCounter
from scoring.assessments.enums import EDITABLE, OPEN, Status
from scoring.assessments.lateness import DeadlineExtension as DeadlineExtension
from scoring.assessments.lateness import LateEntry as LateEntry
from scoring.common.constraints import ordered, paired
from scoring.common.fields import PathField, path_range
from scoring.organizations.models import Organization, User, within
from scoring.rubrics.models import RubricVersion


class CycleQuerySet(models.QuerySet["Cycle"]):
    """Cycles by viewer."""

    def visible_to(self, user: User) -> "CycleQuerySet":
        """Keep the cycles of a tree in which the person holds any role, above or below."""
        wanted = within(user.scope_paths(), "organization__path")
        for path in user.scope_paths():
            ancestors = [path[:end] for end in range(4, len(path), 4)]
            wanted |= Q(organization__path__in=ancestors)
        return self.filter(wanted)


class Cycle(models.Model):
    """One year of one programme under one organization; pins a rubric version."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="cycles")
    programme = models.SlugField(max_length=60)
    year = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=1)
    rubric_version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="cycles")
    window_start = models.DateField()
    window_end = models.DateField()
    declare_by = models.DateTimeField()
    target_score = models.DecimalField(max_digits=6, decimal_places=2)
    publicity_days = models.PositiveIntegerField(default=5)  # working days
    validity_years = models.PositiveIntegerField(default=1)
    issuer_name = models.CharField(max_length=80)
    contact_name = models.CharField(max_length=40)
    contact_phone = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CycleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "programme", "year", "round"], name="cycle_once"
            ),
            ordered("window_start", "window_end", name="cycle_window"),
            paired("closed_at", "closed_by", name="cycle_closed_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}/{self.round}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments by state, place and viewer."""

    def open(self) -> "AssessmentQuerySet":
        """Keep what is not decided yet."""
        return self.filter(status__in=OPEN)

    def editable(self) -> "AssessmentQuerySet":
        """Keep what the branch may still write on."""
        return self.filter(status__in=EDITABLE)

    def below(self, organization: Organization) -> "AssessmentQuerySet":
        """Keep the assessments of the organization and everything under it."""
        first, last = path_range(organization.path)
        return self.filter(organization_path__gte=first, organization_path__lt=last)

    def visible_to(self, user: User) -> "AssessmentQuerySet":
        """Keep what lies in the person's scope; one index range per role."""
        return self.filter(within(user.reading_paths(), "organization_path"))


class Assessment(models.Model):
    """One branch in one cycle.

    ``answers`` maps an entry key (``item:…``, ``part:…/…``, ``gate:…``, ``veto:…``, ``star``)
    to {"value", "version"}. The computed columns are refreshed in every transaction that
    changes a fact or an answer.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="assessments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="assessments")
    organization_path = PathField(max_length=80)
    programme = models.SlugField(max_length=60)
    year = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.FILLING)
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)  # of the row, for conditional updates
    profile_confirmed_at = models.DateTimeField(null=True, blank=True)
    profile_confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    star_applied = models.CharField(max_length=40, blank=True)
    # "year/entry" -> value as declared, of facts that another programme changed since
    declared_facts = models.JSONField(default=dict)
    # refreshed with every change
    total = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    predicted_level = models.CharField(max_length=40, blank=True)
    vector = models.JSONField(default=dict)  # item id -> points as string, null for N/A
    packed = models.BinaryField(default=bytes)  # the vector as ``engine.vectors`` packs it
    dimension_points = models.JSONField(default=dict)  # dimension id -> points as string
    items_filled = models.PositiveIntegerField(default=0)
    items_total = models.PositiveIntegerField(default=0)
    # deadline
    extended_until = models.DateTimeField(null=True, blank=True)
    return_due = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "programme", "year", "round"], name="assessment_once"
            ),
            paired("submitted_at", "submitted_by", name="assessment_submitted_pair"),
            paired("profile_confirmed_at", "profile_confirmed_by", name="assessment_profile_pair"),
        ]
        indexes = [
            models.Index(fields=["organization_path", "status"], name="assessment_scope"),
            models.Index(fields=["cycle", "status"], name="assessment_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.programme} {self.year}"

    @property
    def is_editable(self) -> bool:
        """Tell whether the branch may write on it, deadline aside."""
        return self.status in EDITABLE

    def answer(self, entry: str) -> Any:
        """Return the value of an answer, None when there is none."""
        held = self.answers.get(entry)
        return held["value"] if held else None

    def version_of(self, entry: str) -> int:
        """Return how often an answer has been written; 0 for never."""
        held = self.answers.get(entry)
        return held["version"] if held else 0

    def plain_answers(self) -> dict[str, Any]:
        """Return entry key -> value as the engine reads answers."""
        return {
            key: held["value"] for key, held in self.answers.items() if held["value"] is not None
        }

    def deadline(self) -> datetime.datetime:
        """Return until when the branch may submit; needs ``cycle`` loaded."""
        if self.status == Status.RETURNED and self.return_due:
            return self.return_due
        return max(self.cycle.declare_by, self.extended_until or self.cycle.declare_by)


class AnswerChange(models.Model):
    """One change of one answer: never edited, never deleted."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="changes")
    entry = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "entry", "version"], name="answer_change_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.entry} v{self.version}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence by state and viewer."""

    def kept(self) -> "EvidenceQuerySet":
        """Keep what was not removed."""
        return self.filter(removed_at__isnull=True)

    def visible_to(self, user: User) -> "EvidenceQuerySet":
        """Keep the evidence of assessments in the person's scope."""
        return self.filter(within(user.reading_paths(), "assessment__organization_path"))


class Evidence(models.Model):
    """One uploaded file, or one reference to a box and page, shared by any number of items."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=200)
    reference = models.CharField(max_length=200, blank=True)  # 档案盒 and page, instead of a file
    path = models.CharField(max_length=200, blank=True)  # below the evidence root
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("removed_at", "removed_by", name="evidence_removed_pair"),
            models.CheckConstraint(
                condition=~Q(path="") | ~Q(reference=""), name="evidence_is_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EvidenceUse(models.Model):
    """One item that one piece of evidence proves."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="uses")
    indicator = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "indicator"], name="evidence_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.indicator}"


class Submission(models.Model):
    """A frozen snapshot: rubric hash, facts, answers, evidence, sheet and decision."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    content = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    total = models.DecimalField(max_digits=6, decimal_places=2)
    level = models.CharField(max_length=40, blank=True)
    star_applied = models.CharField(max_length=40)
    secretary_name = models.CharField(max_length=40)
    filler_name = models.CharField(max_length=40)
    submit_key = models.CharField(max_length=64)  # made by the client; a repeat is the same act
    submitted_at = models.DateTimeField()  # arrival at the first server process
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="submission_number"),
            models.UniqueConstraint(fields=["assessment", "submit_key"], name="submission_key"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} #{self.number}"
