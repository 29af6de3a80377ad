"""Score every submission and rating of a year again from its frozen snapshot."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.assessments.models import Submission
from scoring.ratings.models import Rating
from scoring.reports.recompute import frozen_differences, replay


class Command(BaseCommand):
    """``replay YEAR``; exits 1 when anything comes out differently."""

    help = "Score every submission and rating of a year again; all must agree to 0.01."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the year."""
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference, then how many snapshots agree."""
        year = options["year"]
        submissions = Submission.objects.filter(assessment__year=year).order_by("pk")
        ratings = Rating.objects.filter(assessment__year=year).select_related("assessment")
        counts = {"agree": 0, "differ": 0}
        for row in [*submissions, *ratings.order_by("pk")]:
            found = replay(row.content)
            if isinstance(row, Rating):
                found += frozen_differences(row)
            counts["differ" if found else "agree"] += 1
            for one in found:
                kind = type(row).__name__.lower()
                self.stdout.write(
                    f"{kind}:{row.pk} {one.where}: stored {one.stored}, computed {one.computed}"
                )
        if counts["differ"]:
            raise CommandError(f"{counts['differ']} of {sum(counts.values())} snapshots differ.")
        self.stdout.write(f"{counts['agree']} snapshots of {year} agree to the last hundredth.")
