"""What repeats other rows is compared with them, and a planted difference is named."""

import pytest

from scoring.assessments.models import Assessment, OrganizationCounter
from scoring.reports.invariants import breaches
from tests.factories.filling import open_cycle_for
from tests.factories.world import YEAR, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    open_cycle_for(world)
    return world


def test_a_counter_that_is_wrong_is_named(world):
    assert breaches() == []
    row = OrganizationCounter.objects.get(organization=world.committee)
    OrganizationCounter.objects.filter(pk=row.pk).update(number=5)
    (breach,) = breaches(YEAR)
    assert breach.invariant == "I11"
    assert breach.about == f"counter:{world.committee.path}/{row.cycle_id}/filling"
    assert breach.what.endswith("-3")
    assert breaches(YEAR - 1) == []


def test_a_state_changed_past_the_workflow_shows_in_the_counters(world):
    Assessment.objects.filter(organization=world.branch).update(status="submitted")
    seen = [one for one in breaches() if one.invariant == "I11"]
    assert len(seen) == 4  # two states, two organizations above


def test_a_stale_copy_of_a_path_is_named(world):
    stale = Assessment.objects.get(organization=world.branch)
    Assessment.objects.filter(pk=stale.pk).update(organization_path=world.foreign.path)
    seen = {one.about for one in breaches() if one.invariant == "I11"}
    assert f"assessment:{stale.pk}" in seen
