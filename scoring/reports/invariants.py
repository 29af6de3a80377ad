"""Statements that are always true; ``check_invariants`` names every row that breaks one.

I1 to I10 are here, what only repeats other rows (I11) in ``derived`` and
``derived_points``.

I8, that an answered write survives a crash, cannot be read off the rows afterwards; what can
be is that every stored snapshot still is what was stored.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from scoring.assessments.enums import OPEN, TRANSITIONS, Status
from scoring.assessments.models import Assessment, Cycle, Evidence, Submission
from scoring.assessments.storage import locate, root
from scoring.audit.models import Event
from scoring.audit.verification import verify_chain
from scoring.common.canonical import sha256_of
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, NumberSeries
from scoring.documents.numbering import CERTIFICATE
from scoring.documents.storage import PdfDamaged, PdfNotReady, read_pdf
from scoring.engine.document import content_hash
from scoring.jobs.models import Job
from scoring.organizations.enums import Role
from scoring.organizations.lineage import Lineage
from scoring.organizations.models import RoleAssignment
from scoring.ratings.enums import ChangeKind, RatingStatus
from scoring.ratings.models import Rating, VetoCase
from scoring.reports.breach import Breach
from scoring.reports.derived import true_counters, true_paths
from scoring.reports.derived_points import true_packed, true_standings
from scoring.reports.recompute import (
    Difference,
    frozen_differences,
    replay,
    signed_differences,
    stored_differences,
)
from scoring.reviews.models import Review
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of

STRAY_AFTER = 24 * 60 * 60  # seconds; younger files may belong to a request under way


def _assessments(year: int | None) -> QuerySet[Assessment]:
    rows = Assessment.objects.select_related("cycle__rubric_version", "organization")
    return (rows if year is None else rows.filter(year=year)).order_by("pk")


def _ratings(year: int | None) -> QuerySet[Rating]:
    rows = Rating.objects.select_related("assessment__organization", "assessment__cycle")
    return (rows if year is None else rows.filter(assessment__year=year)).order_by("pk")


def one_assessment(year: int | None) -> Iterator[Breach]:
    """I1: one assessment per branch, programme, year and round; one answer per entry."""
    doubled = (
        _assessments(year)
        .order_by()
        .values("organization_id", "programme", "year", "round")
        .annotate(rows=Count("pk"))
        .filter(rows__gt=1)
    )
    for row in doubled:
        yield Breach("I1", f"organization:{row['organization_id']}", f"{row['rows']} assessments")
    for assessment in _assessments(year):
        written = assessment.changes.count()
        counted = sum(held["version"] for held in assessment.answers.values())
        if written != counted:
            what = f"{counted} versions of answers, {written} in the history"
            yield Breach("I1", f"assessment:{assessment.pk}", what)


def one_certificate(year: int | None) -> Iterator[Breach]:
    """I2: at most one valid certificate per branch, programme and year."""
    valid = Certificate.objects.valid()
    doubled = (
        (valid if year is None else valid.filter(year=year))
        .values("organization_id", "programme", "year")
        .annotate(rows=Count("pk"))
        .filter(rows__gt=1)
    )
    for row in doubled:
        what = f"{row['rows']} valid certificates of {row['year']}"
        yield Breach("I2", f"organization:{row['organization_id']}", what)


def gapless_numbers(year: int | None) -> Iterator[Breach]:
    """I3: as many certificates as numbers were given out, over all epochs."""
    series = NumberSeries.objects.filter(kind=CERTIFICATE)
    for row in series.values("year").annotate(given=Sum("last")).order_by("year"):
        issued = Certificate.objects.filter(year=row["year"]).count()
        if (year is None or row["year"] == year) and issued != row["given"]:
            what = f"{row['given']} numbers given out, {issued} certificates"
            yield Breach("I3", f"series:{row['year']}", what)


def certified_stars(year: int | None) -> Iterator[Breach]:
    """I4: every star in force has exactly one valid certificate of its level, with its file."""
    for rating in _ratings(year):
        valid = list(rating.certificates.filter(status=CertificateStatus.VALID))
        due = rating.status == RatingStatus.CONFIRMED and bool(rating.level)
        if len(valid) != int(due):
            what = f"{len(valid)} valid certificates for level {rating.level or 'none'}"
            yield Breach("I4", f"rating:{rating.pk}", what)
        for certificate in valid:
            if certificate.level != rating.level:
                what = f"says {certificate.level}, the rating {rating.level}"
                yield Breach("I4", f"certificate:{certificate.pk}", what)
            for one in signed_differences(certificate):
                what = f"{one.where}: {one.stored}, signed was {one.computed}"
                yield Breach("I4", f"certificate:{certificate.pk}", what)
            yield from _file_of(certificate)


def _file_of(certificate: Certificate) -> Iterator[Breach]:
    try:
        read_pdf(
            path=certificate.pdf_path, sha256=certificate.pdf_sha256, number=certificate.serial
        )
    except PdfNotReady:
        key = f"render-certificate:{certificate.pk}"
        if not Job.objects.filter(key=key, done_at__isnull=True).exists():
            yield Breach("I4", f"certificate:{certificate.pk}", "no file, and none is owed")
    except PdfDamaged:
        yield Breach("I4", f"certificate:{certificate.pk}", "the stored file is not what it was")


def recomputed_scores(year: int | None) -> Iterator[Breach]:
    """I5: stored points and levels follow from stored facts, answers, findings and vetoes."""
    for assessment in _assessments(year).filter(status__in=OPEN):
        yield from _differing(f"assessment:{assessment.pk}", stored_differences(assessment))
    for rating in _ratings(year):
        about = f"rating:{rating.pk}"
        yield from _differing(about, [*replay(rating.content), *frozen_differences(rating)])
        yield from _level_history(rating)


def _differing(about: str, differences: Iterable[Difference]) -> Iterator[Breach]:
    for one in differences:
        yield Breach("I5", about, f"{one.where}: stored {one.stored}, computed {one.computed}")


def _level_history(rating: Rating) -> Iterator[Breach]:
    level = ""
    for change in rating.changes.order_by("decided_at", "pk"):
        if change.kind == ChangeKind.CONFIRMED and change.to_level != rating.proposed_level:
            yield Breach("I5", f"rating_change:{change.pk}", "confirms what was not proposed")
        if change.from_level != level:
            yield Breach("I5", f"rating_change:{change.pk}", f"starts at {change.from_level}")
        level = change.to_level
    if level != rating.level:
        yield Breach("I5", f"rating:{rating.pk}", f"{rating.level}, the history says {level}")


def unbroken_chain(year: int | None) -> Iterator[Breach]:
    """I6: the audit chain holds to its head. The year does not matter to the chain."""
    for fault in verify_chain().faults:
        yield Breach("I6", f"event:{fault.sequence}", f"the chain breaks here: {fault.kind}")


def audited_states(year: int | None) -> Iterator[Breach]:
    """I6 and I9: the events of an assessment lead from the first state to the present one."""
    steps = {f"{step}_assessment" for table in TRANSITIONS.values() for step in table}
    for assessment in _assessments(year):
        state: str = Status.FILLING
        events = Event.objects.about("assessment", assessment.pk).filter(action__in=steps)
        for action in events.order_by("sequence").values_list("action", flat=True):
            state = TRANSITIONS.get(state, {}).get(action.removesuffix("_assessment"), "")
            if not state:
                yield Breach("I9", f"assessment:{assessment.pk}", f"{action} was not open")
                break
        if state and state != assessment.status:
            what = f"is {assessment.status}, its events say {state}"
            yield Breach("I6", f"assessment:{assessment.pk}", what)


def kept_evidence(year: int | None) -> Iterator[Breach]:
    """I7: every file of evidence is there unchanged; no file is there without a row."""
    rows = Evidence.objects.exclude(path="")
    for evidence in (rows if year is None else rows.filter(assessment__year=year)).order_by("pk"):
        try:
            content = locate(evidence.path).read_bytes()
        except (OSError, ValueError):
            yield Breach("I7", f"evidence:{evidence.pk}", "the file is missing")
            continue
        if len(content) != evidence.size or sha256_of(content) != evidence.sha256:
            yield Breach("I7", f"evidence:{evidence.pk}", "the file was changed")
    if root().is_dir():
        yield from _strays()


def _strays() -> Iterator[Breach]:
    known = set(Evidence.objects.exclude(path="").values_list("path", flat=True))
    oldest = timezone.now().timestamp() - STRAY_AFTER
    for file in sorted(root().rglob("*")):
        path = file.relative_to(root()).as_posix()
        if file.is_file() and path not in known and file.stat().st_mtime < oldest:
            yield Breach("I7", f"file:{path}", "no row refers to it")


def unchanged_snapshots(year: int | None) -> Iterator[Breach]:
    """I8, as far as rows can tell: submissions and ratings read back with their hash."""
    submissions = Submission.objects.order_by("pk")
    if year is not None:
        submissions = submissions.filter(assessment__year=year)
    frozen: Iterable[Submission | Rating] = [*submissions, *_ratings(year)]
    for row in frozen:
        if sha256_of(row.content) != row.sha256:
            kind = type(row).__name__.lower()
            yield Breach("I8", f"{kind}:{row.pk}", "the content is not what was stored")


def entitled_deciders(year: int | None) -> Iterator[Breach]:
    """I9: every decision was taken by two persons who held their role above it that day."""
    tree = Lineage()
    reviews = Review.objects.select_related("assessment").order_by("pk")
    for review in reviews if year is None else reviews.filter(assessment__year=year):
        branch, about = review.assessment.organization_id, f"review:{review.pk}"
        conclusion = review.concluded_by_id, Role.REVIEWER, review.concluded_at
        approval = review.approved_by_id, Role.APPROVER, review.approved_at
        for decision in (conclusion, approval):
            yield from _held(*decision, branch, tree, about)
        if review.approved_by_id and review.approved_by_id == review.concluded_by_id:
            yield Breach("I9", about, "one person concluded and approved")
    for rating in _ratings(year):
        branch, about = rating.assessment.organization_id, f"rating:{rating.pk}"
        confirmation = rating.confirmed_by_id, Role.OFFICE, rating.confirmed_at
        yield from _held(*confirmation, branch, tree, about)
    for case in VetoCase.objects.order_by("pk"):
        confirmation = case.confirmed_by_id, Role.OFFICE, case.confirmed_at
        yield from _held(*confirmation, case.organization_id, tree, f"veto_case:{case.pk}")


def _held(
    person: int | None,
    role: str,
    at: datetime.datetime | None,
    branch: int,
    tree: Lineage,
    about: str,
) -> Iterator[Breach]:
    if person is None or at is None:
        return
    roles = RoleAssignment.objects.held_on(timezone.localdate(at)).filter(user=person, role=role)
    if not roles.filter(organization__in=tree.above(branch, at)).exists():
        yield Breach("I9", about, f"user:{person} was no {role} here on that day")


def immutable_rubrics(year: int | None) -> Iterator[Breach]:
    """I10: a cycle names a published version that is what was loaded, and whose weights add up."""
    used = Cycle.objects.order_by() if year is None else Cycle.objects.filter(year=year)
    for version in RubricVersion.objects.filter(pk__in=used.values("rubric_version_id")).order_by(
        "pk"
    ):
        about = f"rubric_version:{version.pk}"
        if version.published_at is None:
            yield Breach("I10", about, "is not published")
        if content_hash(version.document) != version.content_hash:
            yield Breach("I10", about, "the document is not what was loaded")
        rubric = rubric_of(version)
        if sum(one.weight for one in rubric.dimensions) != rubric.max:
            yield Breach("I10", about, "the weights do not add up")


INVARIANTS: tuple[Callable[[int | None], Iterator[Breach]], ...] = (
    one_assessment,
    one_certificate,
    gapless_numbers,
    certified_stars,
    recomputed_scores,
    unbroken_chain,
    audited_states,
    kept_evidence,
    unchanged_snapshots,
    entitled_deciders,
    immutable_rubrics,
    true_counters,
    true_paths,
    true_packed,
    true_standings,
)


def breaches(year: int | None = None) -> list[Breach]:
    """Return every row that breaks an invariant; of one year, or of all."""
    return [breach for check in INVARIANTS for breach in check(year)]
