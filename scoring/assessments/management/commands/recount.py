"""Count the assessments below every organization again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.actions import recount


class Command(BaseCommand):
    """``recount``; safe at any time, and to run again."""

    help = "Put right the numbers by state that the lists show."

    def handle(self, *args: Any, **options: Any) -> None:
        """Recount and print how many counters were wrong."""
        changed = recount(by="recount", now=timezone.now())
        self.stdout.write(_("Counters put right: %(count)s") % {"count": changed})
