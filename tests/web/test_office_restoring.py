"""A lowered star is given back by a later decision, over HTTP."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate
from scoring.ratings.enums import ChangeKind
from scoring.ratings.models import RatingChange
from scoring.workflow.reinspection import record_reinspection
from tests.factories import make_world, review
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db

SPRING = review.CONFIRMED + datetime.timedelta(days=90)  # re-inspected from the next year on


@pytest.fixture
def world(tmp_path, settings):
    settings.BRANCHSTD_HOME = tmp_path
    return make_world()


@pytest.fixture
def lowered(world) -> RatingChange:
    assessment = review.assessment_at(Status.CONFIRMED, world)
    record_reinspection(
        assessment=assessment,
        inspected_on=SPRING.date(),
        inspectors=["吴复检", "陈经办"],
        passed=False,
        findings="会议记录缺少签字",
        by=world.inspector,
        now=SPRING,
    )
    return RatingChange.objects.get(kind=ChangeKind.DOWNGRADED)


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(SPRING + datetime.timedelta(days=10), tick=True):
        yield


def test_the_office_gives_a_star_back_after_being_asked_once_more(world, lowered):
    client = signed_in(world.office)
    address = reverse("office:restore_star", args=[lowered.pk])
    assert address in client.get(reverse("office:vetoes")).content.decode()
    empty = client.post(address, {"reason": " "})
    assert empty.status_code == 422
    asked = client.post(address, {"reason": "申诉成立，某组复〔2027〕1号"})
    assert "恢复某县档案局党支部的星级？" in asked.content.decode()
    assert not RatingChange.objects.filter(kind=ChangeKind.RESTORED).exists()
    done = client.post(address, {"reason": "申诉成立，某组复〔2027〕1号", "confirmed": "yes"})
    assert done.status_code == 302
    lowered.rating.refresh_from_db()
    assert lowered.rating.level == "five"
    states = list(Certificate.objects.order_by("pk").values_list("status", flat=True))
    assert states == [
        CertificateStatus.DOWNGRADED,
        CertificateStatus.VOIDED,
        CertificateStatus.VALID,
    ]
    page = client.get(reverse("office:vetoes")).content.decode()
    assert "已由后来的决定恢复" in page
    assert address not in page


@pytest.mark.parametrize("who", ["secretary", "reviewer", "inspector"])
def test_nobody_else_gives_it_back(world, lowered, who):
    client = signed_in(getattr(world, who))
    answer = client.post(
        reverse("office:restore_star", args=[lowered.pk]), {"reason": "x", "confirmed": "yes"}
    )
    assert answer.status_code in (403, 404)
    assert RatingChange.objects.count() == 2  # confirmed, lowered


def test_what_lies_elsewhere_is_not_found(world, lowered):
    client = signed_in(world.office)
    assert client.post(reverse("office:restore_star", args=[lowered.pk + 99])).status_code == 404
    confirmed = RatingChange.objects.exclude(pk=lowered.pk).get()
    assert client.post(reverse("office:restore_star", args=[confirmed.pk])).status_code == 404
