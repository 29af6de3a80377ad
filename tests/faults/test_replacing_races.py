"""F43 and F44: a star is lowered or cancelled in the very moment its certificate is made."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, connections, transaction

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.common.refusals import Refusal, WrongState
from scoring.documents.actions import reissue_certificate, revoke, void_certificate
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, Notice
from scoring.documents.queries import pdf_of
from scoring.documents.tasks import deliver_certificate
from scoring.jobs.actions import run_owed
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import VetoCase
from scoring.reports.invariants import breaches
from scoring.reviews.models import Reinspection
from scoring.workflow.reinspection import record_reinspection
from scoring.workflow.vetoes import confirm_veto, record_veto
from tests.factories.many import many_confirmed
from tests.factories.review import CONFIRMED, DAY, assessment_at, rating_of
from tests.factories.world import World
from tests.faults.oracle import assert_invariants

SPRING = CONFIRMED + 150 * DAY  # April of the year after
WHY = "主题党日未按月开展。"
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


def lower(world: World, assessment: Assessment) -> Reinspection:
    """Record a re-inspection that was not passed."""
    return record_reinspection(
        assessment=assessment,
        inspected_on=SPRING.date(),
        inspectors=["吴复检", "陈经办"],
        passed=False,
        findings=WHY,
        by=world.inspector,
        now=SPRING,
    )


def recorded_veto(world: World, assessment: Assessment) -> VetoCase:
    """Record a case that waits for the second person."""
    return record_veto(
        organization=assessment.organization,
        veto="STB-V1",
        happened_on=SPRING.date(),
        reference=f"某纪立〔2027〕{assessment.pk}号",
        reason="支部党员严重违纪被立案审查。",
        by=world.office,
        now=SPRING,
    )


def meet(world: World) -> None:
    """Make everybody beforehand: two threads must not make the same person."""
    assert world.inspector.pk
    assert world.office.pk
    assert world.second_office.pk


def printed() -> None:
    """Print what is owed; every certificate and notice then has its own file."""
    assert run_owed()[1] == 0
    papers: list[Certificate | Notice] = [*Certificate.objects.all(), *Notice.objects.all()]
    for paper in papers:
        assert pdf_of(paper).startswith(b"%PDF")


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


# --- F44 ---------------------------------------------------------------------------------------


@pytest.fixture
def lowered(world: World) -> Certificate:
    """Return the ended certificate of a branch that was lowered; all papers are printed."""
    assessment = assessment_at(Status.CONFIRMED, world)
    run_owed()
    lower(world, assessment)
    run_owed()
    return Certificate.objects.get(status=CertificateStatus.DOWNGRADED)


def update_by_hand(certificate: Certificate, columns: str) -> None:
    """Change a certificate's row as somebody at the database does."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE documents_certificate SET {columns} WHERE id = %s",  # noqa: S608 - own words
            [certificate.pk],
        )
        assert cursor.rowcount == 1


@pytest.mark.django_db
def test_no_action_brings_an_ended_certificate_back(lowered: Certificate, world: World) -> None:
    office = world.office
    for status in CertificateStatus:
        with pytest.raises(WrongState):
            revoke(certificate=lowered, status=status, reason="复活", by=office, now=SPRING)
    for act in (void_certificate, reissue_certificate):
        with pytest.raises(WrongState):
            act(certificate=lowered, reason="补发", by=office, now=SPRING)
    lowered.refresh_from_db()
    assert lowered.status == CertificateStatus.DOWNGRADED
    assert_invariants()


UNDO = "status = 'valid', ended_at = NULL, ended_by_id = NULL, ended_reason = ''"


@pytest.mark.django_db
@pytest.mark.parametrize("columns", ["status = 'valid'", UNDO, "ended_at = NULL"])
def test_the_database_refuses_to_bring_it_back_beside_its_successor(
    lowered: Certificate, columns: str
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        update_by_hand(lowered, columns)
    assert_invariants()


@pytest.mark.django_db
def test_one_brought_back_by_hand_in_the_place_of_its_successor_is_found(
    lowered: Certificate,
) -> None:
    successor = Certificate.objects.valid().get()
    with transaction.atomic():
        update_by_hand(
            successor,
            "status = 'revoked', ended_at = issued_at, ended_by_id = issued_by_id",
        )
        update_by_hand(lowered, UNDO)
        found = {(one.invariant, one.about) for one in breaches()}
        transaction.set_rollback(True)
    assert {("I9", f"certificate:{lowered.pk}"), ("I4", f"certificate:{lowered.pk}")} <= found
    assert_invariants()


@pytest.mark.django_db
def test_a_voided_one_brought_back_by_hand_is_found_by_the_trail_alone(world: World) -> None:
    """Its star stands, and its number too: only the trail knows that it had ended."""
    assessment_at(Status.CONFIRMED, world)
    run_owed()
    certificate = Certificate.objects.get()
    with transaction.atomic():
        void_certificate(certificate=certificate, reason="名称有误", by=world.office, now=SPRING)
        update_by_hand(certificate, UNDO)
        found = [(one.invariant, one.about) for one in breaches()]
        transaction.set_rollback(True)
    assert found == [("I9", f"certificate:{certificate.pk}")]
    assert_invariants()
