"""Rows for dashboards and workbooks: a constant number of queries, whatever the size."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Submission
from scoring.documents.models import Certificate
from scoring.engine.results import Reason, State
from scoring.engine.wording import say
from scoring.organizations.models import Organization
from scoring.ratings.enums import ChangeKind, RatingStatus
from scoring.ratings.models import Rating, RatingChange
from scoring.reports.rows import ChangeRow, GateRow, RatingRow, YearOnYearRow
from scoring.reports.under_veto import decided_by_veto, under_veto

DEFAULT_PROGRAMME = "star-standardization"

SLICE = 500
"""Rows that are read together where a year is too large to be held."""

FROZEN_SLICE = 50


def rating_rows(
    organization: Organization, year: int, programme: str = DEFAULT_PROGRAMME
) -> list[RatingRow]:
    """Return one row per branch with an assessment, units in tree order."""
    units = unit_names(organization)
    return [_rating_row(one, units) for one in _columns(organization, year, programme)]


def rating_slices(
    organization: Organization,
    year: int,
    programme: str = DEFAULT_PROGRAMME,
    *,
    size: int = SLICE,
) -> Iterator[list[RatingRow]]:
    """Yield the rows of ``rating_rows``, ``size`` at a time, so that memory knows no year's size.

    Each slice is a query of its own that goes on behind the last key. Unlike one long cursor
    this holds no snapshot between slices: a job may note its progress meanwhile, which SQLite
    would refuse inside a read that others have written behind.
    """
    units = unit_names(organization)
    query = _columns(organization, year, programme)
    found = list(query[:size])
    while found:
        yield [_rating_row(one, units) for one in found]
        path, last = found[-1].organization_path, found[-1].pk
        # The plain lower bound is what an index can use; the rest settles equal paths.
        behind = Q(organization_path__gt=path) | Q(pk__gt=last)
        found = list(query.filter(behind, organization_path__gte=path)[:size])


def rows_of(
    branches: Collection[int],
    organization: Organization,
    year: int,
    programme: str = DEFAULT_PROGRAMME,
    *,
    units: Mapping[str, str],
) -> dict[int, RatingRow]:
    """Return branch -> its row of the year, for those of the branches that have one."""
    query = _columns(organization, year, programme).filter(organization_id__in=branches)
    return {one.organization_id: _rating_row(one, units) for one in query}


def count_rows(organization: Organization, year: int, programme: str = DEFAULT_PROGRAMME) -> int:
    """Return how many rows ``rating_rows`` has."""
    return Assessment.objects.below(organization).filter(year=year, programme=programme).count()


def _columns(organization: Organization, year: int, programme: str) -> QuerySet[Any, Any]:
    """Return what a row is made of, one query for everything: no models, no frozen JSON."""
    sent = Submission.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    held = Certificate.objects.filter(
        rating__assessment=OuterRef("pk"), ended_at__isnull=True
    ).order_by("-pk")
    return (
        Assessment.objects.below(organization)
        .filter(year=year, programme=programme)
        .annotate(
            claimed=Subquery(sent.values("total")[:1]),
            serial=Subquery(held.values("serial")[:1]),
            certified_until=Subquery(held.values("valid_until")[:1]),
            under_veto=under_veto(),
            decided_by_veto=decided_by_veto(),
        )
        .order_by("organization_path", "pk")
        .values_list(
            "pk",
            "organization_id",
            "organization_path",
            "organization__code",
            "organization__name",
            "organization__kind",
            "status",
            "star_applied",
            "total",
            "predicted_level",
            "dimension_points",
            "rating__status",
            "rating__level",
            "rating__total",
            "claimed",
            "serial",
            "certified_until",
            "under_veto",
            "decided_by_veto",
            named=True,
        )
    )


def unit_names(organization: Organization) -> dict[str, str]:
    """Return path -> name of the organization, its superiors, and all below it but the leaves."""
    path = organization.path
    above = [path[:end] for end in range(Organization.steplen, len(path), Organization.steplen)]
    units = Organization.objects.below(organization).filter(Q(numchild__gt=0) | Q(path=path))
    rows = units | Organization.objects.filter(path__in=above)
    return {one.path: one.label for one in rows.only("path", "name", "short_name")}


def unit_path(path: str) -> str:
    """Return the path of the organization right above; a root stands for itself."""
    return path[: -Organization.steplen] or path


def _rating_row(found: Any, units: Mapping[str, str]) -> RatingRow:
    rated = found.rating__status is not None
    decided = found.rating__status in (RatingStatus.CONFIRMED, RatingStatus.CANCELLED)
    above = unit_path(found.organization_path)
    is_sent = found.claimed is not None
    return RatingRow(
        assessment=found.pk,
        branch_id=found.organization_id,
        unit=units.get(above, ""),
        unit_path=above,
        code=found.organization__code,
        branch=found.organization__name,
        kind=found.organization__kind,
        status=found.status,
        applied=found.star_applied,
        claimed=found.claimed,
        total=found.rating__total if rated else (found.total if is_sent else None),
        # Who did not declare earns nothing, however good the form looked.
        predicted="" if found.status == Status.NOT_DECLARED else found.predicted_level,
        level=found.rating__level if decided else "",
        decided=decided,
        vetoed=found.rating__status == RatingStatus.CANCELLED
        or (found.decided_by_veto if decided else found.under_veto),
        serial=found.serial or "",
        valid_until=found.certified_until,
        dimensions={key: Decimal(one) for key, one in found.dimension_points.items()},
    )


def gate_rows(
    organization: Organization, year: int, programme: str = DEFAULT_PROGRAMME
) -> Iterator[GateRow]:
    """Yield every unmet gate that kept a branch from the level it applied for.

    Who got the level applied for lacked nothing, hence only the frozen decisions of the others
    are read, a few at a time: each is some sixty kilobytes.
    """
    units = unit_names(organization)
    ratings = (
        Rating.objects.filter(
            assessment__in=Assessment.objects.below(organization).filter(
                year=year, programme=programme
            )
        )
        .exclude(proposed_level=F("assessment__star_applied"))
        .order_by("assessment__organization_path", "pk")
        .values_list("pk", flat=True)
    )
    for few in batched(ratings, FROZEN_SLICE):
        read = Rating.objects.select_related("assessment__organization").defer(
            "assessment__answers", "assessment__vector"
        )
        frozen = read.in_bulk(few)
        for rating in (frozen[key] for key in few):
            for gate in json.loads(rating.content)["decision"]["gates"]:
                is_wanted = gate["level"] == rating.assessment.star_applied
                if is_wanted and not State(gate["state"]).holds:
                    yield _gate_row(rating.assessment, gate, units)


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


def year_on_year_row(now: RatingRow, before: RatingRow | None) -> YearOnYearRow:
    """Put a row beside the same branch's row of the year before; a new branch has none."""
    return YearOnYearRow(
        unit=now.unit,
        branch=now.branch,
        level_before=before.shown_level if before else "",
        level_now=now.shown_level,
        total_before=before.total if before else None,
        total_now=now.total,
    )


def batched(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    """Yield the keys in lists of ``size``, the last one shorter."""
    rest = iter(keys)
    while few := list(islice(rest, size)):
        yield few
