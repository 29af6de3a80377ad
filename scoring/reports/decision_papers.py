"""From rows to the drafts of official documents about a cycle: publicity, naming, bulletin."""

import datetime
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Prefetch

from scoring.assessments.models import Cycle
from scoring.documents.forms.drafting import blank_number, cited_rule, letterhead_of
from scoring.documents.forms.official import (
    Bulletin,
    Listed,
    NamingDecision,
    PublicityList,
    UnitResult,
)
from scoring.documents.models import Certificate
from scoring.documents.subjects import subject_word, title_word
from scoring.engine.rubric import Rubric
from scoring.organizations.models import Organization
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Publicity, Rating, RatingQuerySet
from scoring.reports.papers import cited, level_words
from scoring.reports.queries import rating_rows, unit_names, unit_path
from scoring.reports.rows import RatingRow
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.rubrics.queries import rubric_of

WEAKEST = 5  # items named in a bulletin


def publicity_list(publicity: Publicity, organization: Organization) -> PublicityList:
    """Return one publicity list, cut to an organization, dated its first day."""
    rubric = rubric_of(publicity.cycle.rubric_version)
    ratings = _ratings(organization).filter(publicity=publicity).exclude(proposed_level="")
    units = unit_names(organization)
    listed = [_listed(one, one.proposed_level, rubric, units) for one in ratings]
    return PublicityList(
        **official_head(publicity.cycle, publicity.starts_on),
        starts_on=publicity.starts_on,
        ends_on=publicity.ends_on,
        days=publicity.cycle.publicity_days,
        branches=_by_level(listed, rubric),
        counts=_counts((one.level for one in listed), rubric),
    )


def naming_decision(
    cycle: Cycle, organization: Organization, *, issued_on: datetime.date
) -> NamingDecision:
    """Return the draft that names every branch whose star is confirmed, best level first.

    Raises:
        Rating.DoesNotExist: no star of the cycle is confirmed yet.
    """
    rubric = rubric_of(cycle.rubric_version)
    valid = Certificate.objects.valid().only("serial", "rating_id")
    ratings = (
        _ratings(organization)
        .confirmed()
        .filter(assessment__cycle=cycle)
        .exclude(level="")
        .prefetch_related(Prefetch("certificates", valid, "held"))
    )
    until = [one.valid_until for one in ratings if one.valid_until]
    if not until:
        raise Rating.DoesNotExist
    units = unit_names(organization)
    listed = [_listed(one, one.level, rubric, units) for one in ratings]
    return NamingDecision(
        **official_head(cycle, issued_on),
        valid_until=max(until),
        branches=_by_level(listed, rubric),
        counts=_counts((one.level for one in listed), rubric),
    )


def bulletin(cycle: Cycle, organization: Organization, *, issued_on: datetime.date) -> Bulletin:
    """Return the draft of the year's result, for a cycle in which every branch is decided.

    A branch that did not declare counts as no star.
    The average is that of the verified totals of decided branches, exact.
    """
    rubric = rubric_of(cycle.rubric_version)
    rows = rating_rows(organization, cycle.year, cycle.programme)
    totals = [row.total for row in rows if row.decided and row.total is not None]
    levels = _order(rubric)
    return Bulletin(
        **official_head(cycle, issued_on),
        assessed=len(rows),
        declared=sum(row.claimed is not None for row in rows),
        counts=_counts((level_words(rubric, row.level) for row in rows), rubric),
        levels=tuple(levels),
        units=_units(rows, rubric, levels),
        average=sum(totals, Decimal(0)) / len(totals) if totals else None,
        weak=_weak(cycle, organization, rubric),
    )


def official_head(cycle: Cycle, issued_on: datetime.date) -> dict[str, Any]:
    """Return what every official document of a cycle carries; its number has a blank."""
    rubric = rubric_of(cycle.rubric_version)
    return {
        "number": blank_number(issued_on.year),
        "letterhead": letterhead_of(cycle.issuer_name),
        "issuer_name": cycle.issuer_name,
        "issued_on": issued_on,
        "year": cycle.year,
        "basis": cited_rule(cycle.rubric_version.name),
        "contact": "，".join(part for part in (cycle.contact_name, cycle.contact_phone) if part),
        "printed_by": cycle.issuer_name,
        "subject": subject_word(rubric.subject),
        "called": title_word(rubric),
    }


def _ratings(organization: Organization) -> RatingQuerySet:
    below = Organization.objects.below(organization)
    return (
        Rating.objects.filter(assessment__organization__in=below)
        .select_related("assessment__organization")
        .defer("content", "assessment__answers", "assessment__vector")
        .order_by("assessment__organization_path", "pk")
    )


def _listed(rating: Rating, level: str, rubric: Rubric, units: dict[str, str]) -> Listed:
    assessment = rating.assessment
    held: list[Certificate] = getattr(rating, "held", [])
    return Listed(
        unit=units.get(unit_path(assessment.organization_path), ""),
        branch=assessment.organization.name,
        level=level_words(rubric, level),
        serial=held[0].serial if held else "",
    )


def _order(rubric: Rubric) -> list[str]:
    """Return the levels' names, best first, and the words for none."""
    return [*(level.name for level in reversed(rubric.levels)), level_words(rubric, "")]


def _by_level(listed: Iterable[Listed], rubric: Rubric) -> tuple[Listed, ...]:
    """Return the branches best level first; within a level they stay in tree order."""
    order = _order(rubric)
    return tuple(sorted(listed, key=lambda one: order.index(one.level)))


def _counts(levels: Iterable[str], rubric: Rubric) -> tuple[tuple[str, int], ...]:
    counted = Counter(levels)
    return tuple((name, counted[name]) for name in _order(rubric) if counted[name])


def _units(rows: list[RatingRow], rubric: Rubric, levels: list[str]) -> tuple[UnitResult, ...]:
    held: dict[str, tuple[str, Counter[str]]] = {}
    for row in rows:
        _name, counted = held.setdefault(row.unit_path, (row.unit, Counter()))
        counted[level_words(rubric, row.level)] += 1
    return tuple(
        UnitResult(name, counted.total(), tuple(counted[level] for level in levels))
        for name, counted in held.values()
    )


def _weak(cycle: Cycle, organization: Organization, rubric: Rubric) -> tuple[tuple[str, int], ...]:
    """Return the items where most of the decided branches lost points. One query."""
    decided = Rating.objects.filter(
        assessment__cycle=cycle,
        assessment__organization__in=Organization.objects.below(organization),
        status__in=(RatingStatus.CONFIRMED, RatingStatus.CANCELLED),
    )
    lost = (
        Finding.objects.filter(
            review__assessment__rating__in=decided,
            status=FindingStatus.VERIFIED,
            not_applicable=False,
            verified__lt=F("maximum"),
        )
        .values_list("indicator")
        .annotate(branches=Count("pk"))
        .order_by("-branches", "indicator")[:WEAKEST]
    )
    names = {one.id: cited(one) for one in rubric.indicators}
    return tuple((names[indicator], branches) for indicator, branches in lost)
