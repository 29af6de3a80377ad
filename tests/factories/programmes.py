"""A branch under two programmes in one year: the county's, and one that its committee opened."""

import datetime
from decimal import Decimal
from functools import cache

from scoring.assessments.models import Assessment, Cycle
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization, User
from scoring.rubrics.queries import latest_published
from scoring.workflow.cycles import open_cycle
from tests.factories.filling import OPENED, fresh
from tests.factories.world import DECLARE_BY, NOW, YEAR, World, make_user

SECOND = "corp-5std"
LATER = DECLARE_BY + datetime.timedelta(days=30)  # the second programme is declared in November


@cache
def _committee_office(world: int, organization: Organization) -> User:
    return make_user("沈组织", (Role.OFFICE, organization))


def committee_office(world: World) -> User:
    """Return who runs the office of the committee; the same person for one world."""
    return _committee_office(id(world), world.committee)


def second_programme(
    world: World,
    *,
    rubric: str = SECOND,
    declare_by: datetime.datetime = LATER,
    number: int = 1,
    now: datetime.datetime = NOW - OPENED,
) -> Cycle:
    """Open another programme of the same year for the branches of the committee."""
    assert world.version.pk  # loads every shipped rubric
    version = latest_published(rubric)
    return open_cycle(
        organization=world.committee,
        programme=version.rubric,
        year=YEAR,
        round=number,
        rubric_version=version,
        window_start=datetime.date(YEAR - 1, 10, 1),
        window_end=datetime.date(YEAR, 9, 30),
        declare_by=declare_by,
        target_score=Decimal("90.00"),
        publicity_days=5,
        issuer_name="中共某县机关委员会",
        contact_name="沈组织",
        contact_phone="0000-7654321",
        by=committee_office(world),
        now=now,
    )


def assessment_in(cycle: Cycle, organization: Organization) -> Assessment:
    """Return the assessment of a branch in a cycle, as it stands now."""
    return fresh(Assessment.objects.get(cycle=cycle, organization=organization))
