"""How often the bell is rung, counted in a real broker."""

from collections.abc import Iterator

import pytest
from celery import Celery, current_app
from django.utils import timezone
from redis import Redis

from branchstd.home import broker_url
from scoring.jobs.actions import owe
from scoring.jobs.doorbell import rung_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(broker_socket, redis_url) -> Iterator[Redis]:
    """Lead the bell to this process's own broker; yield a client of it."""
    before: Celery = current_app._get_current_object()
    with Celery(broker=broker_url(redis_url), set_as_current=False) as ringer:
        ringer.set_current()
        with Redis(unix_socket_path=str(broker_socket)) as client:
            client.delete("celery")
            yield client
            client.delete("celery")
    before.set_current()


def owe_three(name: str) -> None:
    for number in range(3):
        owe(kind="test", key=f"{name}:{number}", payload={}, now=timezone.now())


def owe_and_fail() -> None:
    with rung_once():
        owe_three("failing")
        1 / 0  # noqa: B018  # it fails, that is all


def test_every_debt_rings_by_itself(broker):
    owe_three("single")
    assert broker.llen("celery") == 3


def test_a_block_of_debts_rings_once_at_its_end(broker):
    with rung_once():
        owe_three("together")
        assert broker.llen("celery") == 0
    assert broker.llen("celery") == 1


def test_a_block_that_owes_nothing_rings_nothing(broker):
    with rung_once():
        pass
    assert broker.llen("celery") == 0


def test_what_was_owed_is_rung_for_although_the_block_fails(broker):
    with pytest.raises(ZeroDivisionError):
        owe_and_fail()
    assert broker.llen("celery") == 1
