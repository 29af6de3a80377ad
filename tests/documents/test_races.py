"""Papers under concurrency: no gap, no double, one end; the twin without the lock loses."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from scoring.audit.models import Event
from scoring.common.refusals import WrongState
from scoring.documents.actions import revoke
from scoring.documents.actions.drafting import AlreadyIssued
from scoring.documents.enums import CertificateStatus, DocumentKind
from scoring.documents.models import Certificate, NumberSeries, OfficialDocument
from scoring.documents.numbering import series_holder, take_number
from scoring.jobs.models import Job
from tests.documents import official
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


def test_documents_issued_at_once_count_without_gap_or_double(world: World) -> None:
    start = threading.Barrier(WORKERS)
    office = world.office
    drafts = _rectifications(world)

    def issue_one() -> list[int]:
        draft = drafts.pop()
        start.wait(timeout=20)
        issued = official.issue(draft, office)
        return [int(re.findall(r"〕(\d+)号", issued.number or "")[0])]

    assert side_by_side(issue_one) == list(range(1, WORKERS + 1))
    assert NumberSeries.objects.get(kind="rectification").last == WORKERS


def test_one_draft_issued_by_many_at_once_is_issued_once(world: World) -> None:
    start = threading.Barrier(WORKERS)
    office = world.office
    draft = _rectifications(world)[0]

    def issue_it() -> list[int]:
        mine = OfficialDocument.objects.get(pk=draft.pk)
        start.wait(timeout=20)
        try:
            official.issue(mine, office)
        except WrongState:
            return [0]
        return [1]

    assert side_by_side(issue_it) == [0, 0, 0, 1]
    assert NumberSeries.objects.get(kind="rectification").last == 1
    assert Job.objects.filter(kind="render-document").count() == 1


def test_two_lists_of_the_same_year_are_not_both_issued(world: World) -> None:
    """Two drafts of one subject can only come from outside; the second finds the first."""
    official.named_year(world)
    first = official.draft(world, by=world.second_office)
    second = OfficialDocument.objects.get(pk=first.pk)
    second.pk = None
    second.save(force_insert=True)
    drafts = [first, second]
    start = threading.Barrier(2)
    office = world.office

    def issue_mine() -> list[int]:
        if not drafts:
            return []
        mine = drafts.pop()
        start.wait(timeout=20)
        try:
            official.issue(mine, office)
        except AlreadyIssued:
            return [0]
        return [1]

    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(_closing, issue_mine) for _ in range(2)]
    assert sorted(one.result()[0] for one in found) == [0, 1]
    assert NumberSeries.objects.get(kind="naming").last == 1


def _closing(work: Callable[[], list[int]]) -> list[int]:
    try:
        return work()
    finally:
        connection.close()


def _rectifications(world: World) -> list[OfficialDocument]:
    """Return drafts by another person than the one who will issue them."""
    official.named_year(world)
    drafts = [
        official.draft(
            world,
            DocumentKind.RECTIFICATION,
            organization=world.branch,
            by=world.second_office,
        )
        for _ in range(WORKERS)
    ]
    for each in drafts:
        each.wording["problems"] = "记录不全"
        each.save(update_fields=["wording"])
    return drafts
