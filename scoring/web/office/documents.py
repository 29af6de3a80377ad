"""Official documents of a year as plain data: drafts, issued ones, and what can be begun."""

import dataclasses
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.documents.actions import RENDER_DOCUMENT
from scoring.documents.enums import DocumentKind, DocumentStatus
from scoring.documents.models import OfficialDocument, OfficialDocumentQuerySet
from scoring.jobs.models import Job
from scoring.organizations.models import Organization, User, within
from scoring.ratings.models import Publicity
from scoring.reports.official_papers import is_decided, named
from scoring.web import formats
from scoring.web.office.scope import READERS, Scope

Subjects = set[tuple[str, int | None]]
"""Kind of a document, and the key of its publicity."""


@dataclasses.dataclass(frozen=True)
class DocumentLine:
    """One document. ``state`` of its file: none, ready, owed, stuck."""

    document: OfficialDocument
    kind: str
    title: str
    standing: str
    chip: str
    state: str
    url: str


@dataclasses.dataclass(frozen=True)
class Offer:
    """One document that can be begun now, or why not. ``publicity`` is 0 for most kinds."""

    kind: str
    name: str
    publicity: int = 0
    why_not: str = ""


CHIPS = {
    DocumentStatus.DRAFT: "todo",
    DocumentStatus.ISSUED: "done",
    DocumentStatus.WITHDRAWN: "stop",
}


def documents_in(scope: Scope, user: User) -> OfficialDocumentQuerySet:
    """Return the documents of the organization looked at, discarded drafts aside.

    A draft says nothing yet: it is for those who look at the issuer, not for offices below.
    """
    at_issuer = within(user.scope_paths(*READERS), "issuer__path")
    return (
        OfficialDocument.objects.visible_to(user)
        .filter(~Q(status=DocumentStatus.DRAFT) | at_issuer)
        .filter(organization__in=Organization.objects.below(scope.organization))
        .exclude(status=DocumentStatus.DISCARDED)
        .select_related(
            "issuer",
            "organization",
            "cycle__organization",
            "cycle__rubric_version",
            "publicity__cycle__rubric_version",
            "replaces",
            "seal",
            "edited_by",
            "issued_by",
        )
        # A rubric, an image and a long annex beside each row of a list would fill the memory.
        .defer(
            "cycle__rubric_version__document",
            "publicity__cycle__rubric_version__document",
            "seal__content",
            "content",
            "replaces__content",
        )
    )


def subjects_of(documents: OfficialDocumentQuerySet) -> Subjects:
    """Return kind and publicity of what is drafted or in force; notices to branches aside."""
    held = documents.filter(status__in=(DocumentStatus.DRAFT, DocumentStatus.ISSUED))
    decrees = held.exclude(kind=DocumentKind.RECTIFICATION)
    return set(decrees.order_by().values_list("kind", "publicity_id"))


def lines_of(documents: Iterable[OfficialDocument]) -> list[DocumentLine]:
    """Lay documents out with the state of their files."""
    stuck = set(Job.objects.stuck().filter(kind=RENDER_DOCUMENT).values_list("key", flat=True))
    return [line_of(one, stuck) for one in documents]


def line_of(document: OfficialDocument, stuck: set[str]) -> DocumentLine:
    """Lay out one document; ``stuck`` holds the keys of the jobs that wait for a person."""
    status = DocumentStatus(document.status)
    return DocumentLine(
        document=document,
        kind=str(DocumentKind(document.kind).label),
        title=document.wording.get("title", ""),
        standing=_standing(status),
        chip=CHIPS[status],
        state=_file_state(document, stuck),
        url=reverse("office:document", args=[document.pk]),
    )


def _standing(status: DocumentStatus) -> str:
    if status == DocumentStatus.ISSUED:
        return _("in force")
    return str(status.label)


def _file_state(document: OfficialDocument, stuck: set[str]) -> str:
    if document.number is None:
        return "none"
    if document.pdf_path:
        return "ready"
    return "stuck" if f"{RENDER_DOCUMENT}:{document.pk}" in stuck else "owed"


def offers_of(cycle: Cycle, held: Subjects) -> list[Offer]:
    """Return what the office of a cycle can begin beside what it holds, in the year's order."""
    lists = Publicity.objects.filter(cycle=cycle).order_by("starts_on", "pk")
    offers = [_list_offer(one, held) for one in lists]
    has_star = named(cycle, cycle.organization).exists()
    offers.append(
        Offer(
            DocumentKind.NAMING,
            _("Naming decision with its list"),
            why_not=_why_not(has_star, _("No star is confirmed yet."), "naming", held),
        )
    )
    decided = has_star and is_decided(cycle, cycle.organization)
    text = _("The bulletin follows when every branch is decided.")
    offers.append(
        Offer(
            DocumentKind.BULLETIN,
            _("Bulletin of the results"),
            why_not=_why_not(decided, text, "bulletin", held),
        )
    )
    return offers


def _list_offer(publicity: Publicity, held: Subjects) -> Offer:
    days = {"start": formats.day(publicity.starts_on), "end": formats.day(publicity.ends_on)}
    done = (DocumentKind.PUBLICITY, publicity.pk) in held
    return Offer(
        DocumentKind.PUBLICITY,
        _("Publicity list %(start)s — %(end)s") % days,
        publicity=publicity.pk,
        why_not=_there_is_one() if done else "",
    )


def _why_not(ready: bool, text: str, kind: str, held: Subjects) -> str:
    if (kind, None) in held:
        return _there_is_one()
    return "" if ready else text


def _there_is_one() -> str:
    return _("There is one: open it in the table.")
