"""Rows for dashboards and workbooks: a constant number of queries, whatever the size."""

import json
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Submission
from scoring.documents.models import Certificate
from scoring.engine.results import Reason, State
from scoring.engine.wording import say
from scoring.organizations.models import Organization
from scoring.ratings.enums import ChangeKind, RatingStatus
from scoring.ratings.models import Rating, RatingChange
from scoring.reports.rows import ChangeRow, GateRow, LevelName, RatingRow, YearOnYearRow
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of

DEFAULT_PROGRAMME = "star-standardization"


def level_names(version: RubricVersion) -> list[LevelName]:
    """Return the levels of a rubric version, lowest first."""
    return [LevelName(one.id, one.name, one.stars) for one in rubric_of(version).levels]


def assessments_of(
    organization: Organization, year: int, programme: str = DEFAULT_PROGRAMME
) -> QuerySet[Assessment]:
    """Return the year's assessments at and below an organization, in tree order."""
    return (
        Assessment.objects.below(organization)
        .filter(year=year, programme=programme)
        .select_related("organization", "rating")
        .defer("answers", "vector", "rating__content")
        .prefetch_related(
            Prefetch(
                "submissions", Submission.objects.defer("content").order_by("-number"), "sent"
            ),
            Prefetch(
                "rating__certificates",
                Certificate.objects.defer("content").order_by("-pk"),
                "issued",
            ),
        )
        .order_by("organization_path", "pk")
    )


def rating_rows(
    organization: Organization, year: int, programme: str = DEFAULT_PROGRAMME
) -> list[RatingRow]:
    """Return one row per branch with an assessment, units in tree order."""
    units = unit_names(organization)
    return [_rating_row(one, units) for one in assessments_of(organization, year, programme)]


def unit_names(organization: Organization) -> dict[str, str]:
    """Return path -> name of the organization, everything below it, and its superiors."""
    path = organization.path
    above = [path[:end] for end in range(Organization.steplen, len(path), Organization.steplen)]
    rows = Organization.objects.below(organization) | Organization.objects.filter(path__in=above)
    return {one.path: one.label for one in rows.only("path", "name", "short_name")}


def unit_path(path: str) -> str:
    """Return the path of the organization right above; a root stands for itself."""
    return path[: -Organization.steplen] or path


def _rating_row(assessment: Assessment, units: dict[str, str]) -> RatingRow:
    rating = getattr(assessment, "rating", None)
    sent: list[Submission] = assessment.sent  # type: ignore[attr-defined]  # prefetched above
    decided = rating is not None and rating.status in (
        RatingStatus.CONFIRMED,
        RatingStatus.CANCELLED,
    )
    valid = next((one for one in rating.issued if one.ended_at is None), None) if rating else None
    above = unit_path(assessment.organization_path)
    return RatingRow(
        assessment=assessment.pk,
        branch_id=assessment.organization_id,
        unit=units.get(above, ""),
        unit_path=above,
        code=assessment.organization.code,
        branch=assessment.organization.name,
        kind=assessment.organization.kind,
        status=assessment.status,
        applied=assessment.star_applied,
        claimed=sent[0].total if sent else None,
        total=rating.total if rating else (assessment.total if sent else None),
        # Who did not declare earns nothing, however good the form looked.
        predicted="" if assessment.status == Status.NOT_DECLARED else assessment.predicted_level,
        level=rating.level if rating and decided else "",
        decided=decided,
        vetoed=rating is not None and rating.status == RatingStatus.CANCELLED,
        serial=valid.serial if valid else "",
        valid_until=valid.valid_until if valid else None,
        dimensions={key: Decimal(one) for key, one in assessment.dimension_points.items()},
    )


def gate_rows(
    organization: Organization, year: int, programme: str = DEFAULT_PROGRAMME
) -> list[GateRow]:
    """Return every gate of the level applied for that did not hold when it was decided."""
    units = unit_names(organization)
    ratings = (
        Rating.objects.filter(
            assessment__in=Assessment.objects.below(organization).filter(
                year=year, programme=programme
            )
        )
        .select_related("assessment__organization")
        .defer("assessment__answers", "assessment__vector")
        .order_by("assessment__organization_path", "pk")
    )
    return [
        _gate_row(rating.assessment, gate, units)
        for rating in ratings
        for gate in json.loads(rating.content)["decision"]["gates"]
        if gate["level"] == rating.assessment.star_applied and not State(gate["state"]).holds
    ]


def _gate_row(assessment: Assessment, gate: dict[str, Any], units: dict[str, str]) -> GateRow:
    return GateRow(
        unit=units.get(unit_path(assessment.organization_path), ""),
        branch=assessment.organization.name,
        applied=assessment.star_applied,
        level=gate["level"],
        gate=gate["name"],
        state=gate["state"],
        value=gate["value"],
        why="；".join(say(Reason(why["code"], why["data"])) for why in gate["why"]),
    )


def change_rows(
    organization: Organization, year: int, programme: str = DEFAULT_PROGRAMME
) -> list[ChangeRow]:
    """Return the downgrades and cancellations of the year's ratings, oldest first."""
    units = unit_names(organization)
    changes = (
        RatingChange.objects.filter(
            rating__assessment__in=Assessment.objects.below(organization).filter(
                year=year, programme=programme
            ),
            kind__in=(ChangeKind.DOWNGRADED, ChangeKind.CANCELLED),
        )
        .select_related("rating__assessment__organization", "notice")
        .order_by("effective_on", "pk")
    )
    return [
        ChangeRow(
            unit=units.get(unit_path(one.rating.assessment.organization_path), ""),
            branch=one.rating.assessment.organization.name,
            kind=one.kind,
            from_level=one.from_level,
            to_level=one.to_level,
            effective_on=one.effective_on,
            reason=one.reason,
            notice=one.notice.number if hasattr(one, "notice") else "",
        )
        for one in changes
    ]


def year_on_year_rows(now: list[RatingRow], before: list[RatingRow]) -> list[YearOnYearRow]:
    """Pair this year's rows with last year's by branch code; new branches have no before."""
    earlier = {row.code: row for row in before}
    rows = []
    for row in now:
        last = earlier.get(row.code)
        rows.append(
            YearOnYearRow(
                unit=row.unit,
                branch=row.branch,
                level_before=last.shown_level if last else "",
                level_now=row.shown_level,
                total_before=last.total if last else None,
                total_now=row.total,
            )
        )
    return rows
