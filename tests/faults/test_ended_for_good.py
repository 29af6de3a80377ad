"""F44: what ended is not valid again; a level that is given back has a new certificate."""

import pytest
from django.db import IntegrityError, connection, transaction

from scoring.assessments.enums import Status
from scoring.common.refusals import Refusal, WrongState
from scoring.documents.actions import reissue_certificate, revoke, void_certificate
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, Notice
from scoring.facts.actions import ReasonMissing
from scoring.jobs.actions import run_owed
from scoring.ratings.enums import ChangeKind
from scoring.ratings.permissions import NotOffice
from scoring.reports.invariants import breaches
from scoring.workflow.reinspection import StarLapsed
from scoring.workflow.restoring import SameDecider, restore_level
from scoring.workflow.vetoes import confirm_veto
from tests.factories.review import DAY, assessment_at, rating_of
from tests.factories.world import World
from tests.faults.lowering import SPRING, lower, printed, recorded_veto
from tests.faults.oracle import assert_invariants

LATER = SPRING + 30 * DAY


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


@pytest.mark.django_db
def test_a_star_given_back_by_a_later_decision_has_a_new_certificate(
    lowered: Certificate, world: World
) -> None:
    [change] = lowered.rating.changes.filter(kind=ChangeKind.DOWNGRADED)
    four = Certificate.objects.valid().get()
    restored = restore_level(change=change, reason="申诉成立。", by=world.office, now=LATER)
    assert restore_level(change=change, reason="再次。", by=world.office, now=LATER) == restored
    printed()
    five = Certificate.objects.valid().get()
    lowered.refresh_from_db()
    four.refresh_from_db()
    assert (restored.from_level, restored.to_level, five.level) == ("four", "five", "five")
    assert (lowered.status, four.status) == (
        CertificateStatus.DOWNGRADED,
        CertificateStatus.VOIDED,
    )
    assert (five.supersedes, four.supersedes) == (four, lowered)  # the way is there to read
    assert len({lowered.serial, four.serial, five.serial}) == 3
    assert rating_of(lowered.rating.assessment).level == "five"
    assert Notice.objects.count() == 1
    assert_invariants()


@pytest.mark.django_db
def test_only_another_office_person_gives_back_what_was_lowered_last(
    lowered: Certificate, world: World
) -> None:
    confirmation, change = lowered.rating.changes.order_by("pk")

    def refused(kind: type[Refusal], **other: object) -> None:
        given = {"change": change, "reason": "申诉成立。", "by": world.office, "now": LATER}
        with pytest.raises(kind):
            restore_level(**(given | other))  # type: ignore[arg-type]  # mixed on purpose

    refused(NotOffice, by=world.foreign_office)
    refused(ReasonMissing, reason=" ")
    refused(WrongState, change=confirmation, by=world.second_office)
    refused(StarLapsed, now=LATER + 400 * DAY)
    type(change).objects.filter(pk=change.pk).update(decided_by=world.office)
    change.refresh_from_db()
    refused(SameDecider)
    confirm_veto(
        case=recorded_veto(world, lowered.rating.assessment), by=world.second_office, now=LATER
    )
    refused(WrongState, by=world.second_office)
    printed()
    assert_invariants()
