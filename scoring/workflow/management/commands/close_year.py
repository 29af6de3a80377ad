"""Close the cycles of a year as far as they can be closed."""

from argparse import ArgumentParser
from collections.abc import Collection, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.common.refusals import NotAllowed
from scoring.organizations.models import User
from scoring.workflow.annual_close import Closing, StandingsDisagree, close_year

NAMED = 20
"""Branches named for each state; of more, the number says enough."""


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
        year, username = options["year"], options["by"]
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(
                _("There is no active account %(username)s.") % {"username": username}
            )
        try:
            done = close_year(year=year, by=person, now=timezone.now())
        except NotAllowed as refusal:
            words = _("%(person)s does not run the office of every cycle of %(year)s.")
            raise CommandError(words % {"person": person, "year": year}) from refusal
        except StandingsDisagree as refusal:
            raise CommandError("\n".join(_disagreement(refusal))) from refusal
        except OperationalError as error:  # the lock of a cycle was not to be had in time
            words = _("The database is busy, perhaps with another close: %(error)s. Try again.")
            raise CommandError(words % {"error": str(error).strip()}) from error
        for line in _report(year, done):
            self.stdout.write(line)


def _report(year: int, done: Closing) -> Iterator[str]:
    """Yield what was done, then what is still open, with the names of the branches."""
    if not Cycle.objects.filter(year=year).exists():
        yield _("No cycle of %(year)s was ever opened.") % {"year": year}
    elif not (done.not_declared or done.closed or done.still_open or done.ranked):
        yield _("%(year)s is closed already; there is nothing to do.") % {"year": year}
    if done.not_declared:
        count = {"count": len(done.not_declared)}
        yield _("Deadline passed without a declaration, now recorded: %(count)s") % count
        yield from _names(done.not_declared)
    for status, keys in sorted(done.still_open.items()):
        words = _("Not closed yet, %(state)s: %(count)s")
        yield words % {"state": Status(status).label, "count": len(keys)}
        yield from _names(keys)
    if done.closed:
        yield _("Cycles closed: %(count)s") % {"count": len(done.closed)}
    if done.ranked:
        yield _("Branches whose place was recorded: %(count)s") % {"count": done.ranked}


def _disagreement(refusal: StandingsDisagree) -> Iterator[str]:
    """Yield why nothing was closed, and the branches to look at."""
    keys = refusal.data["assessments"]
    words = _("Not closed: points or levels of %(count)s branches are not what was decided.")
    yield words % {"count": len(keys)}
    yield from _names(keys)
    yield _("See manage.py check_invariants for each difference.")


def _names(keys: Collection[int]) -> Iterator[str]:
    """Yield the branches of the first assessments, one a line, in tree order."""
    branches = Assessment.objects.filter(pk__in=list(keys)[:NAMED]).order_by(
        "organization_path", "pk"
    )
    for pk, name, code in branches.values_list("pk", "organization__name", "organization__code"):
        yield _("  %(name)s (%(code)s, no. %(id)s)") % {"name": name, "code": code, "id": pk}
    if len(keys) > NAMED:
        yield _("  … and %(count)s more") % {"count": len(keys) - NAMED}
