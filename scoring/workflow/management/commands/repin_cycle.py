"""Move a cycle to a newer version of its rubric, or show what that would change."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.engine.rubric import Rubric
from scoring.organizations.models import User
from scoring.rubrics.models import RubricVersion
from scoring.workflow.repinning import preview_repin, repin_cycle
from scoring.workflow.repinning_report import Report

REFUSED = {
    "CycleClosed": gettext_lazy("The cycle is closed"),
    "CycleDeclared": gettext_lazy(
        "%(count)s branches of the cycle have declared already; it keeps its version"
    ),
    "VersionNotNewer": gettext_lazy("%(version)s is not a newer version of the cycle's standard"),
    "VersionNotIssued": gettext_lazy("%(version)s has not been issued"),
    "MappingUnknown": gettext_lazy("The versions have nothing to carry answers for: %(entry)s"),
    "NothingFromBelow": gettext_lazy(
        "%(rubric)s asks for a share of the organizations below (share_below), which is not "
        "counted here; please use aggregates of their levels instead"
    ),
    "NotAllowed": gettext_lazy("This person does not run the office of the cycle."),
}
_FIRST_YEAR = 1900  # below it, a number is the key of a cycle
COUNTS = {
    "branches": gettext_lazy("branches of the cycle"),
    "totals_changed": gettext_lazy("with other points"),
    "raised": gettext_lazy("with a higher level"),
    "lowered": gettext_lazy("with a lower level"),
    "answers_dropped": gettext_lazy("answers given up"),
    "answers_renamed": gettext_lazy("answers carried to another question"),
    "evidence_moved": gettext_lazy("pieces of evidence carried along"),
    "evidence_loose": gettext_lazy("pieces of evidence without a question"),
}


class Command(BaseCommand):
    """``repin_cycle CYCLE VERSION --by USERNAME [--map OLD=NEW …] [--dry-run]``."""

    help = "Move every branch of a cycle to a newer version of its rubric; --dry-run only reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the cycle, the version, the person and the map of answers."""
        parser.add_argument("cycle", type=int, help="its year, or its key where a year has several")
        parser.add_argument("version", help="the newer version, as in 1.1")
        parser.add_argument("--by", metavar="USERNAME", help="a person of the office")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="OLD=NEW",
            help="what takes the answers of a question that vanished, as in item:A=item:B; "
            "nothing after the = gives them up",
        )
        parser.add_argument("--dry-run", action="store_true", help="report, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report or move."""
        cycle = _cycle(options["cycle"])
        version = _named(cycle, options["version"])
        renames = dict(_pair(text) for text in options["map"])
        try:
            if options["dry_run"]:
                report = preview_repin(cycle=cycle, version=version, renames=renames)
            else:
                person = _person(options["by"])
                report = repin_cycle(
                    cycle=cycle, version=version, renames=renames, by=person, now=timezone.now()
                )
        except Refusal as refusal:
            raise CommandError(_sentence(refusal)) from refusal
        except OperationalError as error:
            words = {"error": str(error).strip()}
            raise CommandError(_("The database is busy: %(error)s. Try again.") % words) from error
        for line in _lines(report):
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write(_("Nothing was written."))


def _sentence(refusal: Refusal) -> str:
    name = type(refusal).__name__
    words = REFUSED.get(name)
    return str(words) % refusal.data if words else name


def _cycle(key: int) -> Cycle:
    """Return a cycle by key, or by year while the year has only one."""
    held = Cycle.objects.select_related("organization", "rubric_version")
    if key < _FIRST_YEAR:
        found = list(held.filter(pk=key))
    else:
        found = list(held.filter(year=key).order_by("pk"))
    if not found:
        raise CommandError(_("There is no cycle %(key)s.") % {"key": key})
    if len(found) > 1:
        names = "; ".join(f"{one.pk}: {one.organization.name}, {one}" for one in found)
        raise CommandError(
            _("%(key)s has several cycles, name one by its key: %(names)s")
            % {
                "key": key,
                "names": names,
            }
        )
    return found[0]


def _named(cycle: Cycle, version: str) -> RubricVersion:
    rubric = cycle.rubric_version.rubric
    held = RubricVersion.objects.filter(rubric=rubric, version=version).first()
    if held is None:
        name = f"{rubric} {version}"
        raise CommandError(_("There is no rubric version %(name)s.") % {"name": name})
    return held


def _person(username: str | None) -> User:
    person = User.objects.filter(username=username or "", is_active=True).first()
    if person is None:
        words = {"username": username or "--by"}
        raise CommandError(_("There is no active account %(username)s.") % words)
    return person


def _pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not equals:
        raise CommandError(_("Write --map as OLD=NEW, not %(text)s.") % {"text": text})
    return old, new


def _lines(report: Report) -> Iterator[str]:
    names = report.names()
    for key, count in report.counts().items():
        yield f"{COUNTS[key]}: {count}"
    for entry, count in report.dropped.most_common():
        words = {"name": names.get(entry, entry), "count": count, "entry": entry}
        yield _("  given up: %(name)s (%(entry)s) × %(count)s") % words
    for key, name in report.vanished.items():
        yield _("  no longer asked: %(name)s (%(key)s)") % {"name": name, "key": key}
    for key, name in report.arrived.items():
        yield _("  new to fill in: %(name)s (%(key)s)") % {"name": name, "key": key}
    for one in report.largest:
        levels = (
            f"{_level(report.before, one.level_before)} → {_level(report.after, one.level_after)}"
        )
        yield f"  {one.branch}: {one.total_before} → {one.total_after} ({one.by:+}), {levels}"


def _level(rubric: Rubric, level: str) -> str:
    return rubric.level(level).name if rubric.rank(level) else "—"
