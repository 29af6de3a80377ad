"""Statements that are always true; ``check_invariants`` names every row that breaks one.

I1 to I10 are here, who decided what (I6, I9) in ``deciders``, what only repeats other rows (I11) in
``derived`` and ``derived_points``.

I8, that an answered write survives a crash, cannot be read off the rows afterwards; what can
be is that every stored snapshot still is what was stored.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import chain

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from scoring.assessments.enums import OPEN
from scoring.assessments.models import Assessment, Cycle, Evidence, Submission
from scoring.assessments.queries import with_cycle
from scoring.assessments.storage import locate, root
from scoring.audit.verification import verify_chain
from scoring.common.canonical import sha256_of
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, NumberSeries
from scoring.documents.numbering import CERTIFICATE
from scoring.documents.storage import PdfDamaged, PdfNotReady, read_pdf
from scoring.engine.document import content_hash
from scoring.jobs.models import Job
from scoring.ratings.enums import ChangeKind, RatingStatus
from scoring.ratings.models import Rating
from scoring.reports.breach import Breach
from scoring.reports.deciders import audited_states, entitled_deciders
from scoring.reports.derived import true_counters, true_paths
from scoring.reports.derived_points import true_packed, true_standings
from scoring.reports.ended import ended_for_good
from scoring.reports.recompute import (
    Difference,
    frozen_differences,
    replay,
    signed_differences,
    stored_differences,
)
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of

CHUNK = 100  # rows in memory at a time; their snapshots are large
STRAY_AFTER = 24 * 60 * 60  # seconds; younger files may belong to a request under way


def _assessments(year: int | None) -> QuerySet[Assessment]:
    rows = with_cycle(Assessment.objects.all())
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
        about = f"organization:{row['organization_id']}"
        yield Breach("I1", about, _("%(count)s assessments"), {"count": row["rows"]})
    for assessment in _assessments(year).iterator(chunk_size=CHUNK):
        written = assessment.changes.count()
        counted = sum(held["version"] for held in assessment.answers.values())
        if written != counted:
            what = _("%(held)s versions of answers, %(kept)s in the history")
            data = {"held": counted, "kept": written}
            yield Breach("I1", f"assessment:{assessment.pk}", what, data)


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
        what = _("%(count)s valid certificates of %(year)s")
        data = {"count": row["rows"], "year": row["year"]}
        yield Breach("I2", f"organization:{row['organization_id']}", what, data)


def gapless_numbers(year: int | None) -> Iterator[Breach]:
    """I3: as many certificates as numbers were given out, over all epochs."""
    series = NumberSeries.objects.filter(kind=CERTIFICATE)
    for row in series.values("year").annotate(given=Sum("last")).order_by("year"):
        issued = Certificate.objects.filter(year=row["year"]).count()
        if (year is None or row["year"] == year) and issued != row["given"]:
            what = _("%(given)s numbers given out, %(issued)s certificates")
            data = {"given": row["given"], "issued": issued}
            yield Breach("I3", f"series:{row['year']}", what, data)


def certified_stars(year: int | None) -> Iterator[Breach]:
    """I4: every star in force has exactly one valid certificate of its level, with its file.

    It has none while its certificate is voided and not issued anew yet.
    """
    for rating in _ratings(year).iterator(chunk_size=CHUNK):
        valid = list(rating.certificates.filter(status=CertificateStatus.VALID))
        due = rating.status == RatingStatus.CONFIRMED and bool(rating.level)
        if len(valid) != int(due) and not (due and _is_void(rating, valid)):
            what = _("%(count)s valid certificates for level %(level)s")
            data = {"count": len(valid), "level": rating.level or "none"}
            yield Breach("I4", f"rating:{rating.pk}", what, data)
        for certificate in valid:
            if certificate.level != rating.level:
                what = _("says %(level)s, the rating %(rating)s")
                data = {"level": certificate.level, "rating": rating.level}
                yield Breach("I4", f"certificate:{certificate.pk}", what, data)
            for one in signed_differences(certificate):
                what = _("%(where)s: %(stored)s, signed was %(computed)s")
                yield Breach("I4", f"certificate:{certificate.pk}", what, asdict(one))
            yield from _file_of(certificate)


def _is_void(rating: Rating, valid: list[Certificate]) -> bool:
    voided = rating.certificates.filter(status=CertificateStatus.VOIDED, level=rating.level)
    return not valid and voided.filter(superseded_by__isnull=True).exists()


def _file_of(certificate: Certificate) -> Iterator[Breach]:
    try:
        read_pdf(
            path=certificate.pdf_path, sha256=certificate.pdf_sha256, number=certificate.serial
        )
    except PdfNotReady:
        key = f"render-certificate:{certificate.pk}"
        if not Job.objects.filter(key=key, done_at__isnull=True).exists():
            yield Breach("I4", f"certificate:{certificate.pk}", _("no file, and none is owed"))
    except PdfDamaged:
        yield Breach("I4", f"certificate:{certificate.pk}", _("the stored file is not what it was"))


def recomputed_scores(year: int | None) -> Iterator[Breach]:
    """I5: stored points and levels follow from stored facts, answers, findings and vetoes."""
    undecided = _assessments(year).filter(status__in=OPEN)
    for assessment in undecided.iterator(chunk_size=CHUNK):
        yield from _differing(f"assessment:{assessment.pk}", stored_differences(assessment))
    for rating in _ratings(year).iterator(chunk_size=CHUNK):
        about = f"rating:{rating.pk}"
        yield from _differing(about, [*replay(rating.content), *frozen_differences(rating)])
        yield from _level_history(rating)


def _differing(about: str, differences: Iterable[Difference]) -> Iterator[Breach]:
    for one in differences:
        what = _("%(where)s: stored %(stored)s, computed %(computed)s")
        yield Breach("I5", about, what, asdict(one))


def _level_history(rating: Rating) -> Iterator[Breach]:
    level = ""
    for change in rating.changes.order_by("decided_at", "pk"):
        if change.kind == ChangeKind.CONFIRMED and change.to_level != rating.proposed_level:
            yield Breach("I5", f"rating_change:{change.pk}", _("confirms what was not proposed"))
        if change.from_level != level:
            what = _("starts at %(level)s")
            yield Breach("I5", f"rating_change:{change.pk}", what, {"level": change.from_level})
        level = change.to_level
    if level != rating.level:
        data = {"level": rating.level, "history": level}
        what = _("%(level)s, the history says %(history)s")
        yield Breach("I5", f"rating:{rating.pk}", what, data)


def unbroken_chain(year: int | None) -> Iterator[Breach]:
    """I6: the audit chain holds to its head. The year does not matter to the chain."""
    for fault in verify_chain().faults:
        what = _("the chain breaks here: %(kind)s")
        yield Breach("I6", f"event:{fault.sequence}", what, {"kind": fault.kind})


def kept_evidence(year: int | None) -> Iterator[Breach]:
    """I7: every file of evidence is there unchanged; no file is there without a row."""
    rows = Evidence.objects.exclude(path="")
    for evidence in (rows if year is None else rows.filter(assessment__year=year)).order_by("pk"):
        try:
            content = locate(evidence.path).read_bytes()
        except (OSError, ValueError):
            yield Breach("I7", f"evidence:{evidence.pk}", _("the file is missing"))
            continue
        if len(content) != evidence.size or sha256_of(content) != evidence.sha256:
            yield Breach("I7", f"evidence:{evidence.pk}", _("the file was changed"))
    if root().is_dir():
        yield from _strays()


def _strays() -> Iterator[Breach]:
    known = set(Evidence.objects.exclude(path="").values_list("path", flat=True))
    oldest = timezone.now().timestamp() - STRAY_AFTER
    for file in sorted(root().rglob("*")):
        path = file.relative_to(root()).as_posix()
        if file.is_file() and path not in known and file.stat().st_mtime < oldest:
            yield Breach("I7", f"file:{path}", _("no row refers to it"))


def unchanged_snapshots(year: int | None) -> Iterator[Breach]:
    """I8, as far as rows can tell: submissions and ratings read back with their hash."""
    submissions = Submission.objects.order_by("pk")
    if year is not None:
        submissions = submissions.filter(assessment__year=year)
    frozen: Iterable[Submission | Rating] = chain(
        submissions.iterator(chunk_size=CHUNK), _ratings(year).iterator(chunk_size=CHUNK)
    )
    for row in frozen:
        if sha256_of(row.content) != row.sha256:
            kind = type(row).__name__.lower()
            yield Breach("I8", f"{kind}:{row.pk}", _("the content is not what was stored"))


def immutable_rubrics(year: int | None) -> Iterator[Breach]:
    """I10: a cycle names a published version that is what was loaded, and whose weights add up."""
    used = Cycle.objects.order_by() if year is None else Cycle.objects.filter(year=year)
    for version in RubricVersion.objects.filter(pk__in=used.values("rubric_version_id")).order_by(
        "pk"
    ):
        about = f"rubric_version:{version.pk}"
        if version.published_at is None:
            yield Breach("I10", about, _("is not published"))
        if content_hash(version.document) != version.content_hash:
            yield Breach("I10", about, _("the document is not what was loaded"))
        rubric = rubric_of(version)
        given = sum(one.weight for one in rubric.dimensions)
        if given != rubric.max and not rubric.sheets:  # sheets are blended into the maximum
            yield Breach("I10", about, _("the weights do not add up"))


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
    ended_for_good,
    immutable_rubrics,
    true_counters,
    true_paths,
    true_packed,
    true_standings,
)


def breaches(year: int | None = None) -> list[Breach]:
    """Return every row that breaks an invariant; of one year, or of all."""
    return [breach for check in INVARIANTS for breach in check(year)]
