"""Void and reissue: new records, linked; the old ones stay as they were printed."""

import datetime
import json

import pytest
from pytest_django.fixtures import Settings

from scoring.audit.models import Event
from scoring.common.refusals import WrongState
from scoring.documents.actions import (
    SiteAddressMissing,
    reissue_certificate,
    void_certificate,
)
from scoring.documents.models import Certificate
from scoring.documents.queries import certificate_for, pdf_of
from scoring.documents.tasks import deliver_certificate
from scoring.documents.verification import Outcome
from scoring.facts.actions import ReasonMissing
from scoring.organizations.models import Organization
from tests.factories.review import CONFIRMED
from tests.factories.world import World

pytestmark = pytest.mark.django_db
LATER = CONFIRMED + datetime.timedelta(days=30)
TODAY = LATER.date()


def test_void_ends_it_for_good_and_says_why(certificate: Certificate, world: World) -> None:
    deliver_certificate(certificate=certificate.pk)
    certificate.refresh_from_db()
    stored = pdf_of(certificate)
    voided = void_certificate(
        certificate=certificate, reason="名称有误", by=world.office, now=LATER
    )
    assert certificate_for(voided.code, today=TODAY).outcome == Outcome.VOIDED
    assert pdf_of(voided) == stored
    [event] = Event.objects.filter(action="certificate.voided")
    assert event.detail == {"serial": voided.serial, "reason": "名称有误"}
    with pytest.raises(WrongState):
        void_certificate(certificate=voided, reason="再次", by=world.office, now=LATER)


def test_reissue_makes_a_new_record_with_the_names_of_today(
    certificate: Certificate, world: World
) -> None:
    deliver_certificate(certificate=certificate.pk)
    Organization.objects.filter(pk=certificate.organization_id).update(name="某县档案馆党支部")
    before = Certificate.objects.get(pk=certificate.pk)
    new = reissue_certificate(certificate=before, reason="名称变更", by=world.office, now=LATER)
    deliver_certificate(certificate=new.pk)
    old = Certificate.objects.get(pk=certificate.pk)
    said, said_before = json.loads(new.content), json.loads(old.content)
    assert said["branch"]["name"] == "某县档案馆党支部"
    assert said_before["branch"]["name"] == "某县档案局党支部"
    assert (new.supersedes, new.level, new.stars) == (old, old.level, old.stars)
    assert (new.valid_until, said["supersedes"]) == (old.valid_until, old.serial)
    assert new.serial != old.serial
    assert new.code != old.code
    answer = certificate_for(old.code, today=TODAY)
    assert (answer.outcome, answer.successor) == (Outcome.VOIDED, new)
    assert certificate_for(new.code, today=TODAY).outcome == Outcome.VALID
    [event] = Event.objects.filter(action="certificate.reissued")
    assert event.detail == {"serial": new.serial, "before": old.serial}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_is_voided_without_a_reason(
    certificate: Certificate, world: World, reason: str
) -> None:
    with pytest.raises(ReasonMissing):
        void_certificate(certificate=certificate, reason=reason, by=world.office, now=LATER)
    assert Certificate.objects.valid().count() == 1


def test_a_reissue_that_cannot_be_leaves_the_old_one_valid(
    certificate: Certificate, world: World, settings: Settings
) -> None:
    settings.SITE_URL = ""
    with pytest.raises(SiteAddressMissing):
        reissue_certificate(certificate=certificate, reason="污损", by=world.office, now=LATER)
    assert Certificate.objects.valid().get() == certificate
    assert not Event.objects.filter(action="certificate.voided").exists()
