"""F43: a star is lowered or cancelled in the very moment its certificate is made."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connections, transaction

from scoring.assessments.enums import Status
from scoring.common.refusals import Refusal
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, Notice
from scoring.documents.tasks import deliver_certificate
from scoring.jobs.actions import run_owed
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import VetoCase
from scoring.reviews.models import Reinspection
from scoring.workflow.reinspection import record_reinspection
from scoring.workflow.vetoes import confirm_veto
from tests.factories.many import many_confirmed
from tests.factories.review import assessment_at, rating_of
from tests.factories.world import World
from tests.faults.lowering import SPRING, WHY, lower, printed, recorded_veto
from tests.faults.oracle import assert_invariants

ROUNDS = 4

Act = Callable[[], object]


def at_once(*acts: Act) -> list[object]:
    """Run each act in a thread and a connection of its own; return results or what was raised."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int, act: Act) -> None:
        try:
            gate.wait(timeout=20)
            results[number] = act()
        except Exception as error:  # noqa: BLE001 - looked at by the test
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def meet(world: World) -> None:
    """Make everybody beforehand: two threads must not make the same person."""
    assert world.inspector.pk
    assert world.office.pk
    assert world.second_office.pk


# --- F43 ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_star_lowered_while_its_certificate_is_printed(world: World) -> None:
    meet(world)
    for old in many_confirmed(ROUNDS, world):
        assessment = old.rating.assessment
        results = at_once(
            lambda pk=old.pk: deliver_certificate(certificate=pk),  # type: ignore[misc]  # bound
            lambda one=assessment: lower(world, one),  # type: ignore[misc]  # as above
        )
        assert not [one for one in results if isinstance(one, Exception)], results
        old.refresh_from_db()
        assert (old.status, old.ended_reason) == (CertificateStatus.DOWNGRADED, WHY)
        [new] = Certificate.objects.valid().filter(rating=old.rating)
        assert (new.level, new.supersedes_id) == ("four", old.pk)
        assert new.serial != old.serial
        assert Notice.objects.filter(organization=assessment.organization).count() == 1
    printed()
    assert_invariants()


@pytest.mark.django_db(transaction=True)
def test_a_star_cancelled_in_the_second_of_its_issue(world: World) -> None:
    meet(world)
    for old in many_confirmed(ROUNDS, world):
        case = recorded_veto(world, old.rating.assessment)
        results = at_once(
            lambda pk=old.pk: deliver_certificate(certificate=pk),  # type: ignore[misc]  # bound
            lambda case=case: confirm_veto(  # type: ignore[misc]  # as above
                case=case, by=world.second_office, now=SPRING
            ),
        )
        assert not [one for one in results if isinstance(one, Exception)], results
        old.refresh_from_db()
        assert (old.status, old.ended_reason) == (CertificateStatus.REVOKED, case.reason)
        assert not Certificate.objects.valid().filter(rating=old.rating).exists()
        assert not Certificate.objects.filter(supersedes=old).exists()
        assert rating_of(old.rating.assessment).status == RatingStatus.CANCELLED
        assert Notice.objects.filter(organization=old.organization).count() == 1
    printed()
    assert_invariants()


@pytest.mark.django_db(transaction=True)
def test_lowered_and_cancelled_at_the_same_time_is_cancelled(world: World) -> None:
    meet(world)
    for old in many_confirmed(ROUNDS, world):
        assessment = old.rating.assessment
        case = recorded_veto(world, assessment)
        lowered, cancelled = at_once(
            lambda one=assessment: lower(world, one),  # type: ignore[misc]  # bound
            lambda case=case: confirm_veto(  # type: ignore[misc]  # as above
                case=case, by=world.second_office, now=SPRING
            ),
        )
        assert isinstance(cancelled, VetoCase), cancelled
        assert isinstance(lowered, Reinspection | Refusal), lowered
        assert not Certificate.objects.valid().filter(rating=old.rating).exists()
        changes = rating_of(assessment).changes.count() - 1  # the confirmation has no notice
        assert changes == (2 if isinstance(lowered, Reinspection) else 1)
        assert Notice.objects.filter(organization=assessment.organization).count() == changes
    printed()
    assert_invariants()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [True, False])
def test_two_inspectors_lower_by_one_level_together(world: World, same: bool) -> None:
    meet(world)
    [old] = many_confirmed(1, world)
    assessment = old.rating.assessment
    acts = [lambda: lower(world, assessment)] * 4
    if not same:
        acts[0] = lambda: record_reinspection(
            assessment=assessment,
            inspected_on=SPRING.date(),
            inspectors=["吴复检", "陈经办"],
            passed=True,
            findings="",
            by=world.inspector,
            now=SPRING,
        )
    results = at_once(*acts)
    broken = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refusal)]
    assert not broken, results
    result = Reinspection.objects.get(assessment=assessment)
    expected = "five" if result.passed else "four"
    [valid] = Certificate.objects.valid()
    assert (valid.level, rating_of(assessment).level) == (expected, expected)
    assert Notice.objects.count() == (0 if result.passed else 1)
    printed()
    assert_invariants()


@pytest.mark.django_db
def test_twin_without_ending_the_old_one_the_database_refuses_the_new_one(world: World) -> None:
    """Write what a careless replacement would write: the constraint is the last guard."""
    assessment_at(Status.CONFIRMED, world)
    copy = Certificate.objects.get()
    copy.pk, copy.serial, copy.code = None, "another number", "another code"
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        copy.save(force_insert=True)
    run_owed()
    assert_invariants()
