"""Two requests at once, each with a twin that must lose when the guard is off."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Submission
from scoring.audit.verification import verify_chain
from scoring.common.refusals import Refusal
from scoring.facts.models import FactChange, FactSheet
from scoring.workflow.filling import save_entries
from scoring.workflow.submission import submit_assessment
from tests.factories import NOW, YEAR, assessment_at, fill_perfectly, make_world

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each act in a thread of its own connection; return results or what they raised."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=20)
            results[number] = act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture
def world():
    return make_world().load()


def saver(world, assessment, key, typed):
    def save():
        return save_entries(
            assessment=assessment, changes={key: typed}, seen={key: 0}, by=world.secretary, now=NOW
        )

    return save


def test_two_saves_of_one_entry_have_one_winner_and_one_conflict(world):
    assessment = assessment_at(Status.FILLING, world)
    world.secretary.roles()
    key = "fact:org.members_total"
    results = at_once(*(saver(world, assessment, key, typed) for typed in ("20", "21")))
    assert not [one for one in results if isinstance(one, Exception)], results
    assert sorted(len(one.versions) for one in results) == [0, 1]
    assert sorted(len(one.conflicts) for one in results) == [0, 1]
    assert FactChange.objects.count() == 1
    assert verify_chain().unbroken


def test_saves_of_different_entries_are_both_kept(world):
    assessment = assessment_at(Status.FILLING, world)
    world.secretary.roles()
    keys = ["fact:org.members_total", "fact:org.committee_size", "fact:place.signs", "item:CO5-M6"]
    typed = ["20", "5", "1", "full"]
    results = at_once(
        *(saver(world, assessment, key, value) for key, value in zip(keys, typed, strict=True))
    )
    assert not [one for one in results if isinstance(one, Exception)], results
    sheet = FactSheet.objects.get(organization=world.branch, year=YEAR)
    assert set(sheet.entries) == {"org.members_total", "org.committee_size", "place.signs"}
    assert Assessment.objects.get(pk=assessment.pk).answer("item:CO5-M6") == "full"
    assert verify_chain().unbroken


def test_twin_without_the_lock_an_entry_would_be_lost(world):
    """Write as ``save_entries`` would without lock and version: the last one wins it all."""
    assessment_at(Status.FILLING, world)
    read = threading.Barrier(2)

    def careless(entry: str) -> Callable[[], object]:
        def write() -> None:
            sheet = FactSheet.objects.get(organization=world.branch, year=YEAR)
            read.wait(timeout=20)
            entries = {**sheet.entries, entry: {"value": 1, "version": 1}}
            rows: QuerySet[FactSheet] = FactSheet.objects.filter(pk=sheet.pk)
            rows.update(entries=entries)

        return write

    at_once(careless("org.members_total"), careless("org.committee_size"))
    sheet = FactSheet.objects.get(organization=world.branch, year=YEAR)
    assert len(sheet.entries) == 1


def submitter(world, assessment, key):
    def submit():
        return submit_assessment(
            assessment=assessment,
            star="five",
            secretary_name="张",
            filler_name="李",
            submit_key=key,
            by=world.secretary,
            now=NOW,
        )

    return submit


@pytest.mark.parametrize("keys", [("same", "same"), ("one", "other")])
def test_two_submits_are_one_submission(world, keys):
    assessment = fill_perfectly(world, assessment_at(Status.FILLING, world))
    results = at_once(*(submitter(world, assessment, key) for key in keys))
    refused = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, Refusal) for one in refused), results
    assert len(refused) == (0 if keys[0] == keys[1] else 1)
    assert Submission.objects.count() == 1
    assert verify_chain().unbroken
    assert connection.vendor in ("sqlite", "postgresql")
