"""Papers under concurrency: no gap, no double, one end; the twin without the lock loses."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from scoring.audit.models import Event
from scoring.common.refusals import WrongState
from scoring.documents.actions import revoke
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, NumberSeries
from scoring.documents.numbering import series_holder, take_number
from tests.factories.review import CONFIRMED
from tests.factories.world import World

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


def side_by_side(work: Callable[[], list[int]]) -> list[int]:
    """Run ``work`` in several threads, each with a connection of its own; return all numbers."""

    def run(_: int) -> list[int]:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return sorted(number for numbers in pool.map(run, range(WORKERS)) for number in numbers)


def test_concurrent_issues_count_without_gap_or_double(world: World) -> None:
    NumberSeries.objects.create(issuer=series_holder(), kind="certificate", year=2026)

    def take_five() -> list[int]:
        numbers = []
        for _ in range(5):
            with transaction.atomic():
                numbers.append(take_number(kind="certificate", year=2026).number)
        return numbers

    assert side_by_side(take_five) == list(range(1, 5 * WORKERS + 1))


def test_the_first_numbers_of_a_year_may_be_asked_for_at_once(world: World) -> None:
    start = threading.Barrier(WORKERS)

    def take_one() -> list[int]:
        start.wait(timeout=20)
        with transaction.atomic():
            return [take_number(kind="notice", year=2031).number]

    assert side_by_side(take_one) == list(range(1, WORKERS + 1))
    assert NumberSeries.objects.get(kind="notice", year=2031).last == WORKERS


def test_twin_without_lock_and_condition_numbers_double(world: World) -> None:
    series = NumberSeries.objects.create(issuer=series_holder(), kind="certificate", year=2026)
    everybody_has_read = threading.Barrier(WORKERS)

    def careless() -> list[int]:
        number = NumberSeries.objects.get(pk=series.pk).last + 1
        everybody_has_read.wait(timeout=20)
        NumberSeries.objects.filter(pk=series.pk).update(last=number)
        return [number]

    assert side_by_side(careless) == [1] * WORKERS


def test_of_two_ends_at_once_one_holds(certificate: Certificate, world: World) -> None:
    start = threading.Barrier(WORKERS)
    office = world.office

    def end() -> list[int]:
        start.wait(timeout=20)
        try:
            revoke(
                certificate=certificate,
                status=CertificateStatus.REVOKED,
                reason="一票否决",
                by=office,
                now=CONFIRMED,
            )
        except WrongState:
            return [0]
        return [1]

    assert side_by_side(end) == [0, 0, 0, 1]
    ended = Event.objects.about("certificate", certificate.pk).filter(action="certificate.revoked")
    assert ended.count() == 1
