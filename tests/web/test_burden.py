"""The burden page: a version, a draft, one beside another, what other programmes know."""

import copy

import pytest
import time_machine
from django.urls import reverse

from scoring.facts.mapping import definitions
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.queries import latest_published, rubric_of
from scoring.web.rubrics.burden import known_elsewhere
from scoring.workflow.cycles import open_cycle
from tests.factories import NOW, World, make_world, open_cycle_for
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db
PAGE = "rubrics:burden"


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world() -> World:
    return make_world().load()


def draft(world: World, **changes: object) -> RubricDraft:
    document = {**copy.deepcopy(world.version.document), "version": "2.0", **changes}
    return RubricDraft.objects.create(
        organization=world.department,
        rubric=world.version.rubric,
        version="2.0",
        name=world.version.name,
        document=document,
        base=world.version,
        created_at=NOW,
        created_by=world.office,
        edited_at=NOW,
        edited_by=world.office,
    )


def figures(page) -> dict[str, tuple[str, str, str]]:
    return {one.name: (one.value, one.before, one.change) for one in page.context["page"].figures}


def test_the_years_own_standard_is_measured_where_nothing_is_named(world) -> None:
    open_cycle_for(world)
    page = signed_in(world.office).get(reverse(PAGE))
    found = figures(page)
    assert found["支部填写的数据项"] == ("78", "", "")
    assert found["支部全年填写次数"] == ("141", "", "")
    assert found["支部全年用时（分钟，估计）"] == ("90.5", "", "")
    assert "宣传栏照片" in page.content.decode()  # a photo without a reason


def test_without_a_cycle_there_is_a_choice(world) -> None:
    page = signed_in(world.office).get(reverse(PAGE))
    assert page.status_code == 200
    assert 'name="version"' in page.content.decode()


def test_a_draft_stands_beside_the_version_that_it_was_copied_from(world) -> None:
    dimensions = copy.deepcopy(world.version.document["dimensions"])
    item = next(one for one in dimensions[0]["indicators"] if one["id"] == "CO5-O4")
    item["evidence"] = {"need": "none"}
    held = draft(world, dimensions=dimensions)
    page = signed_in(world.office).get(reverse(PAGE), {"draft": held.pk})
    found = figures(page)
    assert found["必传的证明材料"] == ("2", "3", "-1")
    assert found["支部全年用时（分钟，估计）"] == ("88.5", "90.5", "-2.0")
    assert found["支部填写的数据项"] == ("78", "78", "")


def test_a_draft_with_faults_leads_to_the_list_of_them(world) -> None:
    held = draft(world, max=7)
    answer = signed_in(world.office).get(reverse(PAGE), {"draft": held.pk})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("rubrics:check_draft", args=[held.pk])


def test_facts_of_other_open_programmes_are_known(world) -> None:
    cycle = open_cycle_for(world)
    other = latest_published("basics-essay")
    open_cycle(
        organization=world.department,
        programme=other.rubric,
        year=cycle.year,
        rubric_version=other,
        window_start=cycle.window_start,
        window_end=cycle.window_end,
        declare_by=cycle.declare_by,
        target_score=cycle.target_score,
        publicity_days=5,
        issuer_name="中共某县委组织部",
        contact_name="郑组织",
        contact_phone="0000-1234567",
        by=world.office,
        now=NOW,
    )
    shared = known_elsewhere(world.office, rubric_of(world.version))
    assert shared
    assert set(shared) <= set(definitions())
    assert known_elsewhere(world.foreign_office, rubric_of(world.version)) == {}
    page = signed_in(world.office).get(reverse(PAGE), {"version": world.version.pk})
    assert page.context["page"].fresh < page.context["page"].minutes
    assert {one.standards for one in page.context["page"].known} == {other.name}


def test_strangers_and_what_is_not_there_get_the_same_answer(world) -> None:
    held = draft(world)
    foreign = signed_in(world.foreign_office)
    assert foreign.get(reverse(PAGE), {"draft": held.pk}).status_code == 404
    assert foreign.get(reverse(PAGE), {"draft": 999_999}).status_code == 404
    office = signed_in(world.office)
    for value in ("999999", "x", "-1", "9" * 30):
        assert office.get(reverse(PAGE), {"version": value}).status_code == 404
    assert signed_in(world.secretary).get(reverse(PAGE)).status_code == 404


def test_every_published_version_has_its_page(world) -> None:
    office = signed_in(world.office)
    for version in RubricVersion.objects.published():
        assert office.get(reverse(PAGE), {"version": version.pk}).status_code == 200
