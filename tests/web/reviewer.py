"""What the tests of the reviewer's desk share: a declared branch, and its people signed in."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.reviews.models import Finding, Review
from tests.factories import World, make_world
from tests.factories.review import REVIEWED, assessment_at, review_of
from tests.web.secretary import signed_in

JUDGED = "CO5-P1"  # to be seen on site, so that no batch accepts it
PLAIN = "CO5-O1"  # the rules give its points


@pytest.fixture(autouse=True)
def late_october() -> Iterator[None]:
    """Stand on the day of the review."""
    with time_machine.travel(REVIEWED, tick=True):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def assessment(world: World) -> Assessment:
    return assessment_at(Status.SUBMITTED, world, star="four")


@pytest.fixture
def review(assessment: Assessment) -> Review:
    return review_of(assessment)


@pytest.fixture
def reviewer(world: World, assessment: Assessment) -> Client:
    return signed_in(world.reviewer)


def url(name: str, *rest: object) -> str:
    """Return an address of the reviewer's desk."""
    return reverse(f"review:{name}", args=rest)


def finding_of(review: Review, indicator: str) -> Finding:
    """Return one item as it stands now."""
    return Finding.objects.get(review=review, indicator=indicator)


def verify(client: Client, review: Review, indicator: str, points: str, **more: Any) -> Any:
    """Post the decision on one item as its page would."""
    data = {"points": points, "seen": finding_of(review, indicator).version} | more
    return client.post(url("verify", review.assessment_id, indicator), data)


def text_of(page: Any) -> str:
    """Return what a page says."""
    content: str = page.content.decode()
    return content
