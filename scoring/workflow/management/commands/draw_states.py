"""Print the transition tables as a page; ``docs/states.md`` is this output."""

from typing import Any

from django.core.management.base import BaseCommand

from scoring.workflow.states import page


class Command(BaseCommand):
    """``draw_states > docs/states.md``."""

    help = "Print the states of assessments, reviews, ratings and cases as Markdown."
    requires_system_checks: tuple[str, ...] = ()  # reads tables in the code, no installation

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the page."""
        self.stdout.write(page(), ending="")
