"""F26: certificates that cannot be printed, among many that can."""

import json
import re

import pytest
from django.db import connection

from scoring.common.canonical import canonical_json
from scoring.documents.models import Certificate
from scoring.jobs.actions import MAX_ATTEMPTS, WORKER_DIED
from scoring.jobs.models import Job
from tests.factories.many import many_confirmed
from tests.factories.world import World
from tests.faults.house import House, left, wait_for
from tests.faults.oracle import assert_delivered, assert_invariants

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes, pytest.mark.faults]

RARE = "\U000313a0"
LONE = "LONE"  # stands in for half a character, which no database takes as text
ENDLESS = "某县机关" * 90_000  # about one megabyte
REASONS = {
    LONE: "UnicodeEncodeError",
    RARE: r"U\+313A0",
    # Where the code outside of Python hears no alarm, the lease speaks.
    ENDLESS: f"TookTooLong|{WORKER_DIED}",
}


def poison(certificate: Certificate, addition: str) -> int:
    """Let the stored facts say something unprintable, as a fault outside of us might."""
    facts = json.loads(certificate.content)
    facts["branch"]["name"] += addition
    content = canonical_json(facts).replace(LONE, "\\ud800")
    Certificate.objects.filter(pk=certificate.pk).update(content=content)
    return certificate.pk


def through(
    house: House, world: World, count: int, additions: tuple[str, ...], seconds: float
) -> None:
    """Print ``count`` certificates; those in the middle are poisoned, each in its way."""
    certificates = many_confirmed(count, world)
    middle = certificates[count // 2 :][: len(additions)]
    poisoned = [poison(one, more) for one, more in zip(middle, additions, strict=True)]
    house.plan |= {"beat": 1, "pause": 0.1, "lease": 15}
    house.start_worker()
    house.start_clock()
    wait_for(lambda: not left(), seconds, "all to be done or stuck")
    assert_delivered(count, but=poisoned)
    stuck = {job.payload["certificate"]: job for job in Job.objects.stuck()}
    assert list(stuck) == poisoned
    assert {job.attempts for job in stuck.values()} == {MAX_ATTEMPTS}
    reasons = [job.last_error for job in stuck.values()]
    for addition, reason in zip(additions, reasons, strict=True):
        assert re.search(REASONS[addition], reason)
    assert_invariants()


def test_two_poisoned_among_twenty(house: House, world: World) -> None:
    through(house, world, 20, (LONE, RARE), 120)


@pytest.mark.long
def test_three_poisoned_among_a_thousand(house: House, world: World) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the thousand run on PostgreSQL")
    through(house, world, 1000, (LONE, RARE, ENDLESS), 900)
