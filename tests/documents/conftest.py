"""A confirmed five-star branch, and a home of its own for keys and files."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from scoring.assessments.enums import Status
from scoring.documents.actions import issue_certificate
from scoring.documents.models import Certificate
from scoring.organizations.models import Organization
from scoring.ratings.enums import ChangeKind, RatingStatus
from scoring.ratings.models import Rating, RatingChange
from tests.documents.papers import SITE
from tests.factories.filling import assessment_at
from tests.factories.review import CONFIRMED
from tests.factories.world import World, make_world

UNTIL = datetime.date(2027, 12, 31)


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """Keep keys and files of a test apart; the site's address is a real one."""
    settings.BRANCHSTD_HOME = tmp_path
    settings.SITE_URL = SITE
    return tmp_path


@pytest.fixture
def world(db: None, home: Path) -> World:
    return make_world()


def confirmed_rating(world: World, organization: Organization | None = None) -> Rating:
    """Return a confirmed five-star rating as a plain row: how it came about is not the matter."""
    assessment = assessment_at(Status.FILLING, world, organization=organization)
    return Rating.objects.create(
        assessment=assessment,
        status=RatingStatus.CONFIRMED,
        proposed_level="five",
        level="five",
        total=Decimal("98.00"),
        content="{}",
        sha256="0" * 64,
        proposed_at=CONFIRMED,
        proposed_by=world.office,
        confirmed_at=CONFIRMED,
        confirmed_by=world.office,
        valid_until=UNTIL,
    )


def issued(world: World, organization: Organization | None = None) -> Certificate:
    """Return a five-star certificate, not yet delivered."""
    return issue_certificate(
        rating=confirmed_rating(world, organization),
        level="five",
        level_name="五星级",
        stars=5,
        valid_until=UNTIL,
        by=world.office,
        now=CONFIRMED,
    )


@pytest.fixture
def certificate(world: World) -> Certificate:
    return issued(world)


def change_of(rating: Rating, world: World, kind: str = ChangeKind.DOWNGRADED) -> RatingChange:
    """Return a change of level as a plain row."""
    return RatingChange.objects.create(
        rating=rating,
        kind=kind,
        from_level="five",
        to_level="four" if kind == ChangeKind.DOWNGRADED else "",
        effective_on=CONFIRMED.date(),
        reason="主题党日未按月开展。",
        decided_at=CONFIRMED,
        decided_by=world.office,
    )
