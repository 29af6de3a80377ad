"""Two people attest the same past at the same moment: once, and nobody meets an error."""

import threading

import pytest
from django.db import connection

from scoring.ratings.models import HistoryImport, PastRating
from scoring.workflow.history import import_history
from tests.factories import NOW, make_world
from tests.factories.past import rating

pytestmark = pytest.mark.django_db(transaction=True)


def test_ratings_that_two_people_attest_at_once_are_taken_once() -> None:
    world = make_world().load()
    people = [world.office, world.second_office]
    start, outcomes = threading.Barrier(len(people)), []

    def attest(person) -> None:
        start.wait()
        try:
            batch = import_history(
                organization=world.department,
                rows=[rating(), rating(3, year="2024")],
                file_name="历史认定.xlsx",
                sha256="0" * 64,
                by=person,
                now=NOW,
            )
            outcomes.append(batch is not None)
        finally:
            connection.close()

    threads = [threading.Thread(target=attest, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True]
    assert HistoryImport.objects.count() == 1
    assert PastRating.objects.in_force().count() == 2
