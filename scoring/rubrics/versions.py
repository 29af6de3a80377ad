"""Rubric versions and their parts as rows.

The canonical document is the truth that the engine reads; the rows are a projection of it for
queries, foreign keys and people with a database client.
"""

from django.db import models
from django.db.models import Q


class RubricVersionQuerySet(models.QuerySet["RubricVersion"]):
    """Versions by state."""

    def published(self) -> "RubricVersionQuerySet":
        """Keep the versions that have been issued and never change again."""
        return self.filter(published_at__isnull=False)

    def for_cycles(self) -> "RubricVersionQuerySet":
        """Keep the issued versions that a cycle may pin: those that rate organizations."""
        return self.published().exclude(subject="member")


class RubricVersion(models.Model):
    """One immutable version of one scheme."""

    rubric = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    subject = models.CharField(max_length=20, default="branch")  # see engine.rubric
    document = models.JSONField()  # self-contained, composed
    content_hash = models.CharField(max_length=64, unique=True)
    structure_hash = models.CharField(max_length=64)
    missing = models.JSONField(default=list)  # content still owed; a draft while not empty
    loaded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = RubricVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rubric", "version"], name="rubric_version_once"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(missing=[]),
                name="rubric_complete_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rubric} {self.version}"


class Dimension(models.Model):
    """One of the standardizations."""

    rubric_version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="dimensions")
    position = models.PositiveIntegerField()
    identifier = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rubric_version", "identifier"], name="dimension_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="dimension_weight"),
        ]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """One item of a dimension."""

    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="indicators")
    position = models.PositiveIntegerField()
    identifier = models.CharField(max_length=40)
    number = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    requirement = models.TextField()
    max_points = models.DecimalField(max_digits=6, decimal_places=2)
    scoring_kind = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dimension", "identifier"], name="indicator_once"),
            models.CheckConstraint(condition=Q(max_points__gt=0), name="indicator_points"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Level(models.Model):
    """A level with its line."""

    rubric_version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="levels")
    position = models.PositiveIntegerField()
    identifier = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    stars = models.PositiveIntegerField()
    min_score = models.DecimalField(max_digits=6, decimal_places=2)
    route = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rubric_version", "identifier"], name="level_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Gate(models.Model):
    """A condition of a level besides its line."""

    level = models.ForeignKey(Level, models.PROTECT, related_name="gates")
    position = models.PositiveIntegerField()
    identifier = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    judged = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "identifier"], name="gate_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Veto(models.Model):
    """A one-vote veto."""

    rubric_version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="vetoes")
    identifier = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    effect = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rubric_version", "identifier"], name="veto_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Quota(models.Model):
    """A share of branches at a level or above."""

    rubric_version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="quotas")
    identifier = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=40)
    share = models.DecimalField(max_digits=5, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rubric_version", "identifier"], name="quota_once"),
        ]

    def __str__(self) -> str:
        return self.name
