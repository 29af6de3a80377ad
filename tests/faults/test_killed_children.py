"""F02: the process that renders dies in the middle of a certificate, four ways at once."""

import pytest

from scoring.documents.actions import RENDER_CERTIFICATE
from scoring.jobs.actions import MAX_ATTEMPTS, WORKER_DIED, retry
from scoring.jobs.models import Job
from tests.factories.many import many_confirmed
from tests.factories.world import World
from tests.faults.house import House, left, wait_for
from tests.faults.oracle import assert_delivered, assert_invariants

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes, pytest.mark.faults]

STRIKES = ("SIGKILL", "SIGSEGV", "exit", "deaf")
COUNT = 12


def strike_and_retry(house: House, world: World, strikes: tuple[str, ...]) -> None:
    """Let some certificates kill whoever prints them; then have them tried without the fault."""
    certificates = many_confirmed(COUNT, world)
    victims = [one.pk for one in certificates[2 :: COUNT // len(strikes)]][: len(strikes)]
    house.plan |= {
        "victims": dict(zip(map(str, victims), strikes, strict=True)),
        "lease": 3,
        "beat": 1,
        "time_limit": 5,
    }
    worker = house.start_worker()
    house.start_clock()
    wait_for(lambda: not left(), 240, "all to be done or stuck")
    assert worker.poll() is None  # the pool is replaced, the worker lives
    assert_delivered(COUNT, but=victims)
    assert_invariants()
    stuck = list(Job.objects.stuck().order_by("pk"))
    assert [job.payload["certificate"] for job in stuck] == victims
    assert {(job.attempts, job.last_error) for job in stuck} == {(MAX_ATTEMPTS, WORKER_DIED)}
    for victim in victims:
        assert house.notes().count(f"print {victim}") <= MAX_ATTEMPTS
    house.stop()
    assert all(retry(job=job) for job in stuck)
    house.manage("run_jobs", "--once")
    assert_delivered(COUNT)
    assert_invariants()
    assert not Job.objects.filter(kind=RENDER_CERTIFICATE, done_at__isnull=True).exists()


def test_what_kills_its_process_is_stuck_after_five_and_others_proceed(
    house: House, world: World
) -> None:
    strike_and_retry(house, world, ("SIGKILL",))


@pytest.mark.long
def test_four_ways_to_die_side_by_side(house: House, world: World) -> None:
    strike_and_retry(house, world, STRIKES)
