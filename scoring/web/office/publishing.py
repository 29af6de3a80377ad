"""The way of a year's stars as plain data: proposed, in publicity, due, certified."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.documents.enums import CertificateStatus, NoticeKind
from scoring.documents.models import Certificate, Notice
from scoring.engine.rubric import Rubric
from scoring.jobs.models import Job
from scoring.organizations.models import User
from scoring.ratings.models import Objection, Publicity, Rating
from scoring.ratings.queries import (
    confirmable_at_once,
    due_for_confirmation,
    in_publicity,
    objections_of,
    publishable,
)
from scoring.rubrics.queries import rubric_of
from scoring.web.office.quota_lines import QuotaLine, quota_lines
from scoring.web.terms import term_of

ROWS_PER_PAGE = 50


@dataclass(frozen=True)
class StarLine:
    """One branch on its way to a star."""

    pk: int  # of the rating
    branch: str
    url: str
    applied: str
    level: str
    total: Decimal
    objections: int = 0  # not settled yet


@dataclass(frozen=True)
class PublicityList:
    """One publicity with the branches that are still on it."""

    publicity: Publicity
    lines: tuple[StarLine, ...]
    ended: bool


@dataclass(frozen=True)
class PaperLine:
    """One certificate or notice. ``state``: ready, owed, stuck."""

    number: str
    branch: str
    kind: str
    issued_on: datetime.date
    standing: str  # what a certificate is worth; "" of a notice
    state: str
    url: str
    check_url: str = ""


@dataclass(frozen=True)
class PublishPage:
    """All four stages."""

    proposals: tuple[StarLine, ...]
    quotas: tuple[QuotaLine, ...]
    lists: tuple[PublicityList, ...]
    objections: tuple[Objection, ...]
    due: tuple[StarLine, ...]
    papers: Page[PaperLine]
    ready: int  # papers that can be downloaded

    @property
    def publicized(self) -> list[tuple[int, str]]:
        """Return (rating, branch) of everything in publicity."""
        return [(line.pk, line.branch) for one in self.lists for line in one.lines]


def publish_page(
    cycle: Cycle, user: User, now: datetime.datetime, today: datetime.date, page: str | None
) -> PublishPage:
    """Read the four stages of a cycle."""
    rubric = rubric_of(cycle.rubric_version)
    papers = papers_of(cycle, user)
    return PublishPage(
        proposals=tuple(star_line(one, rubric) for one in publishable(cycle).visible_to(user)),
        quotas=quota_lines(cycle, rubric),
        lists=_lists(in_publicity(cycle).visible_to(user), rubric, today),
        objections=tuple(objections_of(cycle)),
        due=tuple(star_line(one, rubric) for one in due_of(cycle, user, now)),
        papers=Paginator(papers, ROWS_PER_PAGE).get_page(page),
        ready=sum(one.state == "ready" for one in papers),
    )


def due_of(cycle: Cycle, user: User, now: datetime.datetime) -> list[Rating]:
    """Return the ratings of a cycle that can be confirmed now: those without publicity first."""
    due = due_for_confirmation(now).filter(assessment__cycle=cycle).visible_to(user)
    return [*confirmable_at_once(cycle).visible_to(user), *due]


def star_line(rating: Rating, rubric: Rubric) -> StarLine:
    """Lay out one rating that is not decided yet."""
    assessment = rating.assessment
    return StarLine(
        pk=rating.pk,
        branch=assessment.organization.name,
        url=reverse("record:show", args=[assessment.organization_id, term_of(assessment)]),
        applied=level_name(rubric, assessment.star_applied),
        level=level_name(rubric, rating.proposed_level),
        total=rating.total,
        objections=getattr(rating, "open_objections", 0),
    )


def level_name(rubric: Rubric, level: str) -> str:
    """Return a level's name; no level is said in words."""
    return rubric.level(level).name if level else _("no star")


def counted(lines: Iterable[StarLine]) -> list[str]:
    """Return how many branches get which star, one sentence each."""
    counts = Counter(line.level for line in lines)
    return [
        _("%(level)s: %(count)s") % {"level": level, "count": count}
        for level, count in counts.most_common()
    ]


def _lists(
    ratings: Iterable[Rating], rubric: Rubric, today: datetime.date
) -> tuple[PublicityList, ...]:
    held: dict[int, tuple[Publicity, list[StarLine]]] = {}
    for rating in ratings:
        if rating.publicity is not None:
            _publicity, lines = held.setdefault(rating.publicity.pk, (rating.publicity, []))
            lines.append(star_line(rating, rubric))
    found = [
        PublicityList(publicity, tuple(lines), publicity.ends_on < today)
        for publicity, lines in held.values()
    ]
    return tuple(sorted(found, key=lambda one: (one.publicity.ends_on, one.publicity.pk)))


def papers_of(cycle: Cycle, user: User) -> list[PaperLine]:
    """Return certificates and notices of a cycle, latest first."""
    certificates = list(
        Certificate.objects.visible_to(user)
        .filter(rating__assessment__cycle=cycle)
        .select_related("organization")
    )
    notices = list(
        Notice.objects.visible_to(user)
        .filter(rating_change__rating__assessment__cycle=cycle)
        .select_related("organization")
    )
    stuck = set(Job.objects.stuck().values_list("key", flat=True))
    lines = [_certificate(one, stuck) for one in certificates]
    lines += [_notice(one, stuck) for one in notices]
    return sorted(lines, key=lambda line: (line.issued_on, line.number), reverse=True)


def _certificate(one: Certificate, stuck: set[str]) -> PaperLine:
    return PaperLine(
        number=one.serial,
        branch=one.organization.name,
        kind=_("Certificate"),
        issued_on=one.issued_on,
        standing=str(CertificateStatus(one.status).label),
        state=_state(one, "certificate", stuck),
        url=reverse("record:certificate", args=[one.pk]),
        check_url=reverse("verify:show", args=[one.code]),
    )


def _notice(one: Notice, stuck: set[str]) -> PaperLine:
    return PaperLine(
        number=one.number,
        branch=one.organization.name,
        kind=str(NoticeKind(one.kind).label),
        issued_on=one.issued_on,
        standing="",
        state=_state(one, "notice", stuck),
        url=reverse("record:notice", args=[one.pk]),
    )


def _state(paper: Certificate | Notice, kind: str, stuck: set[str]) -> str:
    if paper.pdf_path:
        return "ready"
    return "stuck" if f"render-{kind}:{paper.pk}" in stuck else "owed"
