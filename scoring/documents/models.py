"""Certificates, notices and the numbers they bear. An issued document is a record."""

from django.db import models
from django.db.models import Q

from scoring.common.constraints import paired
from scoring.documents.corrections import Correction as Correction
from scoring.documents.corrections import CorrectionQuerySet as CorrectionQuerySet
from scoring.documents.enums import CertificateStatus, NoticeKind, NoticeStatus
from scoring.documents.exports import Export as Export
from scoring.documents.exports import ExportQuerySet as ExportQuerySet
from scoring.documents.issuing import NumberPattern as NumberPattern
from scoring.documents.issuing import OfficialDocument as OfficialDocument
from scoring.documents.issuing import OfficialDocumentQuerySet as OfficialDocumentQuerySet
from scoring.documents.issuing import Seal as Seal
from scoring.documents.printruns import PrintFile as PrintFile
from scoring.documents.printruns import PrintRun as PrintRun
from scoring.organizations.models import Organization, User, within
from scoring.ratings.models import Rating, RatingChange


class NumberSeries(models.Model):
    """The last number given out per issuer, kind and year; gapless between restores."""

    issuer = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField(default=1)  # raised by a restore, visible in the number
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "kind", "year", "epoch"], name="series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} #{self.last}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates by state and viewer."""

    def valid(self) -> "CertificateQuerySet":
        """Keep the certificates that were neither lowered nor revoked; expiry aside."""
        return self.filter(status=CertificateStatus.VALID)

    def visible_to(self, user: User) -> "CertificateQuerySet":
        """Keep the certificates of organizations in the person's scope."""
        return self.filter(within(user.reading_paths(), "organization__path"))


class Certificate(models.Model):
    """One certificate: facts signed at issue, PDF stored once rendered."""

    rating = models.ForeignKey(Rating, models.PROTECT, related_name="certificates")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="certificates")
    programme = models.SlugField(max_length=60)
    year = models.PositiveIntegerField()
    level = models.CharField(max_length=40)
    stars = models.PositiveIntegerField()
    serial = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=26, unique=True)
    content = models.TextField()  # canonical JSON that is signed
    signature = models.CharField(max_length=128)  # base64
    key_id = models.CharField(max_length=16)
    template_version = models.CharField(max_length=20)
    status = models.CharField(
        max_length=20, choices=CertificateStatus.choices, default=CertificateStatus.VALID
    )
    issued_on = models.DateField()
    valid_until = models.DateField()
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_reason = models.CharField(max_length=400, blank=True)
    pdf_path = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "programme", "year"],
                condition=Q(status=CertificateStatus.VALID),
                name="certificate_one_valid",
            ),
            paired("ended_at", "ended_by", name="certificate_ended_pair"),
            models.CheckConstraint(
                condition=Q(status=CertificateStatus.VALID, ended_at__isnull=True)
                | ~Q(status=CertificateStatus.VALID) & Q(ended_at__isnull=False),
                name="certificate_ended_state",
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by viewer."""

    def visible_to(self, user: User) -> "NoticeQuerySet":
        """Keep the notices about organizations in the person's scope."""
        return self.filter(within(user.reading_paths(), "organization__path"))


class Notice(models.Model):
    """An official notice about one branch."""

    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="notices")
    issuer = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    rating_change = models.OneToOneField(RatingChange, models.PROTECT, related_name="notice")
    number = models.CharField(max_length=60, unique=True)
    content = models.JSONField()  # what the template prints
    template_version = models.CharField(max_length=20)
    status = models.CharField(
        max_length=20, choices=NoticeStatus.choices, default=NoticeStatus.ISSUED
    )
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    pdf_path = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    objects = NoticeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.number
