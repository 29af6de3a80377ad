"""F05: the broker dies with every bell in it; the table is what is owed."""

import pytest

from tests.factories.many import many_confirmed
from tests.factories.world import World
from tests.faults.house import House, left, wait_for
from tests.faults.oracle import assert_delivered, assert_invariants

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes, pytest.mark.faults]

BELLS = 300
COUNT = 12
BEAT = 5  # seconds between sweeps
WORK_SECONDS = 60  # for a dozen certificates on a machine that does other things as well


def test_bells_that_died_with_the_broker_are_not_missed(house: House, world: World) -> None:
    house.kill_broker()
    house.start_broker(keeps=False)
    many_confirmed(COUNT, world)
    house.ring(BELLS)
    assert house.bells() == BELLS
    house.kill_broker()
    house.start_broker(keeps=False)
    assert house.bells() == 0
    house.plan |= {"beat": BEAT}
    house.start_worker()
    house.start_clock()
    wait_for(lambda: house.said("Connected to redis"), 60, "the worker")
    wait_for(lambda: not left(), 2 * BEAT + WORK_SECONDS, "two sweeps")
    assert_delivered(COUNT)
    assert_invariants()


def test_a_broker_that_dies_under_a_worker_is_come_back_to(house: House, world: World) -> None:
    house.plan |= {"beat": BEAT, "lease": 5}
    workers, clock = [house.start_worker()], house.start_clock()
    wait_for(lambda: house.said("ready."), 60, "the worker")
    house.kill_broker()
    many_confirmed(COUNT, world)  # the bells find nobody
    wait_for(lambda: house.said("Connection to broker lost"), 60, "the worker to notice")
    house.start_broker(keeps=False)

    def is_over() -> bool:
        # With a message in hand Celery ends instead of waiting, and is started again, as
        # `up` and the service units do.
        if workers[-1].poll() is not None:
            workers.append(house.start_worker())
        return not left()

    wait_for(is_over, 2 * BEAT + WORK_SECONDS, "two sweeps")
    assert len(workers) <= 2
    assert clock.poll() is None
    assert_delivered(COUNT)
    assert_invariants()


def test_without_any_broker_the_command_pays(house: House, world: World) -> None:
    house.kill_broker()
    many_confirmed(COUNT, world)
    house.manage("run_jobs", "--once")
    assert_delivered(COUNT)
    assert_invariants()
