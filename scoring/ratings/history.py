"""What was rated and counted before this system: attested by the office, with its proof.

These models belong to ``models``, which names them; they stand apart for the sake of length.
Rows are never edited and never deleted: an import is withdrawn as a whole, with the reason.
"""

from django.db import models
from django.db.models import Q

from scoring.common.constraints import paired
from scoring.facts.models import Record
from scoring.organizations.models import Organization, User, within


class HistoryImportQuerySet(models.QuerySet["HistoryImport"]):
    """Imports by state and viewer."""

    def visible_to(self, user: User) -> "HistoryImportQuerySet":
        """Keep the imports made at organizations in the person's scope."""
        return self.filter(within(user.reading_paths(), "organization__path"))

    def in_force(self) -> "HistoryImportQuerySet":
        """Keep what has not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class HistoryImport(models.Model):
    """One workbook of past years that the office attested. ``sha256`` is that of the file."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="history_imports"
    )  # whose office imported; every row is about it or something below it
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    ratings = models.PositiveIntegerField(default=0)  # rows of each kind that were new
    incidents = models.PositiveIntegerField(default=0)
    facts = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    objects = HistoryImportQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("withdrawn_at", "withdrawn_by", name="history_withdrawn_pair"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason=""),
                name="history_withdrawal_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.file_name}"

    @property
    def rows(self) -> int:
        """Return how many rows it brought."""
        return self.ratings + self.incidents + self.facts


class PastRatingQuerySet(models.QuerySet["PastRating"]):
    """Past ratings by state and viewer."""

    def visible_to(self, user: User) -> "PastRatingQuerySet":
        """Keep the ratings of organizations in the person's scope."""
        return self.filter(within(user.reading_paths(), "organization__path"))

    def in_force(self) -> "PastRatingQuerySet":
        """Keep the ratings whose import has not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class PastRating(models.Model):
    """The level that one organization was given in one year before this system.

    ``level`` is the id in the programme's rubric, "" where it was rated and given none; ``name``
    is what the decision calls it. One that is in force per organization, programme and year.
    """

    batch = models.ForeignKey(HistoryImport, models.PROTECT, related_name="past_ratings")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="past_ratings")
    programme = models.SlugField(max_length=60)
    year = models.PositiveIntegerField()
    level = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=40)
    stars = models.PositiveIntegerField(default=0)
    decided_on = models.DateField()
    reference = models.CharField(max_length=120)  # number of the decision, or where it is on file
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # with the import

    objects = PastRatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "programme", "year"],
                condition=Q(withdrawn_at__isnull=True),
                name="past_rating_once",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="past_rating_proof"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.programme} {self.year} {self.level or '-'}"


class PastIncident(models.Model):
    """That a dated incident came with an import; the incident itself is a ``facts.Record``."""

    batch = models.ForeignKey(HistoryImport, models.PROTECT, related_name="past_incidents")
    record = models.OneToOneField(Record, models.PROTECT, related_name="past_incident")

    def __str__(self) -> str:
        return f"{self.batch_id} {self.record_id}"


class PastFact(models.Model):
    """That an entry of a yearly sheet came with an import, and what proves it.

    ``version`` is the version that the import wrote: an entry that somebody has changed since
    stays when the import is withdrawn.
    """

    batch = models.ForeignKey(HistoryImport, models.PROTECT, related_name="past_facts")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="past_facts")
    year = models.PositiveIntegerField()
    fact = models.CharField(max_length=60)
    value = models.JSONField()
    version = models.PositiveIntegerField()
    reference = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "organization", "year", "fact"], name="past_fact_once"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="past_fact_proof"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year} {self.fact}"
