"""Work off what is owed without Celery."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.jobs.actions import owe_due, run_owed
from scoring.jobs.models import Job


class Command(BaseCommand):
    """``run_jobs --once`` drains and ends; without it the command keeps sweeping."""

    help = "Work off the jobs that are owed, without a broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="drain once and end")
        parser.add_argument("--every", type=int, default=60, help="seconds between sweeps")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep; exit 1 when a job failed in the only sweep."""
        while True:
            owe_due(now=timezone.now())
            done, failed = run_owed(limit=1_000_000)
            stuck = Job.objects.stuck().count()
            counts = {"done": done, "failed": failed, "stuck": stuck}
            self.stdout.write(_("%(done)s done, %(failed)s failed, %(stuck)s stuck") % counts)
            if options["once"]:
                if failed:
                    raise CommandError(_("Some jobs failed; their reasons stand in the job table."))
                return
            time.sleep(options["every"])
