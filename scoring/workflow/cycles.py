"""Open the year of a programme for everybody that its standard rates below an organization."""

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
from scoring.organizations.queries import rated_below
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.workflow.fitness import check_counted
from scoring.workflow.profile import prefill
from scoring.workflow.upward import hold_above_all, rescore_above

__all__ = [
    "CycleExists",
    "CycleImpossible",
    "NoBranches",
    "RubricForMembers",
    "RubricNotPublished",
    "extend_deadline",
    "open_cycle",
    "rated_by",
]


class CycleExists(Refusal):
    """Some of the branches are in this programme of this year already. Data: ``year``."""


class CycleImpossible(Refusal):
    """Dates or numbers that cannot be. Data: ``field``."""


class NoBranches(Refusal):
    """There is nothing below the organization that the standard rates. Data: ``subject``."""


class RubricNotPublished(Refusal):
    """The rubric version is a draft. Data: ``rubric``."""


class RubricForMembers(Refusal):
    """The rubric rates members, who are neither scored nor certified. Data: ``rubric``."""


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
    """Open a cycle and an assessment for everybody that the standard rates below.

    These are branches, Party committees or other primary organizations (``rated_below``).
    Last year's state of each is offered as this year's. ``publicity_days`` are working
    days; ``target_score`` is the goal of the annual assessment, with at most two decimals.

    Raises:
        NotAllowed: the person does not run the office here.
        CycleImpossible: the window ends before it starts, or the declaration lies in the past.
        NothingFromBelow: the standard asks for what is not counted here.
        RubricNotPublished, RubricForMembers, NoBranches, CycleExists.

    Source: decisions 1, 5, 15.
    """
    check_can_run_office(by, organization)
    _check_plan(window_start, window_end, declare_by, target_score, now)
    if rubric_version.published_at is None:
        raise RubricNotPublished(rubric=str(rubric_version))
    if rubric_version.subject == "member":
        raise RubricForMembers(rubric=rubric_version.name)
    check_counted(rubric_version)
    rated = rated_by(rubric_version, organization)
    if not rated:
        raise NoBranches(subject=rubric_version.subject)
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
            assessments = _open_assessments(cycle, rated)
    except IntegrityError as error:
        raise CycleExists(year=year) from error
    for assessment in assessments:
        prefill(assessment=assessment, by=by, now=now)
    # From now on somebody is rated below: what a committee typed gives way to what is counted.
    upper = hold_above_all([one.path for one in rated], programme, year)
    rescore_above(upper, by=by, now=now)
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
            "branches": len(rated),  # the key that every such event has had
            "declare_by": declare_by.isoformat(),
            "target_score": str(target_score),
        },
    )
    count_cycle(cycle)
    return cycle


def rated_by(version: RubricVersion, organization: Organization) -> list[Organization]:
    """Return the organizations for which a cycle of this version opens an assessment.

    The standard may narrow its subject by ``settings.kinds`` and ``settings.sectors``.
    """
    settings = rubric_of(version).settings
    return rated_below(
        organization,
        version.subject,
        kinds=_words(settings.get("kinds")),
        sectors=_words(settings.get("sectors")),
    )


def _words(setting: object) -> list[str]:
    """Return the words of a setting, however a hand has written it; unknown ones rate nobody."""
    return [str(one) for one in (setting if isinstance(setting, list) else [setting]) if one]


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


def _open_assessments(cycle: Cycle, rated: list[Organization]) -> list[Assessment]:
    rows = [
        Assessment(
            cycle=cycle,
            organization=one,
            organization_path=one.path,
            programme=cycle.programme,
            year=cycle.year,
            round=cycle.round,
        )
        for one in rated
    ]
    Assessment.objects.bulk_create(rows)
    return rows
