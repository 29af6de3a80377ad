"""Forms for signature over HTTP: who gets which, when, with which figures, and what is noted."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.documents import typesetting
from scoring.web import formats
from tests.documents import pdf as reading
from tests.factories import World, assessment_at, make_world, review
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def submitted(world: World) -> Assessment:
    return assessment_at(Status.SUBMITTED, world)


@pytest.fixture
def concluded(world: World, submitted: Assessment) -> Assessment:
    """Return a concluded review in which one item lost a point."""
    claimed = review.finding_of(submitted, "CO5-O1").claimed
    review.cut(world, submitted, "CO5-O1", claimed - Decimal("1"))
    review.conclude(world, submitted)
    submitted.refresh_from_db()
    return submitted


@pytest.fixture(autouse=True)
def reviewed():
    with time_machine.travel(review.REVIEWED, tick=True):
        yield


def address(name: str, assessment: Assessment) -> str:
    return reverse(f"record:{name}", args=[assessment.pk])


def words(pdf: bytes) -> str:
    pages = range(reading.page_count(pdf))
    return re.sub(r"\s", "", "".join(reading.text_of(pdf, page) for page in pages))


def test_the_declaration_says_what_the_record_says(world, submitted):
    client = signed_in(world.secretary)
    page = client.get(reverse("record:show", args=[submitted.organization_id, submitted.year]))
    answer = client.get(address("declaration_form", submitted))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    text = words(answer.content)
    record = page.context["page"]
    assert f"自评总分{formats.points(record.total)}对应星级：五星级" in text
    for dimension in record.dimensions:
        assert dimension.name in text
        for row in dimension.rows:
            claimed = "不适用" if row.na else formats.points(row.claimed)
            assert f"{row.name}{formats.points(row.maximum)}{claimed}".replace(" ", "") in text


def test_the_review_form_says_what_the_record_says(world, concluded):
    client = signed_in(world.reviewer)
    page = client.get(reverse("record:show", args=[concluded.organization_id, concluded.year]))
    record = page.context["page"]
    text = words(client.get(address("verification_form", concluded)).content)
    assert f"总分100.00{formats.points(record.total)}核定星级：" in text
    cuts = 0
    for dimension in record.dimensions:
        for row in dimension.rows:
            points = [formats.points(one) for one in (row.maximum, row.claimed, row.verified)]
            cells = [row.name, *points, row.reason]
            assert "".join(cells).replace(" ", "") in text
            cuts += row.cut and bool(row.reason)
    assert cuts == 1
    assert "核定理由" in text


def test_the_visit_names_both_visitors(world, concluded):
    answer = signed_in(world.reviewer).get(address("visit_form", concluded))
    text = words(answer.content)
    assert "陈经办、吴复检" in text
    assert "2026年10月23日" in text
    assert "通过" in text


@pytest.mark.parametrize("name", ["verification_form", "visit_form"])
def test_nothing_of_the_review_is_printed_before_the_conclusion(world, submitted, name):
    review.visit(world, submitted)
    for who in (world.secretary, world.reviewer):
        assert signed_in(who).get(address(name, submitted)).status_code == 404
    page = signed_in(world.reviewer).get(address("forms", submitted)).content.decode()
    assert address("declaration_form", submitted) in page
    assert address(name, submitted) not in page


def test_the_list_links_what_there_is(world, concluded):
    page = signed_in(world.secretary).get(address("forms", concluded)).content.decode()
    for name in ("declaration_form", "verification_form", "visit_form"):
        assert address(name, concluded) in page


@pytest.mark.parametrize("who", ["foreign_secretary", "sibling_secretary", "foreign_reviewer"])
@pytest.mark.parametrize("name", ["forms", "declaration_form", "verification_form", "visit_form"])
def test_strangers_get_nothing(world, concluded, who, name):
    assert signed_in(getattr(world, who)).get(address(name, concluded)).status_code == 404


def test_forms_are_read_only_pages(world, submitted):
    assert (
        signed_in(world.secretary).post(address("declaration_form", submitted)).status_code == 405
    )


def test_who_took_a_form_is_noted(world, submitted):
    signed_in(world.secretary).get(address("declaration_form", submitted))
    event = Event.objects.get(action="export_form")
    assert event.detail == {"year": submitted.year}


def test_without_pango_the_page_says_what_to_install(world, submitted, monkeypatch):
    def missing(name):
        raise OSError(name)

    monkeypatch.setattr(typesetting.importlib, "import_module", missing)
    answer = signed_in(world.secretary).get(address("declaration_form", submitted))
    assert answer.status_code == 503
    assert "libpango" in answer.content.decode()
    assert not Event.objects.filter(action="export_form").exists()


def test_a_character_without_a_glyph_is_named(world, submitted):
    submitted.organization.name = "某县\U000313a0党支部"
    submitted.organization.save()
    answer = signed_in(world.secretary).get(address("declaration_form", submitted))
    assert answer.status_code == 422
    assert "\U000313a0" in answer.content.decode()


def test_a_draft_says_that_it_is_one(world):
    assessment = assessment_at(Status.FILLING, world)
    pdf = signed_in(world.filler).get(address("declaration_form", assessment)).content
    assert "尚未提交，仅供支部委员会核对" in words(pdf)
    assert "自评总分0.00" in words(pdf)
