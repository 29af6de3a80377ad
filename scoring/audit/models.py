"""One row per event, each sealed with the hash of the one before it."""

from django.db import models


class Head(models.Model):
    """The last link of the chain; locked while a link is added. Exactly one row."""

    last_sequence = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="audit_one_head"),
        ]

    def __str__(self) -> str:
        return f"{self.last_sequence} {self.last_hash[:12]}"


class EventQuerySet(models.QuerySet["Event"]):
    """Events, oldest first unless asked otherwise."""

    def about(self, kind: str, identifier: object) -> "EventQuerySet":
        """Keep the events about one object."""
        return self.filter(object_kind=kind, object_id=str(identifier))


class Event(models.Model):
    """What happened: actor as text, no foreign keys, so that nothing deleted takes it along."""

    sequence = models.BigIntegerField(primary_key=True)
    happened_at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=200)
    address = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=80, db_index=True)
    object_kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.object_kind}:{self.object_id}"
