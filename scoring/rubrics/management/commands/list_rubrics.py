"""List rubrics as tables: items, points, levels, gates, vetoes, bonuses, quotas, what is owed."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.engine.numbers import percent
from scoring.rubrics.columns import table
from scoring.rubrics.listing import outline
from scoring.rubrics.loading import read_files
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of

WORDS = {
    "boolean": gettext_lazy("yes or no"),
    "tiered": gettext_lazy("tiers"),
    "proportional": gettext_lazy("in proportion"),
    "count_deduction": gettext_lazy("deducted per case"),
    "checklist": gettext_lazy("checklist"),
    "judged": gettext_lazy("judged"),
    "branch": gettext_lazy("branches"),
    "committee": gettext_lazy("Party committees"),
    "organization": gettext_lazy("organizations"),
    "member": gettext_lazy("members"),
    "file": gettext_lazy("filing"),
    "review": gettext_lazy("review"),
    "on_site": gettext_lazy("on-site acceptance"),
    "cancel": gettext_lazy("cancels the star"),
    "disqualify_year": gettext_lazy("no level this year"),
    "cap": gettext_lazy("at most"),
    "freeze": gettext_lazy("no higher than before"),
    "floor": gettext_lazy("at least"),
    "target": gettext_lazy("goal"),
    "exactly": gettext_lazy("exactly"),
    "at_most": gettext_lazy("at most"),
    "files": gettext_lazy("in a file"),
    "draft": gettext_lazy("draft"),
    "published": gettext_lazy("published"),
    "new": gettext_lazy("newly named"),
}


class Command(BaseCommand):
    """Show every rubric of the database, or of the files that ship."""

    help = "List rubrics: items with points, levels, gates, vetoes, bonuses, quotas, what is owed."
    requires_system_checks: tuple[str, ...] = ()  # a list asks nothing of the pages

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which rubrics, from where, and the form."""
        parser.add_argument("rubrics", nargs="*", metavar="ID", help="all where none is named")
        parser.add_argument("--files", action="store_true", help="the files, not what is stored")
        parser.add_argument("--json", action="store_true", help="plain data for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one table over all rubrics, then one for each."""
        found = _from_files() if options["files"] else _from_database()
        known = {one["id"] for one in found}
        unknown = [one for one in options["rubrics"] if one not in known]
        if unknown:
            raise CommandError(_("There is no rubric “%(id)s”.") % {"id": unknown[0]})
        wanted = [one for one in found if not options["rubrics"] or one["id"] in options["rubrics"]]
        if options["json"]:
            self.stdout.write(json.dumps(wanted, ensure_ascii=False, indent=2))
            return
        for line in _overview(wanted):
            self.stdout.write(line)
        for one in wanted:
            for line in _details(one):
                self.stdout.write(line)


def _from_files() -> list[dict[str, Any]]:
    fixtures = Path(settings.BASE_DIR) / "fixtures"
    library = sorted((fixtures / "rubrics").glob("*.yaml"))
    reading = read_files(fixtures / "facts.yaml", library, library)
    if reading.faults:
        raise CommandError(_("The files have faults. Run load_rubrics --check on them."))
    return [
        outline(one.rubric, "draft" if one.rubric.missing else "files") for one in reading.rubrics
    ]


def _from_database() -> list[dict[str, Any]]:
    versions = RubricVersion.objects.order_by("rubric", "pk")
    return [
        outline(rubric_of(one), "published" if one.published_at else "draft") for one in versions
    ]


def _said(word: str) -> str:
    return str(WORDS.get(word, word))


def _overview(rubrics: list[dict[str, Any]]) -> list[str]:
    heads = [
        _("Rubric"), _("Version"), _("Subject"), _("State"), _("Dimensions"), _("Item count"),
        _("Worth"), _("Levels and lines"), _("Gates"), _("Vetoes"), _("Bonuses"), _("Quotas"),
        _("Part sheets"), _("Owed"),
    ]  # fmt: skip
    rows = [
        [
            one["id"], one["version"], _said(one["subject"]), _said(one["state"]),
            str(len(one["dimensions"])), str(one["items"]), one["max"],
            " ".join(f"{level['name']} {level['line']}" for level in one["levels"]),
            str(sum(len(level["gates"]) for level in one["levels"])),
            *(str(len(one[key])) for key in ("vetoes", "bonuses", "quotas", "sheets", "missing")),
        ]
        for one in rubrics
    ]  # fmt: skip
    return table(heads, rows, right=(4, 5, 6, 8, 9, 10, 11, 12, 13))


def _details(one: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"{one['id']} {one['version']}  {one['name']}"
    yield from table([_("No."), _("Item"), _("Worth"), _("Scoring")], _items(one), right=(2,))
    for title, rows in _lists(one):
        if rows:
            yield f"{title}:"
            yield from (f"  {row}" for row in rows)


def _items(one: dict[str, Any]) -> list[list[str]]:
    rows: list[list[str]] = []
    for dimension in one["dimensions"]:
        rows.append(["", dimension["name"], dimension["weight"], ""])
        rows += [
            [item["number"], item["name"], item["max"], _said(item["kind"])]
            for item in dimension["items"]
        ]
        rows += [
            [item["number"], item["name"], "—", item["reason"]] for item in dimension["dropped"]
        ]
    return rows


def _lists(one: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield _("Part sheets"), [f"{x['name']} × {x['weight']}" for x in one["sheets"]]
    yield _("Levels and lines"), [_level(level) for level in one["levels"]]
    for level in one["levels"]:
        title = _("Gates of %(level)s") % {"level": level["name"]}
        yield title, [_gate(gate) for gate in level["gates"]]
    yield _("Vetoes"), [f"{x['id']} {x['name']} ({_said(x['effect'])})" for x in one["vetoes"]]
    yield _("Bonuses"), [*map(_bonus, one["bonuses"]), *_bonus_rule(one)]
    placed = [f"{x['id']} {x['name']} ({_said(x['how'])} {x['level']})" for x in one["placements"]]
    yield _("Direct grading"), placed
    names = {level["id"]: level["name"] for level in one["levels"]}
    yield _("Quotas"), [_quota(quota, names) for quota in one["quotas"]]
    yield _("Owed"), one["missing"]


def _level(level: dict[str, Any]) -> str:
    parts = [f"{level['id']} {level['name']}", f"≥ {level['line']}", _said(level["route"])]
    if level["sheet"]:
        parts.append(f"[{level['sheet']}]")
    parts += [f"{sheet} ≥ {line}" for sheet, line in level["sheet_lines"].items()]
    if level["floor"]:
        parts.append(_("each dimension %(share)s of its points") % {"share": level["floor"]})
    return ", ".join(parts)


def _gate(gate: dict[str, Any]) -> str:
    judged = f" ({_said('judged')})" if gate["judged"] else ""
    return f"{gate['id']} {gate['name']}{judged}"


def _bonus(bonus: dict[str, Any]) -> str:
    judged = f" ({_said('judged')})" if bonus["judged"] else ""
    return f"{bonus['id']} {bonus['name']} +{bonus['points']}{judged}"


def _bonus_rule(one: dict[str, Any]) -> list[str]:
    if not one["bonuses"]:
        return []
    counts = (
        _("Bonuses count towards the lines.")
        if one["bonus_counts"]
        else _("Bonuses are shown and do not count towards the lines.")
    )
    cap = one["bonus_cap"]
    return [*([_("at most %(cap)s together") % {"cap": cap}] if cap else []), counts]


def _quota(quota: dict[str, Any], names: dict[str, str]) -> str:
    share = quota["share"]
    amount = str(quota["count"]) if share is None else percent(Fraction(share))
    said = [f"{names[quota['level']]} {_said(quota['kind'])} {amount}"]
    if quota["of"] == "new":
        said.append(_said("new"))
    if quota["year_index"]:
        said.append(_("year %(n)s of the programme") % {"n": quota["year_index"]})
    return f"{quota['id']} {quota['name']} ({', '.join(said)})"
