"""The office desk: years opened and extended, the register, years to look at."""

import datetime

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.audit.models import Event
from scoring.rubrics.queries import latest_published
from tests.documents.conftest import home
from tests.factories import NOW, YEAR, World, make_world
from tests.factories.filling import fresh, open_cycle_for
from tests.factories.review import assessment_at

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


PLAN = {
    "year": "2026",
    "window_start": "2025-10-1",
    "window_end": "2026-9-30",
    "declare_on": "2026年10月31日",
    "declare_at": "17:30",
    "target_score": "80.00",
    "publicity_days": "5",
    "validity_years": "1",
    "issuer_name": "中共某县委组织部",
    "contact_name": "郑组织",
    "contact_phone": "0000-0000000",
}


def test_the_office_opens_a_year_for_every_branch(world):
    world.load()
    client = signed_in(world.office)
    with at(NOW):
        assert client.get(reverse("office:overview")).status_code == 200
        assert client.get(reverse("office:new_cycle")).status_code == 200
        plan = {**PLAN, "standard": world.version.pk}
        asked = client.post(reverse("office:open_cycle"), plan)
        assert "开启2026年度评定？" in asked.content.decode()
        kept = client.post(reverse("office:open_cycle"), {**plan, "change": "yes"})
        assert 'value="郑组织"' in kept.content.decode()
        assert not Cycle.objects.exists()
        answer = client.post(reverse("office:open_cycle"), {**plan, "confirmed": "yes"})
        again = client.post(reverse("office:open_cycle"), {**plan, "confirmed": "yes"})
    assert said(answer) == ["2026 年度已向 2 个支部开放"]
    cycle = Cycle.objects.get()
    assert cycle.declare_by == datetime.datetime(
        2026, 10, 31, 17, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8))
    )
    assert cycle.programme == "star-standardization"
    assert again.status_code == 422


def test_the_question_shows_years_and_warns_of_a_window_of_another_year(world):
    world.load()
    plan = {**PLAN, "standard": world.version.pk}
    with at(NOW):
        client = signed_in(world.office)
        usual = client.post(reverse("office:open_cycle"), plan).content.decode()
        odd = client.post(reverse("office:open_cycle"), {**plan, "year": 2027}).content.decode()
    assert "申报截止：2026年10月31日" in usual
    assert "请核对" not in usual
    assert "请核对" in odd


def test_a_standard_that_rates_nobody_in_hand_offers_no_button(world):
    world.load()
    town = latest_published("wgh-town")
    with at(NOW):
        asked = signed_in(world.office).post(
            reverse("office:open_cycle"), {**PLAN, "standard": town.pk}
        )
    shown = asked.content.decode()
    assert asked.context["interruption"].barred
    assert 'name="confirmed"' not in shown
    assert '<button class="btn btn-primary" type="submit">' not in shown
    assert "评定的是党委（农村）" in shown


def test_a_window_that_ends_before_it_starts_is_said_at_its_field(world):
    world.load()
    with at(NOW):
        answer = signed_in(world.office).post(
            reverse("office:open_cycle"),
            {**PLAN, "standard": world.version.pk, "window_end": "2025-9-30"},
        )
    assert answer.status_code == 422
    assert 'href="#id_window_end"' in answer.content.decode()
    assert not Cycle.objects.exists()


def test_one_branch_gets_more_time_with_a_reason(world):
    assessment = assessment_at(Status.FILLING, world)
    client = signed_in(world.office)
    data = {"assessment": assessment.pk, "until": "2026-11-10", "reason": ""}
    with at(NOW):
        assert client.post(reverse("office:extend"), data).status_code == 422
        answer = client.post(reverse("office:extend"), {**data, "reason": "书记外出培训"})
        page = client.get(reverse("office:cycles")).content.decode()
    assert answer.status_code == 302
    assert fresh(assessment).deadline().date() == datetime.date(2026, 11, 10)
    assert "书记外出培训" in page


def test_the_register_filters_sorts_and_says_when_nothing_fits(world):
    assessment_at(Status.FILLING, world)
    client = signed_in(world.office)
    with at(NOW):
        found = client.get(reverse("office:branches"), {"q": "档案", "sort": "-total"})
        none = client.get(reverse("office:branches"), {"status": Status.CONFIRMED})
    assert "某县档案局党支部" in found.content.decode()
    assert "某县统计局党支部" not in found.content.decode()
    assert "某县档案局党支部" not in none.content.decode()


def test_next_year_is_shown_once_somebody_declares_in_it(world):
    assessment_at(Status.SUBMITTED, world)
    client = signed_in(world.office)
    with at(NOW):
        open_cycle_for(world, year=YEAR + 1, now=NOW)
        page = client.get(reverse("office:overview"))
        asked = client.get(reverse("office:overview"), {"year": YEAR + 1})
    assert (page.context["scope"].year, asked.context["scope"].year) == (YEAR, YEAR + 1)
    assert page.context["scope"].years == (YEAR + 1, YEAR)


def test_a_year_that_does_not_exist_is_not_found(world):
    assessment_at(Status.FILLING, world)
    client = signed_in(world.office)
    for name in ("overview", "branches", "standard", "publish", "cycles"):
        assert client.get(reverse(f"office:{name}"), {"year": 1999}).status_code == 404
        assert client.get(reverse(f"office:{name}"), {"year": YEAR}).status_code == 200


def test_the_workbook_leaves_with_a_note_in_the_trail(world):
    assert Assessment.objects.count() == 0
    assessment_at(Status.FILLING, world)
    answer = signed_in(world.office).get(reverse("office:workbook"))
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert Event.objects.filter(action="export_summary").count() == 1
