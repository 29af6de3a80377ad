"""The office desk: from proposals to certificates, vetoes by two persons."""

import datetime

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.documents.models import Certificate
from scoring.ratings.enums import RatingStatus, VetoStatus
from scoring.ratings.models import Objection, Publicity, Rating, VetoCase
from tests.documents.conftest import home
from tests.factories import World, make_world
from tests.factories.review import CONFIRMED, PUBLISHED, assessment_at, rating_of

__all__ = ["home"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def world(home) -> World:
    return make_world()


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def at(moment: datetime.datetime):
    return time_machine.travel(moment, tick=True)


def test_an_approved_proposal_goes_public_for_five_working_days(world):
    rating = rating_of(assessment_at(Status.APPROVED, world))
    client = signed_in(world.office)
    with at(PUBLISHED):
        page = client.get(reverse("office:publish")).content.decode()
        assert rating.assessment.organization.name in page
        answer = client.post(
            reverse("office:start_publicity"),
            {"ratings": [rating.pk], "starts_on": "2026年10月27日"},
        )
    assert answer.status_code == 302
    publicity = Publicity.objects.get()
    assert (publicity.starts_on, publicity.ends_on) == (
        datetime.date(2026, 10, 27),
        datetime.date(2026, 11, 3),
    )
    assert said(answer) == ["公示时间为2026年10月27日至2026年11月3日"]


def test_each_share_says_what_it_counts(world):
    assessment_at(Status.APPROVED, world)
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(world.office)
    with at(PUBLISHED):
        overview = client.get(reverse("office:overview"))
        publish = client.get(reverse("office:publish")).content.decode()
    quotas = [one for one in overview.context["page"].meters if one.mark is not None]
    assert quotas
    assert all("predicted included" in one.detail for one in quotas)
    assert all(one.detail in overview.content.decode() for one in quotas)
    assert publish.count("counting only decided and proposed") == len(quotas)


def test_a_publicity_starts_neither_in_the_past_nor_far_ahead(world):
    rating = rating_of(assessment_at(Status.APPROVED, world))
    with at(PUBLISHED):
        for day in ("2026-10-1", "2036-01-01"):
            answer = signed_in(world.office).post(
                reverse("office:start_publicity"), {"ratings": [rating.pk], "starts_on": day}
            )
            assert answer.status_code == 422
    assert "公示首日最晚为" in answer.content.decode()
    assert not Publicity.objects.exists()


def test_ratings_of_other_cycles_are_not_found(world):
    rating = rating_of(assessment_at(Status.APPROVED, world))
    with at(PUBLISHED):
        for chosen in ([rating.pk, 999_999], ["x"]):
            answer = signed_in(world.office).post(
                reverse("office:start_publicity"), {"ratings": chosen, "starts_on": "2026-10-27"}
            )
            assert answer.status_code == 404
    assert not Publicity.objects.exists()


def test_confirming_asks_once_more_and_then_certifies(world):
    rating = rating_of(assessment_at(Status.PUBLICIZED, world))
    client = signed_in(world.office)
    with at(CONFIRMED):
        asked = client.post(reverse("office:confirm"), {"ratings": [rating.pk]})
        assert asked.status_code == 200
        assert "确定 2026 年度星级" in asked.content.decode()
        assert rating_of(rating.assessment).status == RatingStatus.PUBLICIZED
        answer = client.post(
            reverse("office:confirm"), {"ratings": [rating.pk], "confirmed": "yes"}
        )
        assert said(answer) == ["已定星 1 个支部"]
        page = client.get(reverse("office:publish")).content.decode()
    certificate = Certificate.objects.get()
    assert certificate.serial in page
    assert "制作中" in page


def test_an_open_objection_holds_the_star_until_it_is_settled(world):
    rating = rating_of(assessment_at(Status.PUBLICIZED, world))
    client = signed_in(world.office)
    with at(PUBLISHED):
        answer = client.post(
            reverse("office:add_objection"),
            {"rating": rating.pk, "received_on": "2026-10-28", "content": "活动室改作他用。"},
        )
        assert answer.status_code == 302
    objection = Objection.objects.get()
    with at(CONFIRMED):
        refused = client.post(
            reverse("office:confirm"), {"ratings": [rating.pk], "confirmed": "yes"}
        )
        assert refused.status_code == 422
        assert not Certificate.objects.exists()
        empty = client.post(reverse("office:settle", args=[objection.pk]), {"settlement": " "})
        assert empty.status_code == 422
        client.post(reverse("office:settle", args=[objection.pk]), {"settlement": "经核实不属实。"})
        client.post(reverse("office:confirm"), {"ratings": [rating.pk], "confirmed": "yes"})
    assert Certificate.objects.count() == 1
    assert Rating.objects.get().status == RatingStatus.CONFIRMED


def test_the_auditor_reads_and_cannot_act(world):
    rating = rating_of(assessment_at(Status.PUBLICIZED, world))
    client = signed_in(world.auditor)
    with at(CONFIRMED):
        page = client.get(reverse("office:publish")).content.decode()
        assert 'name="ratings"' not in page
        answer = client.post(
            reverse("office:confirm"), {"ratings": [rating.pk], "confirmed": "yes"}
        )
    assert answer.status_code == 404
    assert not Certificate.objects.exists()


CASE = {
    "veto": "STB-V1",
    "happened_on": "2026-11-2",
    "reference": "云纪立〔2026〕7号",
    "reason": "支部一名党员被立案审查。",
}


def test_a_veto_takes_two_persons(world):
    assessment = assessment_at(Status.CONFIRMED, world)
    first, second = signed_in(world.office), signed_in(world.second_office)
    with at(CONFIRMED):
        posted = first.post(
            reverse("office:add_veto"), {**CASE, "organization": assessment.organization_id}
        )
        assert posted.status_code == 302
        case = VetoCase.objects.get()
        address = reverse("office:confirm_veto", args=[case.pk])
        own = first.post(address, {"confirmed": "yes"})
        assert own.status_code == 422
        assert "另一" in own.content.decode()
        asked = second.post(address)
        assert asked.status_code == 200
        assert "2026 年度星级和证书即时失效" in asked.content.decode()
        case.refresh_from_db()
        assert case.status == VetoStatus.RECORDED
        assert second.post(address, {"confirmed": "yes"}).status_code == 302
        page = second.get(reverse("office:vetoes")).content.decode()
    assert "已生效" in page
    assert Certificate.objects.get().status == "revoked"


def test_a_case_is_withdrawn_with_a_reason(world):
    assessment = assessment_at(Status.FILLING, world)
    client = signed_in(world.office)
    with at(CONFIRMED):
        client.post(
            reverse("office:add_veto"), {**CASE, "organization": assessment.organization_id}
        )
        address = reverse("office:withdraw_veto", args=[VetoCase.objects.get().pk])
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "登记有误"}).status_code == 302
    assert VetoCase.objects.get().status == VetoStatus.WITHDRAWN
