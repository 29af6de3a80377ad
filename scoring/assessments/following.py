"""What follows here from a change in the tree of organizations."""

from typing import Any

from django.dispatch import receiver

from scoring.assessments.counting import count_move
from scoring.organizations.models import Organization
from scoring.organizations.signals import organization_moved


@receiver(organization_moved)
def count_elsewhere(*, organization: Organization, before: str, **_: Any) -> None:
    """Count what was moved above its new place, and no longer above the old one."""
    count_move(organization, before)
