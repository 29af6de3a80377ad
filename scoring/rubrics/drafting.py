"""Rubrics that are still being written, and the act that issues one.

These models belong to ``models``, which names them; they stand apart for the sake of length.
"""

from django.db import models
from django.db.models import F, Q

from scoring.common.constraints import ordered, paired
from scoring.organizations.models import Organization, User, within
from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.versions import RubricVersion


class RubricDraftQuerySet(models.QuerySet["RubricDraft"]):
    """Drafts by state and viewer."""

    def visible_to(self, user: User) -> "RubricDraftQuerySet":
        """Keep the drafts of organizations in the person's scope."""
        return self.filter(within(user.reading_paths(), "organization__path"))

    def open(self) -> "RubricDraftQuerySet":
        """Keep what is neither issued nor dropped."""
        return self.filter(status__in=(DraftStatus.EDITING, DraftStatus.PROPOSED))


class RubricDraft(models.Model):
    """A rubric document in the making. One person proposes it, another one issues it.

    ``document`` is self-contained, as ``engine.reading`` takes it; it may have faults while it is
    edited. ``revision`` rises with every change, so that nobody overwrites what they did not see.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="rubric_drafts")
    rubric = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    document = models.JSONField()
    base = models.ForeignKey(
        RubricVersion, models.PROTECT, null=True, blank=True, related_name="drafts"
    )  # what it was cloned from
    status = models.CharField(
        max_length=20, choices=DraftStatus.choices, default=DraftStatus.EDITING
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # what it is issued under, entered when it is proposed
    basis = models.CharField(max_length=400, blank=True)
    document_number = models.CharField(max_length=80, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    send_back_reason = models.CharField(max_length=400, blank=True)  # why it was opened again
    issued = models.OneToOneField(
        RubricVersion, models.PROTECT, null=True, blank=True, related_name="issued_from"
    )

    objects = RubricDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rubric", "version"],
                condition=Q(status__in=(DraftStatus.EDITING, DraftStatus.PROPOSED)),
                name="rubric_draft_once",
            ),
            ordered("effective_from", "effective_to", name="rubric_draft_effective"),
            paired("proposed_at", "proposed_by", name="rubric_draft_proposed_pair"),
            paired("decided_at", "decided_by", name="rubric_draft_decided_pair"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(issued__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
                name="rubric_draft_two_persons",
            ),
            models.CheckConstraint(
                condition=(Q(issued__isnull=True) & ~Q(status=DraftStatus.ISSUED))
                | Q(
                    status=DraftStatus.ISSUED,
                    issued__isnull=False,
                    proposed_by__isnull=False,
                    decided_by__isnull=False,
                    effective_from__isnull=False,
                ),
                name="rubric_draft_issued",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rubric} {self.version}"
