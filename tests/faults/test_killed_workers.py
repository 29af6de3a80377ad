"""F01 and F06: workers killed with their whole group, the broker emptied, amid a batch.

Lease, sweep and attempts bring every certificate to its end; nobody lends a hand.
"""

import logging
import random
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories.many import many_confirmed
from tests.factories.world import World
from tests.faults.house import AS_DELIVERED, House, Process, done, kill_group, left, wait_for
from tests.faults.moment import Moment
from tests.faults.oracle import assert_delivered, assert_invariants

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes, pytest.mark.faults]

log = logging.getLogger(__name__)
FEW, MANY = 24, 1000
REPEATS = {"postgresql": 5, "sqlite": 1}
RECOVERY_SECONDS = 120  # after the last restart, as delivered
FLUSH_SECONDS = 5


def every(seconds: float, act: Callable[[], None]) -> Callable[[], None]:
    """Return what calls ``act`` when it is asked and the time has come."""
    last = [time.monotonic()]

    def asked() -> None:
        if time.monotonic() - last[0] >= seconds:
            last[0] = time.monotonic()
            act()

    return asked


def kill_at(house: House, marks: list[int], meanwhile: Callable[[], None]) -> Process:
    """Kill and start again one of two workers whenever so many certificates are delivered."""
    workers = [house.start_worker(name, processes=1) for name in ("first", "second")]
    for number, mark in enumerate(marks):

        def is_reached(mark: int = mark) -> bool:
            meanwhile()
            return done() >= mark

        wait_for(is_reached, 600, f"{mark} certificates")
        kill_group(workers[number % 2])
        workers[number % 2] = house.start_worker(("first", "second")[number % 2], processes=1)
    return workers[-1]


def finish(meanwhile: Callable[[], None], seconds: float) -> float:
    """Wait until no certificate is left; return the seconds it took."""

    def is_over() -> bool:
        meanwhile()
        return not left()

    return wait_for(is_over, seconds, "the last certificate")


def test_a_killed_worker_and_an_emptied_broker_lose_nothing(
    house: House, world: World, settings: Settings
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"unix://{house.socket}",
        }
    }
    secretary = Client()
    secretary.force_login(world.secretary)
    many_confirmed(FEW, world)
    house.plan |= {"lease": 5, "beat": 2, "slow": 0.1}
    house.start_clock()
    kill_at(house, [FEW // 4, FEW // 2], every(2, house.flush))
    house.flush()
    finish(every(2, house.flush), 60)
    assert_delivered(FEW)
    assert_invariants()
    assert secretary.get("/", follow=True).status_code == 200  # nobody was logged out
    assert secretary.get("/").wsgi_request.user == world.secretary


@pytest.mark.long
def test_twenty_kills_at_random_moments(house: House, world: World) -> None:
    count = 200
    many_confirmed(count, world)
    house.plan |= {"lease": 5, "beat": 2}
    house.start_clock()
    chance = random.Random(20)  # noqa: S311 - moments to strike, no secrets
    kill_at(house, sorted(chance.sample(range(1, count - 5), 20)), lambda: None)
    finish(lambda: None, RECOVERY_SECONDS)
    assert_delivered(count)
    assert_invariants()


@pytest.mark.long
def test_a_thousand_certificates_through_kills_and_flushes(house: House, world: World) -> None:
    """Everything as delivered: leases, sweep, limits. Kills at 10, 50 and 90 %."""
    many_confirmed(MANY, world)
    house.application = AS_DELIVERED
    before = Moment()
    for repeat in range(1, REPEATS[connection.vendor] + 1):
        if repeat > 1:
            before.bring_back(house.home)
            house.start_broker()
        flush = every(FLUSH_SECONDS, house.flush)
        house.start_clock()
        began = time.monotonic()
        kill_at(house, [MANY // 10, MANY // 2, MANY * 9 // 10], flush)
        recovered = finish(flush, RECOVERY_SECONDS)
        whole = time.monotonic() - began
        log.info("%s: %.0f s, %.0f s after the last restart", repeat, whole, recovered)
        house.stop()
        assert_delivered(MANY)
        assert_invariants()
