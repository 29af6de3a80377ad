"""Forms of a cycle over HTTP: figures of the office pages, scope."""

import re

import pytest
import time_machine
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.web import formats
from scoring.web.office import form_views
from tests.documents import pdf as reading
from tests.factories import YEAR, World, make_user, make_world, review
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


@pytest.mark.parametrize("name", ["forms", "approval_form"])
def test_other_roles_get_nothing(world, name):
    review.assessment_at(Status.APPROVED, world)
    for who in (world.secretary, world.reviewer, world.foreign_reviewer):
        assert signed_in(who).get(address(name)).status_code == 404


def test_an_office_elsewhere_gets_nothing(world):
    review.assessment_at(Status.APPROVED, world)
    stranger = signed_in(make_user("外县", ("office", world.stranger)))
    assert stranger.get(address("approval_form")).status_code == 404


def test_before_any_cycle_the_page_says_so(world):
    page = signed_in(world.office).get(reverse("office:forms"))
    assert page.status_code == 200
    assert signed_in(world.office).get(reverse("office:approval_form")).status_code == 404


def test_a_form_says_what_is_missing_without_pango(world, monkeypatch):
    review.assessment_at(Status.APPROVED, world)

    def missing(name):
        raise OSError(name)

    monkeypatch.setattr("scoring.documents.typesetting.importlib.import_module", missing)
    answer = signed_in(world.office).get(address("approval_form"))
    assert answer.status_code == 503
    assert "libpango" in answer.content.decode()
