"""Check the invariants of the stored data."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.reports.invariants import breaches
from scoring.reports.naming import breach_in_words


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
            rows = [
                {"invariant": one.invariant, "about": one.about, "what": one.what} for one in found
            ]
            self.stdout.write(json.dumps({"breaches": rows}, ensure_ascii=False, indent=1))
        else:
            for breach in found:
                self.stdout.write(breach_in_words(breach))
        if found:
            sentence = ngettext("%(count)d breach.", "%(count)d breaches.", len(found))
            raise CommandError(sentence % {"count": len(found)}, returncode=1)
        if not options["json"]:
            self.stdout.write(_("All invariants hold."))
