"""The page of certificates being made, as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.common.entries import cleaned
from scoring.documents.certificates import check_certificate
from scoring.documents.corrections import CorrectionKind
from scoring.documents.enums import CertificateStatus
from scoring.documents.mapping import certificate_data
from scoring.documents.models import Certificate, Correction, PrintFile, PrintRun
from scoring.documents.permissions import can_confirm_correction
from scoring.documents.typesetting import MissingGlyphs
from scoring.jobs.models import Job
from scoring.organizations.models import User
from scoring.reports.production import DONE, OWED, STUCK, Production, produced, production_of
from scoring.web.errors import sentence

ROWS_PER_PAGE = 50
RUNS_SHOWN = 5
LONGEST_SEARCH = 80  # characters, of a name or a number

CHIPS = {STUCK: "stop", OWED: "doing", DONE: "done"}


@dataclass(frozen=True)
class CertificateLine:
    """One certificate of the list. ``why`` says what keeps its file away, "" for nothing."""

    certificate: Certificate
    state: str
    chip: str
    word: str
    why: str
    standing: str
    correctable: bool


@dataclass(frozen=True)
class CorrectionLine:
    """One correction that waits. ``confirmable`` by this person."""

    correction: Correction
    what: str
    confirmable: bool


@dataclass(frozen=True)
class FileLine:
    """One file of a print run. ``ended`` counts its pages that are no longer valid."""

    file: PrintFile
    state: str
    chip: str
    word: str
    ended: int


@dataclass(frozen=True)
class RunLine:
    """One print run with its files."""

    run: PrintRun
    files: tuple[FileLine, ...]


def words() -> dict[str, str]:
    """Return the word of each state of a file."""
    return {STUCK: _("not made"), OWED: _("being made"), DONE: _("made")}


def certificates_page(cycle: Cycle, user: User, query: QueryDict) -> Page[CertificateLine]:
    """Return one page of the list, searched and filtered as the address asks."""
    found = _searched(produced(cycle, user), query)
    page: Page[Any] = Paginator(found, ROWS_PER_PAGE).get_page(query.get("page"))
    page.object_list = [_line(one) for one in page.object_list]
    return page


def progress_of(cycle: Cycle, user: User) -> Production:
    """Return how many certificates are made, owed and stuck."""
    return production_of(cycle, user)


def corrections_of(cycle: Cycle, user: User) -> list[CorrectionLine]:
    """Return the corrections that wait for a second person, the oldest first."""
    waiting = (
        Correction.objects.visible_to(user)
        .asked()
        .filter(certificate__rating__assessment__cycle=cycle)
        .select_related("certificate__organization", "asked_by")
        .order_by("asked_at", "pk")
    )
    return [
        CorrectionLine(one, what_of(one.kind), can_confirm_correction(user, one)) for one in waiting
    ]


def what_of(kind: str) -> str:
    """Return what a correction does, as a heading says it."""
    if kind == CorrectionKind.VOID:
        return _("Void the certificate")
    return _("Issue the certificate anew")


def runs_of(cycle: Cycle, user: User) -> list[RunLine]:
    """Return the latest print runs of a cycle in the person's scope."""
    runs = list(
        PrintRun.objects.visible_to(user)
        .filter(cycle=cycle)
        .select_related("organization", "asked_by")
        .prefetch_related("files")
        .order_by("-pk")[:RUNS_SHOWN]
    )
    files = {run.pk: sorted(run.files.all(), key=lambda one: one.number) for run in runs}
    keys = [one.job_key for held in files.values() for one in held if one.made_at is None]
    stuck = set(Job.objects.stuck().filter(key__in=keys).values_list("key", flat=True))
    ended = set(
        Certificate.objects.filter(rating__assessment__cycle=cycle)
        .exclude(status=CertificateStatus.VALID)
        .values_list("pk", flat=True)
        if runs
        else ()
    )
    return [RunLine(run, tuple(_file(one, stuck, ended) for one in files[run.pk])) for run in runs]


def is_moving(progress: Production, runs: Iterable[RunLine]) -> bool:
    """Tell whether a worker still has something to do, so that the page looks again."""
    return bool(progress.owed) or any(file.state == OWED for run in runs for file in run.files)


def _searched(found: "QuerySet[Any]", query: QueryDict) -> "QuerySet[Any]":
    wanted = cleaned(query.get("q", "")).strip()[:LONGEST_SEARCH]
    state = query.get("state", "")
    if wanted:
        named = Q(organization__name__contains=wanted) | Q(organization__code__contains=wanted)
        found = found.filter(named | Q(serial__contains=wanted))
    return found.filter(file_state=state) if state in CHIPS else found


def _line(one: Any) -> CertificateLine:
    status = CertificateStatus(one.status)
    return CertificateLine(
        certificate=one,
        state=one.file_state,
        chip=CHIPS[one.file_state],
        word=words()[one.file_state],
        why=_why(one),
        standing=str(status.label),
        correctable=status == CertificateStatus.VALID
        or (status == CertificateStatus.VOIDED and not hasattr(one, "superseded_by")),
    )


def _why(one: Any) -> str:
    if one.file_state == DONE:
        return ""
    if one.file_state == OWED:
        return _("The last attempt failed; it is tried again") if one.last_error else ""
    if one.last_error.startswith(MissingGlyphs.__name__):
        return missing_in(one)
    return _(
        "It failed %(times)s times and has stopped. Try again; if that fails too, tell the "
        "administrator."
    ) % {"times": one.attempts}


def missing_in(certificate: Certificate) -> str:
    """Return which characters of a certificate no font has, as a sentence.

    Looked up now: a font may have been added since the work stopped.
    """
    try:
        check_certificate(certificate_data(certificate))
    except MissingGlyphs as refusal:
        # Most systems cannot show what no font has: the number of the character helps.
        return f"{sentence(refusal)} ({', '.join(refusal.data['codes'])})"
    return _("A font was missing and is there now; please try again")


def _file(file: PrintFile, stuck: set[str], ended: set[int]) -> FileLine:
    state = DONE if file.made_at else (STUCK if file.job_key in stuck else OWED)
    gone = len(ended.intersection(file.certificates)) if file.pages else 0
    # What had ended before the file was made is not on its pages.
    outdated = max(0, gone - (len(file.certificates) - file.pages))
    return FileLine(file, state, CHIPS[state], words()[state], outdated)
