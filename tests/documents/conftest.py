"""A confirmed five-star branch, and a home of its own for keys and files."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from scoring.assessments.enums import Status
from scoring.documents.models import Certificate
from tests.documents.papers import SITE
from tests.factories.review import assessment_at
from tests.factories.world import World, make_world


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """Keep keys and files of a test apart; the site's address is a real one."""
    settings.BRANCHSTD_HOME = tmp_path
    settings.SITE_URL = SITE
    return tmp_path


@pytest.fixture
def world(db: None, home: Path) -> World:
    return make_world()


@pytest.fixture
def certificate(world: World) -> Certificate:
    """Return the certificate of a perfect branch, issued at confirmation, not yet delivered."""
    assessment = assessment_at(Status.CONFIRMED, world)
    return Certificate.objects.get(rating__assessment=assessment)
