"""Yearly workbooks that people asked for: what is owed, what is built, what is kept."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scoring.common.refusals import Refusal
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization, User, within
from scoring.rubrics.models import RubricVersion

EXPORTERS = (Role.OFFICE, Role.AUDITOR)
"""Who reads an organization's year as a whole."""


class ExportState(models.TextChoices):
    """Where a workbook stands. The last three are final."""

    OWED = "owed", _("waiting")
    BUILDING = "building", _("being made")
    DONE = "done", _("ready")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("not made")


EXPORT_TRANSITIONS: dict[str, dict[str, str]] = {
    ExportState.OWED: {
        "begin": ExportState.BUILDING,
        "cancel": ExportState.CANCELLED,
        "refuse": ExportState.FAILED,
    },
    ExportState.BUILDING: {
        "begin": ExportState.BUILDING,  # once more, after a crash
        "complete": ExportState.DONE,
        "cancel": ExportState.CANCELLED,
        "refuse": ExportState.FAILED,
    },
    ExportState.DONE: {},
    ExportState.CANCELLED: {},
    ExportState.FAILED: {},
}


def states_before(step: str) -> list[str]:
    """Return the states in which a step is open."""
    return [state for state, steps in EXPORT_TRANSITIONS.items() if step in steps]


UNFINISHED = states_before("cancel")


class ExportNotReady(Refusal):
    """The workbook is asked for, its file is still being made. Data: ``year``."""


class ExportDamaged(Refusal):
    """The stored file is missing or not what was stored. Data: ``year``, ``path``."""


class ExportQuerySet(models.QuerySet["Export"]):
    """Workbooks by state and viewer."""

    def unfinished(self) -> "ExportQuerySet":
        """Keep what is owed or being made."""
        return self.filter(state__in=UNFINISHED)

    def visible_to(self, user: User) -> "ExportQuerySet":
        """Keep the workbooks of organizations whose year the person reads as a whole."""
        return self.filter(within(user.scope_paths(*EXPORTERS), "organization__path"))


class Export(models.Model):
    """One yearly workbook of one organization: who asked, how far it is, the file once built."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="exports")
    year = models.PositiveIntegerField()
    programme = models.SlugField(max_length=60)
    rubric_version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ExportState.choices, default=ExportState.OWED)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    path = models.CharField(max_length=200, blank=True)  # below the home folder
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    # the end of the audit chain that the workbook prints
    audit_sequence = models.BigIntegerField(default=0)
    audit_hash = models.CharField(max_length=64, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "programme", "year", "asked_by"],
                condition=Q(state__in=["owed", "building"]),
                name="export_one_unfinished",
            ),
            models.CheckConstraint(
                condition=Q(state="done", size__gt=0) & ~Q(path="") & ~Q(sha256="")
                | ~Q(state="done") & Q(path="", sha256="", size=0),
                name="export_file_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["owed", "building"], finished_at__isnull=True)
                | ~Q(state__in=["owed", "building"]) & Q(finished_at__isnull=False),
                name="export_finished_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year} #{self.pk}"

    @property
    def is_unfinished(self) -> bool:
        """Tell whether the workbook is still owed."""
        return self.state in UNFINISHED

    @property
    def job_key(self) -> str:
        """Return the key of the work that is owed for it."""
        return f"export:{self.pk}"


def can_export(user: User, organization: Organization) -> bool:
    """Tell whether the person reads the organization's year as a whole, today."""
    return user.is_active and any(user.holds(role, organization.path) for role in EXPORTERS)


def exports_home() -> Path:
    """Return the folder below which files are named by ``Export.path``."""
    return Path(settings.BRANCHSTD_HOME)


def folder_of(export: Export) -> Path:
    """Return the folder, below the home folder, that holds nothing but this workbook."""
    return Path("exports") / str(export.pk)


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_of(export: Export) -> Path:
    """Return the stored file, checked against its hash.

    Raises:
        ExportNotReady: nothing is stored, or not yet.
        ExportDamaged: the file is missing or was changed.
    """
    if export.state != ExportState.DONE:
        raise ExportNotReady(year=export.year)
    path = exports_home() / export.path
    try:
        is_intact = sha256_of_file(path) == export.sha256
    except OSError:
        is_intact = False
    if not is_intact:
        raise ExportDamaged(year=export.year, path=export.path)
    return path
