"""What the office reads: proposals, publicity, what is due, stars in force."""

import datetime
from dataclasses import replace
from decimal import Decimal

from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.utils import timezone

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.engine.level_history import held_of
from scoring.engine.quotas import Candidate, QuotaVerdict
from scoring.engine.quotas import quota_verdicts as engine_verdicts
from scoring.engine.rubric import Rubric
from scoring.engine.windows import Window
from scoring.organizations.models import Organization
from scoring.ratings.enums import RatingStatus, VetoStatus
from scoring.ratings.history_queries import DECIDED, levels_held_by
from scoring.ratings.models import (
    Objection,
    Rating,
    RatingQuerySet,
    Standing,
    StandingQuerySet,
    VetoCase,
    VetoCaseQuerySet,
)
from scoring.rubrics.queries import rubric_of

_AT_ONCE = 5_000  # branches asked for by key in one query

_BRANCH = ("assessment__organization", "assessment__cycle")


def publishable(cycle: Cycle) -> RatingQuerySet:
    """Return the approved proposals of a cycle that wait for a publicity, in tree order.

    Levels whose rubric asks for none are in ``confirmable_at_once``.
    """
    return _approved(cycle).exclude(proposed_level__in=_unpublicized(cycle))


def confirmable_at_once(cycle: Cycle) -> RatingQuerySet:
    """Return the approved proposals of a cycle that need no publicity, in tree order."""
    return _approved(cycle).filter(proposed_level__in=_unpublicized(cycle))


def without_publicity(rubric: Rubric) -> list[str]:
    """Return the ids of the levels that are confirmed without a publicity."""
    return [level.id for level in rubric.levels if not level.publicity]


def _unpublicized(cycle: Cycle) -> list[str]:
    return without_publicity(rubric_of(cycle.rubric_version))


def _approved(cycle: Cycle) -> RatingQuerySet:
    return (
        Rating.objects.filter(
            assessment__cycle=cycle,
            assessment__status=Status.APPROVED,
            status=RatingStatus.PROPOSED,
        )
        .select_related(*_BRANCH)
        .order_by("assessment__organization_path", "pk")
    )


def in_publicity(cycle: Cycle) -> RatingQuerySet:
    """Return the ratings of a cycle in publicity, in tree order.

    Each carries ``open_objections`` and its publicity. One query.
    """
    return (
        Rating.objects.filter(assessment__cycle=cycle, status=RatingStatus.PUBLICIZED)
        .select_related("publicity", *_BRANCH)
        .annotate(open_objections=_open_objections())
        .order_by("assessment__organization_path", "pk")
    )


def _open_objections() -> Count:
    return Count(
        "objections",
        filter=Q(objections__isnull=False, objections__settled_at__isnull=True),
        distinct=True,
    )


def due_for_confirmation(now: datetime.datetime) -> RatingQuerySet:
    """Return the ratings whose publicity has ended without an open objection, in tree order.

    Nothing confirms itself: the list is what the office has to do. Add ``.visible_to(user)``.

    Source: decisions.md 17.
    """
    return (
        Rating.objects.filter(
            status=RatingStatus.PUBLICIZED, publicity__ends_on__lt=timezone.localdate(now)
        )
        .annotate(open_objections=_open_objections())
        .filter(open_objections=0)
        .select_related("publicity", *_BRANCH)
        .order_by("assessment__organization_path", "pk")
    )


def objections_of(cycle: Cycle) -> list[Objection]:
    """Return the objections received in a cycle, open ones first."""
    return list(
        Objection.objects.filter(rating__assessment__cycle=cycle)
        .select_related("rating__assessment__organization", "recorded_by", "settled_by")
        .order_by(F("settled_at").asc(nulls_first=True), "received_on", "pk")
    )


def quota_verdicts(cycle: Cycle, rubric: Rubric) -> list[QuotaVerdict]:
    """Return how the quotas of a rubric stand in one cycle, every branch counted.

    A branch without a proposal counts with no level. The keys of a cut are those of
    assessments, units the paths of the organizations right above. A quota that is missed warns,
    and blocks nothing.

    Source: STB-04, STR-03 to STR-05; A-06, A-31.
    """
    return engine_verdicts(rubric, _candidates(cycle, rubric), year_index=year_index(cycle))


def year_index(cycle: Cycle) -> int:
    """Return which year of its programme a cycle is, counted from 1 at the first cycle."""
    cycles = Cycle.objects.filter(organization=cycle.organization_id, programme=cycle.programme)
    first = cycles.aggregate(first=Min("year"))["first"]
    return cycle.year - (cycle.year if first is None else first) + 1


def _candidates(cycle: Cycle, rubric: Rubric) -> list[Candidate]:
    rows = Assessment.objects.filter(cycle=cycle).order_by("organization_path", "pk")
    found = []
    branches: list[int] = []
    for pk, branch, path, status, proposed, held, total in rows.values_list(
        "pk",
        "organization",
        "organization_path",
        "rating__status",
        "rating__proposed_level",
        "rating__level",
        "rating__total",
    ):
        level = (held if status in DECIDED else proposed) or ""
        unit = path[: -Organization.steplen]
        found.append(Candidate(pk, level, total or Decimal(0), unit=unit))
        branches.append(branch)
    if not any(quota.of == "new" for quota in rubric.quotas):
        return found
    before = _held_before(cycle, rubric, branches)
    return [replace(one, held=before[branch]) for one, branch in zip(found, branches, strict=True)]


def _held_before(cycle: Cycle, rubric: Rubric, branches: list[int]) -> dict[int, int]:
    """Return branch -> rank of the level in force when the year began."""
    held: dict[int, int] = {}
    for start in range(0, len(branches), _AT_ONCE):
        keys = branches[start : start + _AT_ONCE]
        known = levels_held_by(keys, cycle.programme, cycle.year)
        held |= {key: held_of(rubric, known.get(key, {})).before(cycle.year) for key in keys}
    return held


def stars_in_force(organization: Organization, on: datetime.date) -> RatingQuerySet:
    """Return the confirmed ratings of a branch whose star is in force on a day, latest first."""
    return (
        Rating.objects.confirmed()
        .filter(assessment__organization=organization, valid_until__gte=on)
        .exclude(level="")
        .select_related("assessment__organization", "assessment__cycle__rubric_version")
        .order_by("-assessment__year", "-pk")
    )


def reinspection_pool(year: int, levels: list[str]) -> RatingQuerySet:
    """Return the stars of the given levels in force that ``year`` has not re-inspected.

    Only stars of earlier assessment years, and of each branch and programme the newest: a star
    given this year has just been reviewed, and one that a newer star of its programme replaced
    is not held any more. In tree order. Add ``.visible_to(user)``.

    Source: STB-07, yearly re-inspection from four stars.
    """
    held = Rating.objects.confirmed().filter(
        assessment__year__lt=year, valid_until__gte=datetime.date(year, 1, 1)
    )
    newest = (
        held.filter(
            assessment__organization=OuterRef("assessment__organization"),
            assessment__programme=OuterRef("assessment__programme"),
        )
        .exclude(level="")
        .order_by("-assessment__year", "-pk")
        .values("pk")[:1]
    )
    # The newest is chosen before its level is looked at: one that has just been lowered does
    # not bring an older, higher star back into the pool.
    return (
        held.filter(level__in=levels, pk=Subquery(newest))
        .exclude(assessment__reinspections__year=year)
        .select_related(*_BRANCH)
        .order_by("assessment__organization_path", "pk")
    )


def counting_cases(organization_id: int, rubric: Rubric, window: Window) -> list[VetoCase]:
    """Return the confirmed cases of the rubric's vetoes that count in a window, oldest first.

    A case counts in as many windows as its veto says, the one it happened in included; what
    happens after the window counts as well. Source: decisions 3; A-28.
    """
    since = {veto.id: window.prior(veto.expires_after_years - 1).start for veto in rubric.vetoes}
    if not since:
        return []
    cases = VetoCase.objects.confirmed().filter(
        organization=organization_id, veto__in=since, happened_on__gte=min(since.values())
    )
    ordered = cases.order_by("happened_on", "pk")
    return [case for case in ordered if case.happened_on >= since[case.veto]]


def vetoes_waiting() -> VetoCaseQuerySet:
    """Return the recorded cases that wait for a second person. Add ``.visible_to(user)``."""
    return (
        VetoCase.objects.filter(status=VetoStatus.RECORDED)
        .select_related("organization", "recorded_by")
        .order_by("recorded_at", "pk")
    )


def place_in_unit(assessment: Assessment) -> tuple[int, int] | None:
    """Return (place, branches with a place) in the unit when the year was closed, else None."""
    held = Standing.objects.filter(assessment=assessment, rank_in_unit__isnull=False).first()
    if held is None or held.rank_in_unit is None:
        return None
    beside = Standing.objects.filter(assessment__cycle=assessment.cycle_id, unit=held.unit_id)
    return held.rank_in_unit, beside.filter(rank_in_unit__isnull=False).count()


def standings_of(cycle: Cycle) -> StandingQuerySet:
    """Return where the branches of a closed cycle stood, best first; none before the close.

    Branches that declared nothing come last. Add ``.visible_to(user)``.
    """
    return (
        Standing.objects.filter(assessment__cycle=cycle)
        .select_related("assessment__organization", "unit")
        .order_by(F("rank_in_cycle").asc(nulls_last=True), "pk")
    )
