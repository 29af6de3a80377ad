"""A record as plain data: items claimed and verified, conditions, star, history, papers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.documents.enums import CertificateStatus, DocumentKind, DocumentStatus, NoticeKind
from scoring.documents.models import Certificate, Notice, OfficialDocument
from scoring.engine.results import Reason, State
from scoring.engine.rubric import Rubric
from scoring.organizations.models import User
from scoring.ratings.enums import ChangeKind, RatingStatus
from scoring.ratings.models import Rating, VetoCase
from scoring.ratings.queries import place_in_unit
from scoring.reviews.enums import FindingStatus, ReasonCode
from scoring.reviews.models import Finding, Review
from scoring.rubrics.queries import rubric_of
from scoring.web import formats
from scoring.web.bonuses import Bonuses, bonuses_of, bonuses_of_data
from scoring.web.components import GateRow
from scoring.web.errors import office, worded
from scoring.web.selfassessment.wording import cited, level_name, level_stars
from scoring.workflow.scoring_state import Standing, load, veto_cases
from scoring.workflow.vetoes import SOURCE as VETO_SOURCE

# Until the review is concluded the branch sees its own points, not the reviewer's.
DECIDED = (Status.CONCLUDED, Status.APPROVED, Status.PUBLICIZED, Status.CONFIRMED)


@dataclass(frozen=True)
class ItemRow:
    """One item: what was claimed, what was verified, and why they differ."""

    name: str
    maximum: Decimal
    claimed: Decimal | None
    verified: Decimal | None
    reason: str
    na: bool
    cut: bool


@dataclass(frozen=True)
class DimensionRows:
    """The items of one dimension."""

    name: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True)
class Happening:
    """One line of the history."""

    on: date | datetime
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Paper:
    """One certificate or notice with its state and, once it is made, its file."""

    name: str
    state: str
    kind: str  # of the chip
    detail: str
    url: str


@dataclass(frozen=True)
class VetoNote:
    """A confirmed veto: the day, and the number under which the rest is on file."""

    day: date
    reference: str


@dataclass(frozen=True)
class RecordPage:
    """Everything the record shows."""

    level: str
    stars: int
    final: bool
    veto: bool
    total: Decimal
    valid_until: date | None
    dimensions: tuple[DimensionRows, ...]
    conditions: tuple[tuple[str, list[GateRow]], ...]
    history: tuple[Happening, ...]
    papers: tuple[Paper, ...]
    vetoes: tuple[VetoNote, ...] = ()
    place: tuple[int, int] | None = None  # in the unit, of how many; once the year is closed
    bonuses: Bonuses | None = None


def record_page(assessment: Assessment, reader: User, *, for_branch: bool) -> RecordPage:
    """Lay out the record of one assessment for a reader."""
    rubric = rubric_of(assessment.cycle.rubric_version)
    rating: Rating | None = getattr(assessment, "rating", None)
    told = not for_branch or assessment.status in DECIDED
    final = rating is not None and rating.confirmed_at is not None
    # A branch whose review is open reads its own claims: no verdict shows through star or gates.
    decided = rating if told else None
    standing = None if decided is not None else load(assessment, with_findings=told)
    level = _level(assessment, decided, standing)
    return RecordPage(
        level=level_name(rubric, level),
        stars=level_stars(rubric, level),
        final=final,
        veto=rating is not None and rating.status == RatingStatus.CANCELLED,
        total=rating.total if rating is not None and told else _claimed_total(assessment),
        valid_until=rating.valid_until if rating is not None else None,
        dimensions=tuple(_dimensions(assessment, rubric, told=told)),
        conditions=tuple(_conditions(rubric, _verdicts(decided, standing))),
        history=tuple(sorted(_history(assessment, rubric, rating), key=_moment, reverse=True)),
        papers=tuple(_papers(assessment, reader)),
        vetoes=tuple(_vetoes(assessment, rating)),
        place=place_in_unit(assessment),
        bonuses=_bonuses(rubric, decided, standing),
    )


def _bonuses(rubric: Rubric, rating: Rating | None, standing: Standing | None) -> Bonuses | None:
    """Return the bonuses as the decision froze them, else as they stand now."""
    if rating is not None:
        return bonuses_of_data(rubric, json.loads(rating.content)["sheet"])
    return bonuses_of(rubric, standing.sheet) if standing else None


def _vetoes(assessment: Assessment, rating: Rating | None) -> Iterator[VetoNote]:
    """Return the vetoes that count here or took the star, oldest first; none beside a star."""
    if rating is not None and rating.level:
        return  # it was no longer in force when the case was confirmed
    cases = {case.pk: case for case in veto_cases(assessment)}
    if rating is not None:
        behind = rating.changes.filter(source_kind=VETO_SOURCE)
        cases |= VetoCase.objects.confirmed().in_bulk(
            list(behind.values_list("source_id", flat=True))
        )
    for case in sorted(cases.values(), key=lambda one: (one.happened_on, one.pk)):
        yield VetoNote(case.happened_on, case.reference)


def _level(assessment: Assessment, rating: Rating | None, standing: Standing | None) -> str:
    if rating is not None and rating.confirmed_at is not None:
        return rating.level
    return standing.decision.provisional if standing else assessment.predicted_level


def _claimed_total(assessment: Assessment) -> Decimal:
    last = assessment.submissions.order_by("-number").values_list("total", flat=True).first()
    return last if last is not None else assessment.total


def _dimensions(assessment: Assessment, rubric: Rubric, *, told: bool) -> Iterator[DimensionRows]:
    review = Review.objects.filter(assessment=assessment).first()
    found = {} if review is None else {one.indicator: one for one in review.findings.all()}
    for dimension in rubric.dimensions:
        rows = []
        for indicator in dimension.indicators:
            finding = found.get(indicator.id)
            if finding is None:
                rows.append(_unreviewed(assessment, cited(indicator), indicator.id, indicator.max))
            else:
                rows.append(_reviewed(cited(indicator), finding, told=told))
        yield DimensionRows(dimension.name, tuple(rows))


def _unreviewed(assessment: Assessment, name: str, item: str, maximum: Decimal) -> ItemRow:
    held = assessment.vector.get(item, "0")
    claimed = None if held is None else Decimal(held)
    return ItemRow(name, maximum, claimed, None, "", held is None, cut=False)


def _reviewed(name: str, finding: Finding, *, told: bool) -> ItemRow:
    verified = finding.verified if told and finding.status == FindingStatus.VERIFIED else None
    labels = dict(ReasonCode.choices)
    words = [str(labels.get(finding.reason_code, "")), finding.reason] if told else []
    return ItemRow(
        name=name,
        maximum=finding.maximum,
        claimed=finding.claimed,
        verified=verified,
        reason=" ".join(word for word in words if word),
        na=finding.not_applicable,
        cut=verified is not None and verified != finding.claimed,
    )


def _conditions(
    rubric: Rubric, verdicts: list[dict[str, Any]]
) -> Iterator[tuple[str, list[GateRow]]]:
    for level in rubric.levels:
        rows = [_gate_row(one) for one in verdicts if one["level"] == level.id]
        if rows:
            yield level_name(rubric, level.id), rows


def _verdicts(rating: Rating | None, standing: Standing | None) -> list[dict[str, Any]]:
    """Return the conditions as the decision froze them, else as they stand now."""
    if rating is not None:
        gates: list[dict[str, Any]] = json.loads(rating.content)["decision"]["gates"]
        return gates
    return [
        {
            "level": one.level,
            "name": one.name,
            "state": str(one.state.value),
            "awaits": one.awaits,
            "why": [{"code": reason.code, "data": reason.data} for reason in one.why],
        }
        for one in (standing.decision.gates if standing else ())
    ]


def _gate_row(verdict: dict[str, Any]) -> GateRow:
    state = verdict["state"]
    if state == State.AWAITING:
        text = _(", ").join(map(office, verdict["awaits"]))
        return GateRow(state, verdict["name"], _("Waiting for: %(offices)s") % {"offices": text})
    reasons = [worded(Reason(one["code"], one["data"])) for one in verdict["why"]]
    return GateRow(state, verdict["name"], _("; ").join(dict.fromkeys(reasons)))


def _moment(happening: Happening) -> str:
    return happening.on.isoformat()


def _history(assessment: Assessment, rubric: Rubric, rating: Rating | None) -> Iterator[Happening]:
    for submission in assessment.submissions.all():
        star = level_name(rubric, submission.star_applied)
        detail = _("%(total)s points, applied for %(level)s") % {
            "total": formats.points(submission.total),
            "level": star,
        }
        yield Happening(submission.submitted_at, _("Submitted"), detail)
    for change in rating.changes.all() if rating is not None else ():
        text = str(ChangeKind(change.kind).label)
        before, after = (level_name(rubric, one) for one in (change.from_level, change.to_level))
        moved = f"{before} → {after}" if change.kind != ChangeKind.CONFIRMED else after
        yield Happening(change.decided_at, text, f"{moved} {change.reason}".strip())
    for one in assessment.reinspections.all():
        result = _("Re-inspection passed") if one.passed else _("Re-inspection not passed")
        yield Happening(one.recorded_at, result, one.findings)


def _papers(assessment: Assessment, reader: User) -> Iterator[Paper]:
    certificates = Certificate.objects.visible_to(reader).filter(rating__assessment=assessment)
    for one in certificates.order_by("-issued_on", "-pk"):
        yield Paper(
            name=_("Certificate %(serial)s") % {"serial": one.serial},
            state=str(CertificateStatus(one.status).label),
            kind="ok" if one.status == CertificateStatus.VALID else "stop",
            detail=_("issued %(day)s") % {"day": formats.day(one.issued_on)},
            url=reverse("record:certificate", args=[one.pk]) if one.pdf_path else "",
        )
    notices = Notice.objects.visible_to(reader).filter(rating_change__rating__assessment=assessment)
    for paper in notices.order_by("-issued_on", "-pk"):
        yield Paper(
            name=f"{NoticeKind(paper.kind).label} {paper.number}",
            state="",
            kind="",
            detail=_("issued %(day)s") % {"day": formats.day(paper.issued_on)},
            url=reverse("record:notice", args=[paper.pk]) if paper.pdf_path else "",
        )
    yield from _official(assessment, reader)


def _official(assessment: Assessment, reader: User) -> Iterator[Paper]:
    """Yield the official documents about this branch alone, as a rectification notice is."""
    documents = OfficialDocument.objects.visible_to(reader).numbered()
    for one in documents.filter(
        organization=assessment.organization_id, cycle=assessment.cycle_id
    ).order_by("-issued_on", "-pk"):
        gone = one.status == DocumentStatus.WITHDRAWN
        yield Paper(
            name=f"{DocumentKind(one.kind).label} {one.number}",
            state=str(DocumentStatus(one.status).label) if gone else "",
            kind="stop" if gone else "",
            detail=_("issued %(day)s") % {"day": formats.day(one.issued_on)},
            url=reverse("record:document", args=[one.pk]) if one.pdf_path else "",
        )
