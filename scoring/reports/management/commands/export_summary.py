"""Write the yearly summary workbook of one organization to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Assessment
from scoring.organizations.models import Organization
from scoring.reports.queries import DEFAULT_PROGRAMME
from scoring.reports.workbook.files import write_whole
from scoring.reports.workbook.yearly import write_yearly_summary


class Command(BaseCommand):
    """``export_summary YEAR --organization CODE --output F.xlsx``."""

    help = "Write the yearly summary workbook of one organization."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("year", type=int)
        parser.add_argument("--organization", required=True, metavar="CODE")
        parser.add_argument("--programme", default=DEFAULT_PROGRAMME)
        parser.add_argument("--output", required=True, type=Path, metavar="F.xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build and save; nothing is written when there is nothing to report."""
        organization = Organization.objects.filter(code=options["organization"]).first()
        if organization is None:
            text = _(
                "No organization has the code %(code)s. The codes stand in the administration "
                "under organizations."
            )
            raise CommandError(text % {"code": options["organization"]})
        first = (
            Assessment.objects.below(organization)
            .filter(year=options["year"], programme=options["programme"])
            .select_related("cycle__rubric_version")
            .first()
        )
        if first is None:
            text = _("%(name)s has no assessments in %(year)s. Open the cycle of that year first.")
            raise CommandError(text % {"name": organization.name, "year": options["year"]})
        output: Path = options["output"]
        if not output.parent.is_dir():
            text = _("The folder %(folder)s does not exist. Create it first.")
            raise CommandError(text % {"folder": output.parent})
        head = write_whole(
            output,
            lambda file: write_yearly_summary(
                file,
                organization=organization,
                year=options["year"],
                version=first.cycle.rubric_version,
                filled_on=timezone.localdate(),
                programme=options["programme"],
                folder=output.parent,
            ),
        )
        self.stdout.write(
            _("%(file)s: %(size)s bytes") % {"file": output, "size": output.stat().st_size}
        )
        if head is not None:
            said = {"number": head.last_sequence, "hash": head.last_hash}
            self.stdout.write(_("Head: no. %(number)d, %(hash)s") % said)
