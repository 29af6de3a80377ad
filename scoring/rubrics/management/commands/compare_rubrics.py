"""Show what differs between two versions of rubrics."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scoring.engine.comparing import compare, in_words, place_in_words
from scoring.facts.mapping import definitions
from scoring.rubrics.enums import ChangeKind
from scoring.rubrics.models import RubricVersion


class Command(BaseCommand):
    """``compare_rubrics corp-5std@1.0 corp-5std@1.1``; without ``@`` the version loaded last."""

    help = "List every difference between two versions, with its place and kind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare both versions."""
        parser.add_argument("before", metavar="RUBRIC[@VERSION]")
        parser.add_argument("after", metavar="RUBRIC[@VERSION]")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for every change, and what they amount to."""
        before, after = (_version(options[name]) for name in ("before", "after"))
        spoken = "en" if (get_language() or "").startswith("en") else "zh"
        changes = compare(before.document, after.document, definitions())
        for change in changes:
            said = [in_words(side, spoken) or "—" for side in (change.before, change.after)]
            place = place_in_words(change, spoken)
            kind = ChangeKind(change.kind).label
            self.stdout.write(f"[{kind}] {place}: {said[0]} → {said[1]}")
        structural = sum(change.structural for change in changes)
        words = {"structural": structural, "wording": len(changes) - structural}
        self.stdout.write(
            _("Changes of structure: %(structural)s; of wording only: %(wording)s") % words
        )


def _version(text: str) -> RubricVersion:
    rubric, _at, version = text.partition("@")
    held = RubricVersion.objects.filter(rubric=rubric)
    if version:
        held = held.filter(version=version)
    found = held.order_by("-loaded_at", "-pk").first()
    if found is None:
        raise CommandError(_("There is no rubric version %(name)s.") % {"name": text})
    return found
