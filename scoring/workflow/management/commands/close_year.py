"""Close the cycles of a year as far as they can be closed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scoring.common.refusals import NotAllowed
from scoring.organizations.models import User
from scoring.workflow.annual_close import close_year


class Command(BaseCommand):
    """``close_year YEAR --by USERNAME``; safe to run again."""

    help = "Mark who has not declared, and close the cycles in which everything is decided."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the year and the person who answers for it."""
        parser.add_argument("year", type=int)
        parser.add_argument(
            "--by", required=True, metavar="USERNAME", help="a person of the office"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Close and say what happened and what is still open."""
        person = User.objects.filter(username=options["by"], is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account {options['by']}.")
        try:
            done = close_year(year=options["year"], by=person, now=timezone.now())
        except NotAllowed as refusal:
            raise CommandError(
                f"{person} does not run the office of every cycle of {options['year']}."
            ) from refusal
        self.stdout.write(f"Not declared now: {len(done.not_declared)}")
        for status, keys in sorted(done.still_open.items()):
            self.stdout.write(f"Still open, {status}: {', '.join(map(str, keys))}")
        self.stdout.write(f"Cycles closed: {len(done.closed)}")
