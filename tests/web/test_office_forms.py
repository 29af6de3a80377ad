"""Papers of a cycle over HTTP: figures of the office pages, drafts, scope."""

import re

import pytest
import time_machine
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.ratings.models import Publicity
from scoring.web import formats
from scoring.web.office import form_views
from scoring.workflow.conclusion import approve_review
from scoring.workflow.rating import confirm_rating
from tests.documents import pdf as reading
from tests.factories import YEAR, World, assessment_at, make_user, make_world, review
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(review.CONFIRMED, tick=True):
        yield


def address(name: str, *rest: object) -> str:
    return reverse(f"office:{name}", args=rest) + f"?year={YEAR}"


def words(pdf: bytes) -> str:
    pages = range(reading.page_count(pdf))
    return re.sub(r"\s", "", "".join(reading.text_of(pdf, page) for page in pages))


def test_the_approval_table_says_what_the_publish_page_says(world):
    approved = review.assessment_at(Status.APPROVED, world)
    client = signed_in(world.office)
    page = client.get(address("publish")).context["page"]
    answer = client.get(address("approval_form"))
    assert answer.status_code == 200
    text = words(answer.content)
    (line,) = page.proposals
    assert f"{line.branch}{line.applied}100.00{formats.points(line.total)}{line.level}" in text
    assert "共1个党支部，其中五星级1个。" in text
    assert approved.review.conclusion in text
    assert Event.objects.get(action="export_form").detail == {"year": YEAR}


def test_the_approval_table_of_a_unit_has_its_branches_only(world):
    review.assessment_at(Status.APPROVED, world)
    client = signed_in(world.office)
    page = client.get(address("forms")).content.decode()
    assert f"unit={world.committee.pk}" in page
    text = words(client.get(address("approval_form") + f"&unit={world.committee.pk}").content)
    assert world.branch.name in text
    empty = words(client.get(address("approval_form") + f"&unit={world.sibling.pk}").content)
    assert "共0个党支部" in empty
    for unit in (world.foreign.pk, "x", "9" * 40):
        assert client.get(address("approval_form") + f"&unit={unit}").status_code == 404


def test_too_many_rows_ask_for_a_unit(world, monkeypatch):
    review.assessment_at(Status.APPROVED, world)
    monkeypatch.setattr(form_views, "MOST_ROWS", 0)
    answer = signed_in(world.office).get(address("approval_form"))
    assert answer.status_code == 422
    assert not Event.objects.filter(action="export_form").exists()


def test_a_publicity_list_has_its_days_and_branches(world):
    review.assessment_at(Status.PUBLICIZED, world)
    publicity = Publicity.objects.get()
    client = signed_in(world.office)
    assert address("publicity_form", publicity.pk) in client.get(address("forms")).content.decode()
    text = words(client.get(address("publicity_form", publicity.pk)).content)
    assert f"公示期为2026年10月27日至{chinese(publicity.ends_on)}，共5个工作日" in text
    assert f"{world.branch.name}五星级" in text
    assert "星评通〔2026〕号" in text  # a draft has no number
    assert client.get(address("publicity_form", publicity.pk + 1)).status_code == 404


def conclude_and_confirm(world, assessment):
    review.conclude(world, assessment)
    approve_review(review=review.review_of(assessment), by=world.approver, now=review.APPROVED)
    review.publish(world, assessment)
    confirm_rating(rating=review.rating_of(assessment), by=world.office, now=review.CONFIRMED)


def chinese(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def test_naming_and_bulletin_wait_for_a_confirmed_star(world):
    review.assessment_at(Status.PUBLICIZED, world)
    client = signed_in(world.office)
    for name in ("naming_form", "bulletin_form"):
        assert client.get(address(name)).status_code == 404
        assert address(name) not in client.get(address("forms")).content.decode()


def test_the_naming_decision_names_the_certificate(world):
    confirmed = review.assessment_at(Status.CONFIRMED, world)
    text = words(signed_in(world.office).get(address("naming_form")).content)
    certificate = confirmed.rating.certificates.get()
    assert f"1{world.branch.name}五星级{certificate.serial}".replace(" ", "") in text
    assert f"有效期至{chinese(certificate.valid_until)}" in text
    assert "命名1个党支部为2026年度星级党支部" in text


def test_the_bulletin_counts_every_branch(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    claimed = review.finding_of(submitted, "CO5-O1").claimed
    review.cut(world, submitted, "CO5-O1", claimed - 1)
    conclude_and_confirm(world, submitted)
    client = signed_in(world.office)
    assert client.get(address("bulletin_form")).status_code == 404  # the sibling is undecided
    assert address("bulletin_form") not in client.get(address("forms")).content.decode()
    world.sibling.assessments.update(status=Status.NOT_DECLARED)
    assert address("bulletin_form") in client.get(address("forms")).content.decode()
    text = words(client.get(address("bulletin_form")).content)
    assert "应参评党支部2个，申报1个" in text
    assert "五星级党支部1个，未达三星级党支部1个" in text
    assert "核定得分平均为99.00分" in text
    assert "（1个党支部失分）" in text


@pytest.mark.parametrize("name", ["forms", "approval_form", "naming_form", "bulletin_form"])
def test_other_roles_get_nothing(world, name):
    review.assessment_at(Status.APPROVED, world)
    for who in (world.secretary, world.reviewer, world.foreign_reviewer):
        assert signed_in(who).get(address(name)).status_code == 404


def test_an_office_elsewhere_gets_nothing(world):
    review.assessment_at(Status.PUBLICIZED, world)
    stranger = signed_in(make_user("外县", ("office", world.stranger)))
    publicity = Publicity.objects.get()
    assert stranger.get(address("publicity_form", publicity.pk)).status_code == 404
    assert stranger.get(address("approval_form")).status_code == 404


def test_before_any_cycle_the_page_says_so(world):
    page = signed_in(world.office).get(reverse("office:forms"))
    assert page.status_code == 200
    assert signed_in(world.office).get(reverse("office:approval_form")).status_code == 404


def test_drafts_say_what_is_missing_without_pango(world, monkeypatch):
    review.assessment_at(Status.CONFIRMED, world)

    def missing(name):
        raise OSError(name)

    monkeypatch.setattr("scoring.documents.typesetting.importlib.import_module", missing)
    answer = signed_in(world.office).get(address("naming_form"))
    assert answer.status_code == 503
    assert "libpango" in answer.content.decode()
