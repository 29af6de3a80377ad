"""A certificate is voided or issued anew by two persons."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from scoring.audit.models import Event
from scoring.common.refusals import WrongState
from scoring.documents.actions import revoke
from scoring.documents.actions.replacing import (
    CorrectionAsked,
    ask_correction,
    confirm_correction,
    withdraw_correction,
)
from scoring.documents.corrections import CorrectionKind, CorrectionStatus
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, Correction
from scoring.documents.permissions import SameAsker
from scoring.facts.actions import ReasonMissing
from scoring.organizations.models import User
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Rating
from scoring.ratings.permissions import NotOffice
from scoring.reports.invariants import certified_stars
from tests.factories.review import CONFIRMED
from tests.factories.world import World

pytestmark = pytest.mark.django_db
LATER = CONFIRMED + datetime.timedelta(days=30)
VOID, REISSUE = CorrectionKind.VOID, CorrectionKind.REISSUE


def ask(certificate: Certificate, by: User, kind: CorrectionKind = REISSUE) -> Correction:
    return ask_correction(certificate=certificate, kind=kind, reason="名称有误。", by=by, now=LATER)


def fresh(certificate: Certificate) -> Certificate:
    return Certificate.objects.get(pk=certificate.pk)


def test_nothing_follows_until_a_second_person_confirms(
    certificate: Certificate, world: World
) -> None:
    correction = ask(certificate, world.office)
    assert fresh(certificate).status == CertificateStatus.VALID
    with pytest.raises(SameAsker):
        confirm_correction(correction=correction, by=world.office, now=LATER)
    assert fresh(certificate).status == CertificateStatus.VALID
    new = confirm_correction(correction=correction, by=world.second_office, now=LATER)
    assert fresh(certificate).status == CertificateStatus.VOIDED
    assert (new.supersedes, new.status) == (certificate, CertificateStatus.VALID)
    actions = list(
        Event.objects.filter(object_kind="correction").order_by("sequence").values_list("action")
    )
    assert actions == [("correction.asked",), ("correction.confirmed",)]
    with pytest.raises(WrongState):
        confirm_correction(correction=correction, by=world.second_office, now=LATER)


def test_a_voided_one_leaves_the_star_and_can_be_followed_later(
    certificate: Certificate, world: World
) -> None:
    void = ask(certificate, world.office, VOID)
    voided = confirm_correction(correction=void, by=world.second_office, now=LATER)
    assert (voided.pk, voided.status) == (certificate.pk, CertificateStatus.VOIDED)
    assert Rating.objects.get(pk=certificate.rating_id).status == RatingStatus.CONFIRMED
    assert not Certificate.objects.valid().exists()
    assert list(certified_stars(None)) == []
    again = ask(voided, world.second_office)
    new = confirm_correction(correction=again, by=world.office, now=LATER)
    assert (new.supersedes, new.stars) == (voided, certificate.stars)
    with pytest.raises(WrongState):
        ask(fresh(certificate), world.office)


def test_a_lowered_star_s_certificate_is_not_issued_anew(
    certificate: Certificate, world: World
) -> None:
    waiting = ask(certificate, world.office)
    revoke(
        certificate=certificate,
        status=CertificateStatus.DOWNGRADED,
        reason="复检未通过",
        by=world.office,
        now=LATER,
    )
    with pytest.raises(WrongState):
        confirm_correction(correction=waiting, by=world.second_office, now=LATER)
    assert Correction.objects.get().status == CorrectionStatus.ASKED
    withdraw_correction(correction=waiting, by=world.office, now=LATER)
    for kind in (VOID, REISSUE):
        with pytest.raises(WrongState):
            ask(fresh(certificate), world.office, kind)


def test_one_correction_at_a_time_and_withdrawn_ones_do_not_count(
    certificate: Certificate, world: World
) -> None:
    first = ask(certificate, world.office)
    with pytest.raises(CorrectionAsked):
        ask(certificate, world.second_office, VOID)
    withdraw_correction(correction=first, by=world.second_office, now=LATER)
    with pytest.raises(WrongState):
        confirm_correction(correction=first, by=world.second_office, now=LATER)
    assert ask(certificate, world.second_office, VOID).status == CorrectionStatus.ASKED


def test_only_the_office_above_and_only_with_a_reason(
    certificate: Certificate, world: World
) -> None:
    for who in (world.foreign_office, world.secretary, world.reviewer, world.auditor):
        with pytest.raises(NotOffice if who != world.secretary else Exception):
            ask(certificate, who)
    with pytest.raises(ReasonMissing):
        ask_correction(certificate=certificate, kind=VOID, reason=" ", by=world.office, now=LATER)
    assert not Correction.objects.exists()


def test_the_database_itself_wants_two_persons(certificate: Certificate, world: World) -> None:
    correction = ask(certificate, world.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=correction.pk).update(
            status=CorrectionStatus.DONE, decided_at=LATER, decided_by=world.office
        )
