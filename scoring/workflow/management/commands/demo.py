"""Fill an empty installation with demonstration data."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.organizations.models import Organization
from scoring.rubrics.models import RubricVersion
from scoring.workflow.demonstration.plan import newest_year
from scoring.workflow.demonstration.staging import YEARS, stage
from scoring.workflow.demonstration.story import PROGRAMME

ACCOUNTS = "demo-accounts.json"


class Command(BaseCommand):
    """``demo --branches N --years K --year Y --seed S``: deterministic, every state."""

    help = "Fill an empty installation with demonstration data and accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--branches", type=int, default=60)
        parser.add_argument(
            "--year",
            type=int,
            default=None,
            help="the last year; by default the newest whose window is over",
        )
        parser.add_argument(
            "--years", type=int, default=YEARS, help="how many years, three unless told otherwise"
        )
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make everything in one transaction, or nothing."""
        self._check(options["branches"], options["years"])
        now = timezone.localtime()
        with transaction.atomic():
            cast = stage(
                branches=options["branches"],
                year=options["year"] or newest_year(now),
                seed=options["seed"],
                now=now,
                years=options["years"],
                say=self.stdout.write,
            )
        path = settings.BRANCHSTD_HOME / ACCOUNTS
        path.write_text(json.dumps(cast.accounts, ensure_ascii=False, indent=1), encoding="utf-8")
        path.chmod(0o600)
        self.stdout.write(
            _("%(count)s branches are there; their accounts: %(path)s")
            % {"count": options["branches"], "path": path}
        )

    def _check(self, branches: int, years: int) -> None:
        if not settings.BRANCHSTD_DEMO:
            raise CommandError(
                _(
                    "Demo accounts have known passwords. Set BRANCHSTD_DEMO=1 on a machine that "
                    "nobody else can reach, and run the command again."
                )
            )
        if Organization.objects.exists():
            raise CommandError(
                _(
                    "There are organizations already. The demonstration needs an empty "
                    "installation: set BRANCHSTD_HOME to a new folder."
                )
            )
        if min(branches, years) < 1:
            raise CommandError(_("Ask for one branch and one year or more."))
        if not RubricVersion.objects.published().filter(rubric=PROGRAMME).exists():
            raise CommandError(_("Run load_rubrics first: the default programme is not there."))
