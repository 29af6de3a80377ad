"""How many assessments lie below each organization, by cycle and state: derived, for lists."""

from typing import ClassVar

from django.db import models

from scoring.assessments.enums import Status
from scoring.organizations.models import Organization


class OrganizationCounter(models.Model):
    """The assessments strictly below one organization in one state of one cycle.

    Derived from ``Assessment``; changed in the transaction of every step and move, and rebuilt
    by ``manage.py recount``. An organization's own assessments are few and counted where needed:
    with them every branch would have a row per state.
    """

    # One index leads from the organization; a second one would only make steps dearer.
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    cycle = models.ForeignKey(
        "assessments.Cycle", models.PROTECT, related_name="counters", db_index=False
    )
    status = models.CharField(max_length=20, choices=Status.choices)
    number = models.IntegerField(default=0)

    objects: ClassVar[models.Manager["OrganizationCounter"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "cycle", "status"], name="counter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.cycle_id} {self.status}: {self.number}"
