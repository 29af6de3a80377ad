"""Print runs: certificates of a cycle in tree order, in files of many pages for the printer."""

from django.db import models
from django.db.models import Q

from scoring.assessments.models import Cycle
from scoring.organizations.models import Organization, User, within

PAGES_PER_FILE = 200
"""A file takes five seconds and 50 MB to set; a jam in the printer costs one file."""


class PrintRunQuerySet(models.QuerySet["PrintRun"]):
    """Print runs by viewer."""

    def visible_to(self, user: User) -> "PrintRunQuerySet":
        """Keep the runs of organizations that lie wholly in the person's scope."""
        return self.filter(within(user.reading_paths(), "organization__path"))


class PrintRun(models.Model):
    """What one person asked for on one day."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = PrintRunQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.organization_id} #{self.pk}"


class PrintFile(models.Model):
    """One file of a run, numbered from 1; ``pages`` counts what was still valid when made."""

    run = models.ForeignKey(PrintRun, models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    certificates = models.JSONField()  # keys, in the order of the pages
    pages = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    pdf_path = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="print_file_once"),
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) | Q(pages=0, pdf_path="", pdf_sha256="", size=0),
                name="print_file_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}-{self.number}"

    @property
    def job_key(self) -> str:
        """Return the key of the work that is owed for it."""
        return f"print-file:{self.pk}"
