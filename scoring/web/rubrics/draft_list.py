"""The list of standards and drafts as plain data."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.organizations.models import User
from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.web import formats
from scoring.web.rubrics.draft_choices import SUBJECTS
from scoring.web.rubrics.draft_scope import Link, desk_links, turn_of
from scoring.web.standards import shared_names


@dataclass(frozen=True)
class VersionLine:
    """One version: whom it rates, which years use it.

    ``code``: its id where name and version do not tell it from another one; ``chip`` is the look of
    ``state``.
    """

    version: RubricVersion
    code: str
    subject: str
    state: str
    chip: str
    years: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class DraftLine:
    """One draft: where it stands, who acts next; ``code`` as for a version."""

    draft: RubricDraft
    code: str
    state: str
    turn: str


def version_lines(user: User) -> list[VersionLine]:
    """Return every version, by rubric, the newest first."""
    versions = (
        RubricVersion.objects.select_related("issued_from")
        .defer("document", "issued_from__document")
        .order_by("rubric", "-loaded_at", "-pk")
    )
    used: dict[int, list[int]] = {}
    cycles = Cycle.objects.visible_to(user).order_by("year").values_list("rubric_version", "year")
    for version, year in cycles:
        used.setdefault(version, []).append(year)
    shared = shared_names(versions)
    return [
        _version(one, _code(one, shared), used.get(one.pk, ()), timezone.localdate())
        for one in versions
    ]


def _version(version: RubricVersion, code: str, years: Iterable[int], today: date) -> VersionLine:
    subjects = {value: str(words) for value, words in SUBJECTS}
    chip, state = _state(version, today)
    return VersionLine(
        version=version,
        code=code,
        subject=subjects.get(version.subject, version.subject),
        state=state,
        chip=chip,
        years=_(", ").join(str(year) for year in dict.fromkeys(years)),
        links=tuple(desk_links(version=version.pk)),
    )


def _state(version: RubricVersion, today: date) -> tuple[str, str]:
    """Return chip and words; what came from a file has no dates and holds once it is complete."""
    if not version.published_at:
        return "todo", _("content missing")
    papers: RubricDraft | None = getattr(version, "issued_from", None)
    if papers and papers.effective_from and papers.effective_from > today:
        return "doing", _("in force from %(day)s") % {"day": formats.day(papers.effective_from)}
    if papers and papers.effective_to and papers.effective_to < today:
        return "lock", _("no longer in force")
    return "done", _("in force")


def _code(row: RubricVersion | RubricDraft, shared: Container[tuple[str, str]]) -> str:
    return row.rubric if (row.name, row.version) in shared else ""


def draft_lines(user: User) -> list[DraftLine]:
    """Return the drafts of the person's scope, open ones first, the latest first."""
    rows = (
        RubricDraft.objects.visible_to(user)
        .exclude(status=DraftStatus.DROPPED)
        .defer("document")
        .select_related("organization", "proposed_by", "edited_by")
        .order_by("-edited_at", "-pk")
    )
    shared = shared_names(rows)
    lines = [
        DraftLine(one, _code(one, shared), one.get_status_display(), turn_of(one)) for one in rows
    ]
    return sorted(lines, key=lambda line: line.draft.status == DraftStatus.ISSUED)  # stable
