"""What an office issues besides certificates: official documents, their numbers, the organ's seal.

These models belong to ``models``, which names them; they stand apart for the sake of length.
"""

from django.db import models
from django.db.models import Q

from scoring.assessments.models import Cycle
from scoring.common.constraints import paired
from scoring.documents.enums import DocumentKind, DocumentStatus
from scoring.organizations.models import Organization, User, within
from scoring.ratings.models import Publicity


class NumberPattern(models.Model):
    """How the numbers of one kind of an organ's documents read, where they are not the usual ones.

    ``pattern`` has {year} and {number}, as in 云直工发〔{year}〕{number}号.
    """

    issuer = models.ForeignKey(Organization, models.PROTECT, related_name="number_patterns")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    pattern = models.CharField(max_length=40, unique=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "kind"], name="number_pattern_once"),
        ]

    def __str__(self) -> str:
        return self.pattern


class SealQuerySet(models.QuerySet["Seal"]):
    """Images of seals by state."""

    def current(self) -> "SealQuerySet":
        """Keep the images that may be used."""
        return self.filter(removed_at__isnull=True)


class Seal(models.Model):
    """The image of an organ's own seal. It is never drawn by the product, only uploaded.

    A removed one stays as a row: issued documents say which image they bear.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="seals")
    content = models.BinaryField()  # PNG, transparent around the imprint
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()  # on paper, in millimetres
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(removed_at__isnull=True),
                name="seal_one_current",
            ),
            paired("removed_at", "removed_by", name="seal_removed_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.sha256[:12]}"


class OfficialDocumentQuerySet(models.QuerySet["OfficialDocument"]):
    """Official documents by state and viewer."""

    def visible_to(self, user: User) -> "OfficialDocumentQuerySet":
        """Keep the documents about organizations in the person's scope."""
        return self.filter(within(user.reading_paths(), "organization__path"))

    def drafts(self) -> "OfficialDocumentQuerySet":
        """Keep what can still be written on."""
        return self.filter(status=DocumentStatus.DRAFT)

    def numbered(self) -> "OfficialDocumentQuerySet":
        """Keep what was issued, withdrawn since or not."""
        return self.filter(number__isnull=False)

    def in_force(self) -> "OfficialDocumentQuerySet":
        """Keep what is issued and not withdrawn."""
        return self.filter(status=DocumentStatus.ISSUED)


class OfficialDocument(models.Model):
    """A decision, bulletin, list or notice: drafted by one person, issued by another.

    ``organization`` is whom it is about: the issuer with its whole tree, or one branch.
    ``wording`` holds what the office may write; ``content`` everything that was printed, as
    canonical JSON, frozen when the number was given.
    """

    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    issuer = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="official_documents"
    )
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="official_documents")
    publicity = models.ForeignKey(
        Publicity, models.PROTECT, null=True, blank=True, related_name="official_documents"
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replacements"
    )
    status = models.CharField(
        max_length=20, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT
    )
    wording = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    content = models.TextField(blank=True)
    template_version = models.CharField(max_length=20, blank=True)
    # NULL in a draft: several of them have none, and the numbers are unique.
    number = models.CharField(max_length=60, unique=True, null=True, blank=True)
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_reason = models.CharField(max_length=400, blank=True)
    pdf_path = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    objects = OfficialDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("issued_at", "issued_by", name="document_issued_pair"),
            paired("ended_at", "ended_by", name="document_ended_pair"),
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=models.F("edited_by")),
                name="document_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(DocumentStatus.DRAFT, DocumentStatus.DISCARDED),
                    number__isnull=True,
                    issued_at__isnull=True,
                    content="",
                )
                | Q(
                    status__in=(DocumentStatus.ISSUED, DocumentStatus.WITHDRAWN),
                    number__isnull=False,
                    issued_at__isnull=False,
                )
                & ~Q(content=""),
                name="document_issued_state",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(DocumentStatus.DRAFT, DocumentStatus.ISSUED),
                    ended_at__isnull=True,
                )
                | Q(
                    status__in=(DocumentStatus.WITHDRAWN, DocumentStatus.DISCARDED),
                    ended_at__isnull=False,
                ),
                name="document_ended_state",
            ),
        ]
        indexes = [models.Index(fields=["cycle", "status"], name="document_cycle")]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"
