"""Score a case file and print the result as JSON; the database is not touched."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scoring.engine.cases import Case, read_case, score_case
from scoring.engine.faults import FaultsFound
from scoring.engine.rubric import Rubric
from scoring.engine.wording import say
from scoring.rubrics.lined_yaml import LinedDocument, YamlFaults, load_yaml_with_lines
from scoring.rubrics.loading import read_files


class Command(BaseCommand):
    help = "Score a case file without touching the database and print JSON."
    requires_system_checks: tuple[str, ...] = ()  # scoring a file asks nothing of the pages

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("case", type=Path, metavar="CASE.yaml")
        parser.add_argument("--facts", type=Path, help="another file of fact definitions")

    def handle(self, *args: Any, **options: Any) -> None:
        case = self._read(options["case"], options["facts"])
        text = json.dumps(score_case(case), ensure_ascii=False, indent=2)
        self.stdout.write(text)

    def _read(self, path: Path, facts: Path | None) -> Case:
        source = _open(path)
        fixtures = Path(settings.BASE_DIR) / "fixtures"
        library = sorted((fixtures / "rubrics").glob("*.yaml"))
        name = source.data.get("rubric") if isinstance(source.data, dict) else None
        named = path.parent / name if isinstance(name, str) else None
        beside = [named] if named is not None and named.is_file() else []
        reading = read_files(facts or fixtures / "facts.yaml", beside or library, library)
        if reading.faults:
            raise CommandError(_("The rubric has faults. Run load_rubrics --check on it."))
        rubrics: dict[str, Rubric] = {one.rubric.id: one.rubric for one in reading.rubrics}
        if beside:
            rubrics = {str(name): one.rubric for one in reading.rubrics}
        try:
            return read_case(source.data, rubrics, reading.definitions, lines=source.lines)
        except FaultsFound as found:
            language = "en" if (get_language() or "").startswith("en") else "zh"
            for fault in found.faults:
                self.stderr.write(f"{path}:{fault.line}: {say(fault.reason, language)}")
            raise CommandError(_("The case cannot be scored.")) from found


def _open(path: Path) -> LinedDocument:
    try:
        return load_yaml_with_lines(path)
    except YamlFaults as found:
        place = found.places[0]
        if place.code == "file_missing":
            told = _("The file cannot be read (%(why)s). Check the path.") % place.data
            raise CommandError(f"{path}: {told}") from found
        raise CommandError(_("%(path)s:%(line)s: this file is not plain YAML.") % {
            "path": path, "line": place.line,
        }) from found  # fmt: skip
