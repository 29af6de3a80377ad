"""The attestation of past years as plain data: imports, faults by cell, what would be new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from scoring.common.refusals import Refusal
from scoring.common.uploads import CheckedUpload
from scoring.engine.facts import FactType
from scoring.facts.mapping import definitions
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import home_organizations
from scoring.ratings.history_rows import SHEETS, HistoryFault, HistoryRow
from scoring.ratings.models import HistoryImport
from scoring.reports.workbook.history_columns import COLUMNS, TITLES
from scoring.reports.workbook.history_template import history_template
from scoring.web.errors import worded
from scoring.web.office.history_lines import RowLine, row_lines
from scoring.workflow.history_plan import HistoryPlan, programmes
from scoring.workflow.history_rules import UNFIT

SALT = "office.history"
GOOD_FOR = 3600  # seconds between looking and taking
MOST_FAULTS = 200  # shown at once
LATEST = 50  # imports listed
MOST_NAMED = 5000  # organizations in the template


class PreviewGone(Refusal):
    """What was looked at is too old, or not what this page showed."""


@dataclass(frozen=True)
class FaultLine:
    """One cell that cannot be taken, as the person sees the workbook."""

    sheet: str
    cell: str  # B7
    head: str
    reason: str


@dataclass(frozen=True)
class YearLine:
    """What would be new of one year."""

    year: int
    ratings: int
    incidents: int
    facts: int


@dataclass(frozen=True)
class Preview:
    """What taking the file would do; ``sealed`` comes back with the button."""

    name: str
    years: tuple[YearLine, ...]
    new: int
    known: int
    sealed: str
    lines: tuple[RowLine, ...]
    more: str  # how many rows are not listed, "" for none


@dataclass(frozen=True)
class Sealed:
    """The rows of a file that was looked at."""

    name: str
    sha256: str
    rows: tuple[HistoryRow, ...]


def all_faults(form: Iterable[HistoryFault], content: Iterable[HistoryFault]) -> list[HistoryFault]:
    """Return both; of a cell whose form is wrong already, what it says is not judged."""
    found = list(form)
    cells = {(one.sheet, one.number, one.column) for one in found}
    return found + [one for one in content if (one.sheet, one.number, one.column) not in cells]


def fault_lines(
    faults: Iterable[HistoryFault], letters: Mapping[str, Mapping[str, str]]
) -> list[FaultLine]:
    """Return the faults by sheet and cell, in the order of the workbook."""
    heads = {key: {one.key: one.head for one in columns} for key, columns in COLUMNS.items()}
    return [
        FaultLine(
            sheet=TITLES[fault.sheet],
            cell=f"{_letter(fault, letters)}{fault.number}",
            head=heads[fault.sheet].get(fault.column, ""),
            reason=worded(fault.reason),
        )
        for fault in sorted(faults, key=lambda one: (SHEETS.index(one.sheet), one.number))
    ]


def _letter(fault: HistoryFault, letters: Mapping[str, Mapping[str, str]]) -> str:
    """Return the column's letter in the file, that of the template where the file is not there."""
    keys = [one.key for one in COLUMNS[fault.sheet]]
    usual = get_column_letter(keys.index(fault.column) + 1) if fault.column in keys else "A"
    return letters.get(fault.sheet, {}).get(fault.column, usual)


def preview_of(
    plan: HistoryPlan,
    rows: Sequence[HistoryRow],
    upload: CheckedUpload,
    where: Organization,
    reader: User,
) -> Preview:
    """Return what the plan would do, by year, newest first."""
    years = [YearLine(year, *(plan.years[year][one] for one in SHEETS)) for year in plan.years]
    lines, more = row_lines(plan)
    return Preview(
        name=upload.name,
        years=tuple(sorted(years, key=lambda one: one.year, reverse=True)),
        new=len(plan.ratings) + len(plan.incidents) + len(plan.facts),
        known=sum(plan.known.values()),
        sealed=_seal(rows, upload, where, reader) if plan.is_new else "",
        lines=lines,
        more=more,
    )


def _seal(
    rows: Sequence[HistoryRow], upload: CheckedUpload, where: Organization, reader: User
) -> str:
    """Return the rows as a text that only this person can hand in, and nobody can change."""
    held = {
        "who": [reader.pk, where.pk],
        "name": upload.name,
        "sha256": upload.sha256,
        "rows": [list(asdict(one).values()) for one in rows],
    }
    return signing.dumps(held, salt=SALT, compress=True)


def unsealed(text: str, where: Organization, reader: User) -> Sealed:
    """Return the rows that the person looked at.

    Raises:
        PreviewGone: the text is too old, changed, or somebody else's.
    """
    try:
        held: dict[str, Any] = signing.loads(text, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise PreviewGone from error
    if held["who"] != [reader.pk, where.pk]:
        raise PreviewGone
    rows = tuple(HistoryRow(sheet, number, cells) for sheet, number, cells in held["rows"])
    return Sealed(held["name"], held["sha256"], rows)


def template_content(where: Organization, reader: User) -> bytes:
    """Return the workbook to be filled in: with what may be named of this site, and about whom."""
    known = [one for one in definitions().values() if not one.computed and one.type not in UNFIT]
    counted = [one.zh for one in known if one.type == FactType.COUNT_BY_YEAR]
    rubrics = {word: one for word, one in programmes().items() if word != one.id}
    levels = [level.name for rubric in rubrics.values() for level in reversed(rubric.levels)]
    return history_template(
        programmes=list(rubrics),
        levels=list(dict.fromkeys(levels)),
        incidents=counted,
        facts=list(dict.fromkeys([*counted, *(one.zh for one in known)])),
        organizations=_named_below(where, reader),
    )


def _named_below(where: Organization, reader: User) -> list[tuple[str, str]]:
    """Return code and name of whom the person may import for, in tree order."""
    below = Organization.objects.below(where).filter(dissolved_on__isnull=True)
    theirs = below.exclude(pk__in=home_organizations(reader)).exclude(code="")
    return list(theirs.order_by("path").values_list("code", "name")[:MOST_NAMED])


def imports_below(organization: Organization, reader: User) -> list[HistoryImport]:
    """Return the latest imports made at or below an organization, newest first."""
    below = Organization.objects.below(organization)
    return list(
        HistoryImport.objects.visible_to(reader)
        .filter(organization__in=below)
        .select_related("organization", "imported_by", "withdrawn_by")
        .order_by("-imported_at", "-pk")[:LATEST]
    )


def more_faults(count: int) -> str:
    """Return how many faults are not shown, "" for none."""
    hidden = count - MOST_FAULTS
    return _("%(count)s more are not shown") % {"count": hidden} if hidden > 0 else ""
