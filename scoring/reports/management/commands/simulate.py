"""Try a rubric on the decisions of a year, and compare; nothing is written to the database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.engine.rubric import Rubric
from scoring.organizations.models import Organization
from scoring.reports.queries import DEFAULT_PROGRAMME
from scoring.reports.simulation import NothingDecided, Simulation, simulate
from scoring.reports.simulation_data import as_json, sentences
from scoring.reports.simulation_sources import (
    ChangeImpossible,
    RubricUnreadable,
    changed,
    fault_words,
    from_version,
    from_yaml,
    pairs,
)
from scoring.reports.workbook.files import write_whole
from scoring.reports.workbook.simulation import write_simulation
from scoring.rubrics.models import RubricVersion


class Command(BaseCommand):
    """``simulate RUBRIC --against YEAR [--line three=70] [--output F.xlsx] [--json]``."""

    help = "Try a rubric on a decided year: levels before and after, who rises and falls, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the rubric, the year and what to change."""
        parser.add_argument("rubric", help="a YAML file, an id, or id@version")
        parser.add_argument("--against", required=True, type=int, metavar="YEAR")
        parser.add_argument("--programme", default=DEFAULT_PROGRAMME)
        parser.add_argument("--organization", metavar="CODE", help="where several ran the year")
        parser.add_argument("--line", action="append", default=[], metavar="LEVEL=POINTS")
        parser.add_argument("--weight", action="append", default=[], metavar="DIMENSION=POINTS")
        parser.add_argument("--output", type=Path, metavar="F.xlsx")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, try, say what was found; write the workbook if asked."""
        output: Path | None = options["output"]
        if output is not None and not output.parent.is_dir():
            text = _("The folder %(folder)s does not exist. Create it first.")
            raise CommandError(text % {"folder": output.parent})
        cycle, organization = _place(options)
        try:
            rubric = changed(_rubric(options["rubric"]), *map(pairs, _changes(options)))
            found = simulate(cycle, organization, rubric)
        except ChangeImpossible as refusal:
            raise CommandError(_impossible(refusal)) from refusal
        except NothingDecided as refusal:
            raise CommandError(_("No branch was decided in %(year)s.") % refusal.data) from refusal
        self._say(found, as_data=options["json"])
        if output is not None:
            on = timezone.localdate()
            write_whole(output, lambda file: write_simulation(file, found, on=on))
            size = output.stat().st_size
            self.stderr.write(_("%(file)s: %(size)s bytes") % {"file": output, "size": size})

    def _say(self, found: Simulation, *, as_data: bool) -> None:
        if as_data:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=2))
            return
        for sentence in sentences(found):
            self.stdout.write(sentence)


def _changes(options: dict[str, Any]) -> tuple[list[str], list[str]]:
    return options["line"], options["weight"]


def _place(options: dict[str, Any]) -> tuple[Cycle, Organization]:
    """Return the cycle and the organization whose branches are tried."""
    year, programme, code = options["against"], options["programme"], options["organization"]
    cycles = Cycle.objects.filter(year=year, programme=programme).select_related(
        "rubric_version", "organization"
    )
    found = list(cycles.order_by("-round", "pk"))
    if not code:
        if len({cycle.organization_id for cycle in found}) == 1:
            return found[0], found[0].organization
        data = {"year": year, "codes": "、".join(one.organization.code for one in found) or "—"}
        text = _("Say whose year %(year)s is meant with --organization. Who ran it: %(codes)s.")
        raise CommandError(text % data)
    organization = Organization.objects.filter(code=code).first()
    for cycle in found:
        if organization is not None and organization.path.startswith(cycle.organization.path):
            return cycle, organization
    text = _("%(code)s has no year %(year)s of this programme.")
    raise CommandError(text % {"code": code, "year": year})


def _rubric(name: str) -> Rubric:
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        try:
            return from_yaml(path.read_bytes())
        except OSError as error:
            text = _("The file cannot be read (%(why)s). Check the path.")
            raise CommandError(text % {"why": error.strerror}) from error
        except RubricUnreadable as refusal:
            lines = [f"{path}:{one.line}: {fault_words(one)}" for one in refusal.data["places"]]
            raise CommandError("\n".join(lines)) from refusal
    try:
        return from_version(name)
    except RubricVersion.DoesNotExist as error:
        text = _("There is no rubric %(name)s. Give a YAML file, an id, or id@version.")
        raise CommandError(text % {"name": name}) from error


def _impossible(refusal: ChangeImpossible) -> str:
    words = {
        "not_a_pair": _("“%(name)s” is no pair of an id and a number, such as three=70."),
        "level_unknown": _("The rubric has no level “%(name)s”."),
        "dimension_unknown": _("The rubric has no dimension “%(name)s”."),
        "line_outside": _("A line must lie between 0 and the maximum of the rubric."),
        "lines_not_rising": _("The line of “%(name)s” must lie above that of the level below."),
        "weight_not_above_zero": _("A weight must be above 0."),
    }
    return words[refusal.data["why"]] % refusal.data
