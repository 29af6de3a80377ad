"""The list of standards and drafts as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.organizations.models import User
from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.web.rubrics.draft_choices import SUBJECTS
from scoring.web.rubrics.draft_scope import Link, desk_links, turn_of


@dataclass(frozen=True)
class VersionLine:
    """One version: whom it rates, which years use it."""

    version: RubricVersion
    subject: str
    state: str
    years: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class DraftLine:
    """One draft: where it stands, who acts next."""

    draft: RubricDraft
    state: str
    turn: str


def version_lines(user: User) -> list[VersionLine]:
    """Return every version, by rubric, the newest first."""
    versions = RubricVersion.objects.defer("document").order_by("rubric", "-loaded_at", "-pk")
    used: dict[int, list[int]] = {}
    cycles = Cycle.objects.visible_to(user).order_by("year").values_list("rubric_version", "year")
    for version, year in cycles:
        used.setdefault(version, []).append(year)
    return [_version(one, used.get(one.pk, ())) for one in versions]


def _version(version: RubricVersion, years: Iterable[int]) -> VersionLine:
    subjects = {value: str(words) for value, words in SUBJECTS}
    state = _("in force") if version.published_at else _("content missing")
    return VersionLine(
        version=version,
        subject=subjects.get(version.subject, version.subject),
        state=state,
        years=_(", ").join(str(year) for year in dict.fromkeys(years)),
        links=tuple(desk_links(version=version.pk)),
    )


def draft_lines(user: User) -> list[DraftLine]:
    """Return the drafts of the person's scope, open ones first, the latest first."""
    rows = (
        RubricDraft.objects.visible_to(user)
        .exclude(status=DraftStatus.DROPPED)
        .defer("document")
        .select_related("organization", "proposed_by", "edited_by")
        .order_by("-edited_at", "-pk")
    )
    lines = [DraftLine(one, one.get_status_display(), turn_of(one)) for one in rows]
    return sorted(lines, key=lambda line: line.draft.status == DraftStatus.ISSUED)  # stable
