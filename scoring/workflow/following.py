"""What follows here from a change in the tree of organizations."""

import datetime
from typing import Any

from django.dispatch import receiver

from scoring.organizations.models import Organization, User
from scoring.organizations.signals import organization_corrected
from scoring.workflow.providing import rescore


@receiver(organization_corrected)
def score_again(*, organization: Organization, by: User, now: datetime.datetime, **_: Any) -> None:
    """Score a branch again: its founding day decides which windows it has to be clean in."""
    rescore(organization=organization, by=by, now=now)
