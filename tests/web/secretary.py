"""What the tests of the secretary's desk share: the county in October, a signed-in person."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.organizations.models import User
from tests.factories import NOW, YEAR, World, assessment_at, make_world

CONGRESS = f"fact:life.congress:{YEAR}-1"


@pytest.fixture(autouse=True)
def october() -> Iterator[None]:
    """Stand eleven days before the deadline."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def assessment(world: World) -> Assessment:
    return assessment_at(Status.FILLING, world)


@pytest.fixture
def secretary(world: World, assessment: Assessment) -> Client:
    return signed_in(world.secretary)


def signed_in(user: User, language: str = "zh-hans") -> Client:
    """Return a browser in which the person is signed in."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(user)
    return client


def url(name: str, *rest: object) -> str:
    """Return an address of the secretary's desk in the year of the tests."""
    return reverse(f"selfassessment:{name}", args=[YEAR, *rest])


def autosave(client: Client, number: int, entry: str, value: str, seen: int) -> Any:
    """Send one entry of a dimension as the script does."""
    return client.post(
        url("autosave_dimension", number),
        {f"seen:{entry}": seen, entry: value},
        headers={"accept": "application/json"},
    )
