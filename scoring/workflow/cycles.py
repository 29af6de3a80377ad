"""Open the year of a programme for every branch below an organization."""

import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from scoring.assessments.actions import extend_deadline
from scoring.assessments.counting import count_cycle
from scoring.assessments.models import Assessment, Cycle
from scoring.audit.actions import record
from scoring.common.refusals import Refusal
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import check_can_run_office
from scoring.rubrics.models import RubricVersion
from scoring.workflow.profile import prefill

__all__ = [
    "CycleExists",
    "CycleImpossible",
    "NoBranches",
    "RubricNotPublished",
    "extend_deadline",
    "open_cycle",
]


class CycleExists(Refusal):
    """Some of the branches are in this programme of this year already. Data: ``year``."""


class CycleImpossible(Refusal):
    """Dates or numbers that cannot be. Data: ``field``."""


class NoBranches(Refusal):
    """There is no branch below the organization."""


class RubricNotPublished(Refusal):
    """The rubric version is a draft. Data: ``rubric``."""


class RubricNotForBranches(Refusal):
    """The rubric rates committees or members, not branches. Data: ``rubric``."""


@transaction.atomic
def open_cycle(
    *,
    organization: Organization,
    programme: str,
    year: int,
    rubric_version: RubricVersion,
    window_start: datetime.date,
    window_end: datetime.date,
    declare_by: datetime.datetime,
    target_score: Decimal,
    publicity_days: int,
    issuer_name: str,
    contact_name: str,
    contact_phone: str,
    validity_years: int = 1,
    round: int = 1,  # noqa: A002 - the domain's word; the field has the same name
    by: User,
    now: datetime.datetime,
) -> Cycle:
    """Open a cycle and an assessment for every branch at and below the organization.

    Last year's state of each branch is offered as this year's. ``publicity_days`` are working
    days; ``target_score`` is the goal of the annual assessment, with at most two decimals.

    Raises:
        NotAllowed: the person does not run the office here.
        CycleImpossible: the window ends before it starts, or the declaration lies in the past.
        RubricNotPublished, RubricNotForBranches, NoBranches, CycleExists.

    Source: decisions 1, 5, 15.
    """
    check_can_run_office(by, organization)
    _check_plan(window_start, window_end, declare_by, target_score, now)
    if rubric_version.published_at is None:
        raise RubricNotPublished(rubric=str(rubric_version))
    if rubric_version.subject != "branch":
        raise RubricNotForBranches(rubric=rubric_version.name)
    branches = list(Organization.objects.branches().below(organization))
    if not branches:
        raise NoBranches()
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(
                organization=organization,
                programme=programme,
                year=year,
                round=round,
                rubric_version=rubric_version,
                window_start=window_start,
                window_end=window_end,
                declare_by=declare_by,
                target_score=target_score,
                publicity_days=publicity_days,
                validity_years=validity_years,
                issuer_name=issuer_name,
                contact_name=contact_name,
                contact_phone=contact_phone,
                opened_at=now,
                opened_by=by,
            )
            assessments = _open_assessments(cycle, branches)
    except IntegrityError as error:
        raise CycleExists(year=year) from error
    for assessment in assessments:
        prefill(assessment=assessment, by=by, now=now)
    record(
        action="open_cycle",
        about=("cycle", cycle.pk),
        by=by,
        now=now,
        detail={
            "organization": organization.pk,
            "programme": programme,
            "year": year,
            "rubric": rubric_version.content_hash,
            "branches": len(branches),
            "declare_by": declare_by.isoformat(),
            "target_score": str(target_score),
        },
    )
    count_cycle(cycle)
    return cycle


def _check_plan(
    start: datetime.date,
    end: datetime.date,
    declare_by: datetime.datetime,
    target: Decimal,
    moment: datetime.datetime,
) -> None:
    checks = {
        "window_end": start <= end,
        "declare_by": declare_by > moment and timezone.localdate(declare_by) > end,
        "target_score": target.is_finite() and 0 <= target <= 1000,
    }
    for field, holds in checks.items():
        if not holds:
            raise CycleImpossible(field=field)


def _open_assessments(cycle: Cycle, branches: list[Organization]) -> list[Assessment]:
    rows = [
        Assessment(
            cycle=cycle,
            organization=branch,
            organization_path=branch.path,
            programme=cycle.programme,
            year=cycle.year,
            round=cycle.round,
        )
        for branch in branches
    ]
    Assessment.objects.bulk_create(rows)
    return rows
