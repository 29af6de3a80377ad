"""Write the yearly summary workbook of one organization to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

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
            raise CommandError(
                f"No organization has the code {options['organization']}. "
                "The codes stand in the administration under organizations."
            )
        first = (
            Assessment.objects.below(organization)
            .filter(year=options["year"], programme=options["programme"])
            .select_related("cycle__rubric_version")
            .first()
        )
        if first is None:
            raise CommandError(
                f"{organization.name} has no assessments in {options['year']}. "
                "Open the cycle of that year first."
            )
        output: Path = options["output"]
        if not output.parent.is_dir():
            raise CommandError(f"The folder {output.parent} does not exist. Create it first.")
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
        end = f"audit {head.last_sequence} {head.last_hash}" if head else "no audit event yet"
        self.stdout.write(f"{output}: {output.stat().st_size} bytes, {end}")
