"""A home of its own for every fault: files, keys and evidence lie apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.documents.papers import SITE
from tests.factories.world import World, make_world
from tests.faults.house import House


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """Keep keys, papers and evidence of a test in its own folder."""
    home = tmp_path / "home"
    home.mkdir()
    settings.BRANCHSTD_HOME = home
    settings.EVIDENCE_ROOT = settings.MEDIA_ROOT = home / "evidence"
    settings.SITE_URL = SITE
    return home


@pytest.fixture
def world(db: None, home: Path) -> World:
    """Return two trees of organizations; people and cycle come when asked for."""
    return make_world()


@pytest.fixture
def house(transactional_db: None, home: Path) -> Iterator[House]:
    """Return a house with a running broker; whatever it starts ends with the test."""
    house = House(home)
    try:
        house.start_broker()
        yield house
    finally:
        house.stop()
