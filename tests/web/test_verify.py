"""What the public learns about a certificate, and what it does not."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from scoring.documents.actions import reissue_certificate, revoke
from scoring.documents.codes import grouped
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate
from scoring.documents.tasks import deliver_certificate
from scoring.web.verify.limits import QUESTIONS, WINDOW
from tests.documents.conftest import UNTIL, home, issued
from tests.factories import World, make_world
from tests.factories.review import CONFIRMED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
__all__ = ["home"]

LATER = CONFIRMED + datetime.timedelta(days=30)


@pytest.fixture(autouse=True)
def _later():
    cache.clear()
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def public() -> Client:
    return Client(headers={"accept-language": "zh-hans"})


@pytest.fixture
def world(home) -> World:
    return make_world()


@pytest.fixture
def certificate(world: World) -> Certificate:
    certificate = issued(world)
    deliver_certificate(certificate=certificate.pk)
    certificate.refresh_from_db()
    return certificate


def answer(public: Client, certificate: Certificate):
    return public.get(reverse("verify:show", args=[certificate.code]))


def test_a_valid_certificate_is_told_without_login(public, certificate):
    page = answer(public, certificate)
    text = page.content.decode()
    assert page.status_code == 200
    assert "证书有效" in text
    for said in (certificate.organization.name, certificate.serial, grouped(certificate.code)):
        assert said in text
    assert "2027年12月31日" in text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "98.00" not in text  # no score
    assert "郑组织" not in text  # no person


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (CertificateStatus.DOWNGRADED, "星级已降低"),
        (CertificateStatus.REVOKED, "已取消该星级"),
    ],
)
def test_an_ended_one_says_since_when_and_why_but_not_the_case(
    public, certificate, world, status, words
):
    revoke(certificate=certificate, status=status, reason="某某案", by=world.office, now=LATER)
    text = answer(public, certificate).content.decode()
    assert "证书已失效" in text
    assert words in text
    assert f"自{LATER.year}年{LATER.month}月{LATER.day}日起失效" in text
    assert "某某案" not in text
    assert 'data-count="5"' not in text


def test_a_voided_one_is_void_and_says_nothing_against_the_star(public, certificate, world):
    new = reissue_certificate(
        certificate=certificate, reason="名称有误", by=world.office, now=LATER
    )
    text = answer(public, certificate).content.decode()
    assert "证书已作废" in text
    assert "取消" not in text
    assert "名称有误" not in text
    assert new.serial in text
    assert 'data-count="5"' not in text


def test_a_term_moved_in_the_table_does_not_last_longer_than_it_was_signed(public, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=datetime.date(2039, 12, 31))
    after = datetime.datetime.combine(UNTIL, datetime.time(12), tzinfo=CONFIRMED.tzinfo)
    with time_machine.travel(after + datetime.timedelta(days=1), tick=False):
        text = answer(public, certificate).content.decode()
    assert "证书已过有效期" in text
    assert "2028年1月1日" in text


def test_an_expired_one_is_not_valid(public, certificate):
    after = datetime.datetime.combine(UNTIL, datetime.time(12), tzinfo=CONFIRMED.tzinfo)
    with time_machine.travel(after, tick=False):
        assert "证书有效" in answer(public, certificate).content.decode()
    with time_machine.travel(after + datetime.timedelta(days=1), tick=False):
        assert "证书已过有效期" in answer(public, certificate).content.decode()


def test_a_changed_row_is_never_called_valid(public, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(
        content=certificate.content.replace("五星级", "六星级")
    )
    page = answer(public, certificate)
    assert page.status_code == 503
    assert "证书有效" not in page.content.decode()
    assert "暂时无法查验" in page.content.decode()


def test_an_unknown_code_is_not_found(public):
    page = public.get(reverse("verify:show", args=["0" * 26]))
    assert page.status_code == 404
    assert "查无此证" in page.content.decode()


def test_codes_are_read_as_people_type_them(public, certificate):
    typed = f" {grouped(certificate.code).lower().replace('0', 'o').replace('1', 'l')} "
    page = public.get(reverse("verify:ask"), {"code": typed})
    assert page.status_code == 302
    assert page["Location"] == reverse("verify:show", args=[certificate.code])


@pytest.mark.parametrize(("typed", "words"), [("", "请输入"), ("7K3M<b>", "26 位")])
def test_what_cannot_be_a_code_is_said_at_the_field(public, typed, words):
    page = public.get(reverse("verify:ask"), {"code": typed})
    text = page.content.decode()
    assert page.status_code == 422
    assert words in text
    assert 'aria-invalid="true"' in text
    assert "<b>" not in text


def test_too_many_questions_are_told_how_long_to_wait(public, certificate):
    address = reverse("verify:show", args=[certificate.code])
    for _number in range(QUESTIONS):
        assert public.get(address).status_code == 200
    page = public.get(address)
    assert page.status_code == 429
    wait = int(page["Retry-After"])
    assert 0 < wait <= WINDOW
    assert f"{wait} 秒后再查" in page.content.decode()
    assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 200
    with time_machine.travel(LATER + datetime.timedelta(seconds=wait), tick=False):
        assert public.get(address).status_code == 200
