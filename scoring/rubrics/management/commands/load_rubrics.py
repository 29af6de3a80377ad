"""Load the fact definitions and rubrics, or report every fault of them."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from scoring.engine.results import Reason
from scoring.engine.wording import say
from scoring.rubrics.loading import FileFault, Reading, read_files
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.storing import Stored, find_conflicts, store

# Faults of files and versions; those of the content are worded by the engine.
SENTENCES = {
    "file_missing": gettext_lazy("The file cannot be read (%(why)s). Check the path."),
    "file_not_utf8": gettext_lazy("The file is not UTF-8 text. Save it as UTF-8."),
    "file_empty": gettext_lazy("The file is empty."),
    "yaml_broken": gettext_lazy("This is not valid YAML. Check indentation, brackets and quotes."),
    "yaml_alias": gettext_lazy("Anchors and aliases are not read. Write the part out in full."),
    "key_twice": gettext_lazy("“%(key)s” is given twice. Keep one of them."),
    "rubric_without_id": gettext_lazy(
        "The file names no rubric. Begin it with format, id and version."
    ),
    "rubric_twice": gettext_lazy(
        "The rubric “%(id)s” also stands in %(other)s. Keep one of the files."
    ),
    "version_changed": gettext_lazy(
        "Version %(version)s of “%(id)s” is already loaded with other content, and a loaded "
        "version never changes. Give the changed rubric a new version."
    ),
    "fact_type_changed": gettext_lazy(
        "The fact “%(key)s” is stored as %(before)s and cannot become %(after)s. Give the new "
        "fact another key."
    ),
}


class Command(BaseCommand):
    """Read facts and rubrics; store new versions only when there is no fault at all."""

    help = "Load fact definitions and rubric versions from YAML files."
    requires_system_checks: tuple[str, ...] = ()  # pages have no say in whether a rubric is right

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the files and the dry run."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="report faults, store nothing")
        parser.add_argument("--facts", type=Path, help="another file of fact definitions")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, report every fault or store."""
        fixtures = Path(settings.BASE_DIR) / "fixtures"
        library = sorted((fixtures / "rubrics").glob("*.yaml"))
        facts = options["facts"] or fixtures / "facts.yaml"
        reading = read_files(facts, options["files"] or library, library)
        faults = (*reading.faults, *_conflicts(reading))
        if faults:
            self._report(faults)
        if options["check"]:
            self._say(options, _("No fault found."))
            return
        stored = store(reading=reading, by="load_rubrics", now=timezone.now())
        for one in stored:
            self._say(options, _line(one))

    def _report(self, faults: Sequence[FileFault]) -> None:
        for fault in faults:
            self.stderr.write(f"{_shown(fault.file)}:{fault.line}: {_sentence(fault)}")
        count = len(faults)
        raise CommandError(
            ngettext(
                "%(count)d fault. Nothing was loaded.",
                "%(count)d faults. Nothing was loaded.",
                count,
            )
            % {"count": count}
        )

    def _say(self, options: dict[str, Any], text: str) -> None:
        if options["verbosity"] > 0:
            self.stdout.write(text)


def _conflicts(reading: Reading) -> tuple[FileFault, ...]:
    """Return conflicts with what is stored; before the first migration there are none."""
    if RubricVersion._meta.db_table not in connection.introspection.table_names():
        return ()
    return find_conflicts(reading)


def _sentence(fault: FileFault) -> str:
    if fault.code in SENTENCES:
        return str(SENTENCES[fault.code]) % fault.data
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return say(Reason(fault.code, fault.data), language)


def _shown(file: Path) -> str:
    base = Path(settings.BASE_DIR)
    return str(file.relative_to(base)) if file.is_relative_to(base) else str(file)


def _line(stored: Stored) -> str:
    version = stored.version
    data = {"rubric": version.rubric, "version": version.version}
    if not stored.fresh:
        return _("%(rubric)s %(version)s: unchanged") % data
    if version.published_at is None:
        return _("%(rubric)s %(version)s: loaded as a draft, content is still missing") % data
    return _("%(rubric)s %(version)s: loaded") % data
