"""Check the ten invariants of the stored data."""

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.reports.invariants import breaches


class Command(BaseCommand):
    """``check_invariants [--year Y] [--json]``; exits 1 on any breach."""

    help = "Check that what is stored holds together; name every row that does not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--year", type=int, help="only assessments and ratings of this year")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each breach with the row it is about."""
        found = breaches(options["year"])
        if options["json"]:
            rows = [dataclasses.asdict(breach) for breach in found]
            self.stdout.write(json.dumps({"breaches": rows}, ensure_ascii=False, indent=1))
        else:
            for breach in found:
                self.stdout.write(f"{breach.invariant} {breach.about}: {breach.what}")
        if found:
            raise CommandError(f"{len(found)} breaches.", returncode=1)
        if not options["json"]:
            self.stdout.write("All invariants hold.")
