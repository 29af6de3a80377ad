"""The office desk where a year has two programmes: chosen in the address, never mixed."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.documents.models import Certificate
from scoring.workflow.annual_close import close_year
from tests.documents.conftest import home
from tests.factories import NOW, YEAR, World, make_world
from tests.factories.programmes import (
    LATER,
    SECOND,
    assessment_in,
    committee_office,
    second_programme,
)
from tests.factories.review import CONFIRMED, PUBLISHED, assessment_at
from tests.web.secretary import signed_in

__all__ = ["home"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

PAGES = ["overview", "branches", "standard", "publish", "production", "documents", "forms"]
PAGES += ["exports", "cycles"]


@pytest.fixture
def world(home) -> World:
    return make_world()


@pytest.fixture
def first(world: World) -> Assessment:
    """The county's programme, with one star in force."""
    return assessment_at(Status.CONFIRMED, world)


@pytest.fixture
def second(world: World, first: Assessment) -> Cycle:
    with time_machine.travel(NOW, tick=True):
        return second_programme(world)


def page(user, name: str, query: str = ""):
    with time_machine.travel(CONFIRMED, tick=True):
        return signed_in(user).get(reverse(f"office:{name}") + query)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_shows_the_programme_that_its_address_names(world, first, second, name):
    plain = page(world.office, name)
    other = page(world.office, name, f"?year={YEAR}&cycle={second.pk}")
    assert plain.status_code == other.status_code == 200
    assert plain.context["scope"].cycle == first.cycle
    assert other.context["scope"].cycle == second
    assert f"cycle={second.pk}" not in plain.context["scope"].address
    assert other.context["scope"].address == f"?year={YEAR}&cycle={second.pk}"
    shown = other.content.decode()
    assert 'name="cycle"' in shown
    assert f'<option value="{second.pk}" selected>' in shown


def test_the_committee_sees_its_own_programme_first(world, first, second):
    scope = page(committee_office(world), "overview").context["scope"]
    assert [one.pk for one in scope.cycles] == [second.pk, first.cycle_id]
    assert [name for _pk, name in scope.choices] == [
        "党支部“五个标准化”建设考核标准（机关党委）",
        f"{first.cycle.rubric_version.name}（委组织部）",
    ]


def test_an_only_programme_needs_no_choice(world, first):
    shown = page(world.office, "overview")
    assert shown.context["scope"].choices == []
    assert 'name="cycle"' not in shown.content.decode()


def test_a_year_chosen_beside_a_programme_of_another_year_means_the_year(world, first, second):
    Cycle.objects.filter(pk=second.pk).update(year=YEAR + 1)
    scope = page(world.office, "overview", f"?year={YEAR}&cycle={second.pk}").context["scope"]
    assert (scope.year, scope.cycle) == (YEAR, first.cycle)


@pytest.mark.parametrize("cycle", ["999999", "x", "1e3"])
def test_a_missing_and_a_foreign_programme_are_the_same_404(world, first, second, cycle):
    assert page(world.office, "publish", f"?cycle={cycle}").status_code == 404
    assert page(world.foreign_office, "publish", f"?cycle={second.pk}").status_code == 404


def test_a_year_longer_than_any_number_is_a_missing_page(world, first):
    assert page(world.office, "overview", "?year=" + "9" * 5000).status_code == 404


def test_register_publicity_and_certificates_do_not_mix(world, first, second):
    query = f"?year={YEAR}&cycle={second.pk}"
    mine, theirs = (page(world.office, "branches", one).context["page"] for one in ("", query))
    assert [line.row.assessment for line in mine if line.decided] == [first.pk]
    assert not any(line.decided or line.row.serial for line in theirs)
    links = page(world.office, "branches", query).content.decode()
    assert f"/record/{world.branch.pk}/{YEAR}.{SECOND}/" in links
    assert Certificate.objects.get().serial in page(world.office, "publish").content.decode()
    assert (
        Certificate.objects.get().serial
        not in page(world.office, "publish", query).content.decode()
    )


def test_only_its_own_office_publishes_a_programme(world, first, second):
    address = f"{reverse('office:start_publicity')}?year={YEAR}&cycle={first.cycle_id}"
    with time_machine.travel(PUBLISHED, tick=True):
        refused = signed_in(committee_office(world)).post(address, {"starts_on": "2026-10-27"})
    assert refused.status_code == 404
    own = page(committee_office(world), "publish", f"?cycle={second.pk}")
    foreign = page(committee_office(world), "publish", f"?cycle={first.cycle_id}")
    assert own.context["writes"]
    assert not foreign.context["writes"]


def test_closing_the_year_leaves_the_programme_whose_deadline_is_to_come(world, first, second):
    sibling = Assessment.objects.get(cycle=first.cycle, organization=world.sibling)
    done = close_year(year=YEAR, by=world.office, now=CONFIRMED)
    assert done.closed == [first.cycle_id]
    assert done.not_declared == [sibling.pk]
    open_still = Assessment.objects.filter(cycle=second).values_list("status", flat=True)
    assert set(open_still) == {Status.FILLING}
    later = close_year(year=YEAR, by=world.office, now=LATER.replace(month=12))
    assert later.closed == [second.pk]
    assert assessment_in(second, world.branch).status == Status.NOT_DECLARED
    assert assessment_in(first.cycle, world.branch).status == Status.CONFIRMED


def queries(user, name: str) -> int:
    client = signed_in(user)
    with time_machine.travel(CONFIRMED, tick=True):
        client.get(reverse(f"office:{name}"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(f"office:{name}"))
    return len(found)


@pytest.mark.parametrize("name", ["overview", "branches", "publish"])
def test_more_programmes_do_not_mean_more_queries(world, first, second, name):
    two = queries(world.office, name)
    with time_machine.travel(NOW, tick=True):
        for number in (2, 3):
            second_programme(world, number=number)
    assert queries(world.office, name) == two
