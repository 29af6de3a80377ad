"""Mending what is wrong with the paper: one person asks, another one does it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scoring.common.constraints import paired
from scoring.organizations.models import User, within


class CorrectionKind(models.TextChoices):
    """What is done to the certificate. The star stays in either case."""

    VOID = "void", _("void it")
    REISSUE = "reissue", _("issue it anew")


class CorrectionStatus(models.TextChoices):
    """Where a correction stands. The last two are final."""

    ASKED = "asked", _("to be confirmed")
    DONE = "done", _("done")
    WITHDRAWN = "withdrawn", _("withdrawn")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Corrections by state and viewer."""

    def asked(self) -> "CorrectionQuerySet":
        """Keep the corrections that wait for a second person."""
        return self.filter(status=CorrectionStatus.ASKED)

    def visible_to(self, user: User) -> "CorrectionQuerySet":
        """Keep the corrections about organizations in the person's scope."""
        return self.filter(within(user.reading_paths(), "certificate__organization__path"))


class Correction(models.Model):
    """A certificate that is to be voided or issued anew, and why."""

    certificate = models.ForeignKey(
        "documents.Certificate", models.PROTECT, related_name="corrections"
    )
    kind = models.CharField(max_length=20, choices=CorrectionKind.choices)
    status = models.CharField(
        max_length=20, choices=CorrectionStatus.choices, default=CorrectionStatus.ASKED
    )
    reason = models.CharField(max_length=400)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("decided_at", "decided_by", name="correction_decided_pair"),
            models.CheckConstraint(
                condition=Q(status="asked", decided_at__isnull=True)
                | ~Q(status="asked") & Q(decided_at__isnull=False),
                name="correction_decided_state",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(decided_by=F("asked_by")),
                name="correction_two_persons",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(status="asked"),
                name="correction_one_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.certificate_id}"
