"""Ratings, their changes, publicity and veto cases."""

from django.db import models
from django.db.models import F, Q

from scoring.assessments.models import Assessment, Cycle
from scoring.common.constraints import ordered, paired
from scoring.organizations.models import Organization, User, within
from scoring.ratings.enums import ChangeKind, RatingStatus, VetoStatus
from scoring.ratings.history import HistoryImport as HistoryImport
from scoring.ratings.history import PastFact as PastFact
from scoring.ratings.history import PastIncident as PastIncident
from scoring.ratings.history import PastRating as PastRating


class Publicity(models.Model):
    """One publicity list of one cycle. ``ends_on`` is its last day."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="publicities")
    starts_on = models.DateField()
    ends_on = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [ordered("starts_on", "ends_on", name="publicity_period")]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.starts_on}-{self.ends_on}"


class RatingQuerySet(models.QuerySet["Rating"]):
    """Ratings by state and viewer."""

    def confirmed(self) -> "RatingQuerySet":
        """Keep the ratings in force or lapsed, not the cancelled ones."""
        return self.filter(status=RatingStatus.CONFIRMED)

    def visible_to(self, user: User) -> "RatingQuerySet":
        """Keep the ratings of assessments in the person's scope."""
        return self.filter(within(user.reading_paths(), "assessment__organization_path"))


class Rating(models.Model):
    """The level of one branch in one cycle, with everything that made it so."""

    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="rating")
    status = models.CharField(
        max_length=20, choices=RatingStatus.choices, default=RatingStatus.PROPOSED
    )
    proposed_level = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=40, blank=True)  # in force; "" for none
    total = models.DecimalField(max_digits=6, decimal_places=2)
    content = models.TextField()  # canonical JSON: rubric hash, facts, findings, sheet, decision
    sha256 = models.CharField(max_length=64)
    publicity = models.ForeignKey(
        Publicity, models.PROTECT, null=True, blank=True, related_name="ratings"
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("confirmed_at", "confirmed_by", name="rating_confirmed_pair"),
            models.CheckConstraint(
                condition=~Q(status=RatingStatus.CANCELLED) | Q(level=""),
                name="rating_cancelled_no_level",
            ),
        ]
        indexes = [models.Index(fields=["status", "level"], name="rating_status_level")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.level or self.proposed_level or '-'}"


class RatingChange(models.Model):
    """One change of a level: never edited, never deleted."""

    rating = models.ForeignKey(Rating, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    from_level = models.CharField(max_length=40, blank=True)
    to_level = models.CharField(max_length=40, blank=True)
    effective_on = models.DateField()
    reason = models.CharField(max_length=1000)
    # reinspection, veto_case, or rating_change where one is taken back
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rating", "source_kind", "source_id"],
                condition=Q(source_id__isnull=False),
                name="rating_change_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating_id} {self.from_level}->{self.to_level}"


class Objection(models.Model):
    """Somebody's objection during publicity; it blocks the confirmation until it is settled."""

    rating = models.ForeignKey(Rating, models.PROTECT, related_name="objections")
    received_on = models.DateField()
    content = models.CharField(max_length=1000)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settlement = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [paired("settled_at", "settled_by", name="objection_settled_pair")]

    def __str__(self) -> str:
        return f"objection {self.pk} on {self.rating_id}"


class VetoCaseQuerySet(models.QuerySet["VetoCase"]):
    """Veto cases by state and viewer."""

    def visible_to(self, user: User) -> "VetoCaseQuerySet":
        """Keep the cases of organizations in the person's scope."""
        return self.filter(within(user.reading_paths(), "organization__path"))

    def confirmed(self) -> "VetoCaseQuerySet":
        """Keep the cases that hold."""
        return self.filter(status=VetoStatus.CONFIRMED)


class VetoCase(models.Model):
    """An incident that cancels the star: recorded by one person, confirmed by another."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="veto_cases")
    veto = models.CharField(max_length=40)  # id in the rubric
    happened_on = models.DateField()
    reference = models.CharField(max_length=120)  # number of the filing or the decision
    reason = models.CharField(max_length=1000)
    status = models.CharField(
        max_length=20, choices=VetoStatus.choices, default=VetoStatus.RECORDED
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    objects = VetoCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("confirmed_at", "confirmed_by", name="veto_confirmed_pair"),
            paired("withdrawn_at", "withdrawn_by", name="veto_withdrawn_pair"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="veto_two_persons",
            ),
            models.UniqueConstraint(
                fields=["organization", "veto", "reference"], name="veto_case_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.veto} {self.reference}"


class StandingQuerySet(models.QuerySet["Standing"]):
    """Final standings by viewer."""

    def visible_to(self, user: User) -> "StandingQuerySet":
        """Keep the standings of assessments in the person's scope."""
        return self.filter(within(user.reading_paths(), "assessment__organization_path"))


class Standing(models.Model):
    """Where one branch stood when its cycle was closed: written once, by the close.

    ``unit`` is the organization that was right above. Ranks count from 1 by points, equals share
    a rank (1, 1, 3). Who declared nothing has no points and no rank. A level lowered later shows
    in the rating; here it stays as it was.
    """

    assessment = models.OneToOneField(
        Assessment, models.PROTECT, primary_key=True, related_name="standing"
    )
    # No check by the database: it would cost a quarter of the close, and the organization cannot
    # go, for its branch hangs below it. ``check_invariants`` looks for it.
    unit = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    level = models.CharField(max_length=40, blank=True)  # in force; "" for none
    rank_in_unit = models.PositiveIntegerField(null=True)
    rank_in_cycle = models.PositiveIntegerField(null=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total__isnull=False, rank_in_unit__isnull=False, rank_in_cycle__isnull=False
                )
                | Q(
                    total__isnull=True,
                    rank_in_unit__isnull=True,
                    rank_in_cycle__isnull=True,
                    level="",
                ),
                name="standing_declared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.total} {self.level or '-'}"
