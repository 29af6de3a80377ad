"""Score every submission and rating of a year again from its frozen snapshot."""

import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scoring.assessments.models import Submission
from scoring.ratings.models import Rating
from scoring.reports.naming import difference_in_words, row_in_words, rubric_behind
from scoring.reports.recompute import Difference, frozen_differences, replay

CHUNK = 100  # snapshots in memory at a time


class Command(BaseCommand):
    """``replay YEAR``; exits 1 when anything comes out differently."""

    help = "Score every submission and rating of a year again; all must agree to 0.01."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the year."""
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference in words, then how many snapshots agree and what one costs."""
        began = time.process_time()
        counts: Counter[bool] = Counter()
        for row in _snapshots(options["year"]):
            found = _differences(row)
            counts[bool(found)] += 1
            if found:
                self._say(row, found)
        data = {
            "count": counts[False],
            "differ": counts[True],
            "all": counts.total(),
            "year": options["year"],
            "ms": f"{(time.process_time() - began) * 1000 / max(1, counts.total()):.1f}",
        }
        if not counts:
            raise CommandError(_("No snapshot of %(year)s is stored.") % data)
        if counts[True]:
            raise CommandError(_("%(differ)s of %(all)s snapshots differ.") % data)
        self.stdout.write(
            _("%(count)s snapshots of %(year)s agree to the last hundredth; %(ms)s ms each.") % data
        )

    def _say(self, row: Submission | Rating, found: list[Difference]) -> None:
        about = f"{type(row).__name__.lower()}:{row.pk}"
        self.stdout.write(row_in_words(about))
        rubric = rubric_behind(about)
        for one in found:
            self.stdout.write(f"    {difference_in_words(one, rubric)}")


def _snapshots(year: int) -> Iterator[Submission | Rating]:
    """Yield the frozen rows of a year a few at a time, since each is a large document."""
    submissions = Submission.objects.filter(assessment__year=year).order_by("pk")
    ratings = Rating.objects.filter(assessment__year=year).select_related("assessment")
    return chain(
        submissions.iterator(chunk_size=CHUNK),
        ratings.order_by("pk").iterator(chunk_size=CHUNK),
    )


def _differences(row: Submission | Rating) -> list[Difference]:
    found = replay(row.content)
    return found + frozen_differences(row) if isinstance(row, Rating) else found
