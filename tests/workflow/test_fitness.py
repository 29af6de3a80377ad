"""Standards that ask for what nobody counts open no year, and no year moves to them."""

import pytest

from scoring.assessments.models import Assessment, Cycle
from scoring.workflow.cycles import NoBranches
from scoring.workflow.fitness import NothingFromBelow
from scoring.workflow.repinning import preview_repin, repin_cycle
from tests.factories import NOW, World, make_world, open_cycle_for
from tests.factories.versions import later_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world().load()


def with_share_below(document) -> None:
    document["levels"][0].setdefault("gates", []).append(
        {
            "id": "G-SHARE",
            "name": "下级达标",
            "condition": {
                "share_below": ["org.members_total", {"at_least": 3}],
                "at_least": 0.5,
            },
        }
    )


def test_a_standard_that_asks_for_shares_below_opens_no_year(world) -> None:
    world.version = later_version(world.version, with_share_below)
    with pytest.raises(NothingFromBelow) as refusal:
        open_cycle_for(world)
    assert "2.0" in refusal.value.data["rubric"]
    assert not Cycle.objects.exists()


def test_no_year_moves_to_such_a_standard(world) -> None:
    cycle = open_cycle_for(world)
    version = later_version(cycle.rubric_version, with_share_below)
    with pytest.raises(NothingFromBelow):
        preview_repin(cycle=cycle, version=version, renames={})
    with pytest.raises(NothingFromBelow):
        repin_cycle(cycle=cycle, version=version, renames={}, by=world.office, now=NOW)
    cycle.refresh_from_db()
    assert cycle.rubric_version != version


@pytest.mark.parametrize("kinds", [5, "committees", ["none"], {"a": 1}])
def test_kinds_that_nothing_has_rate_nobody(world, kinds) -> None:
    def narrowed(document) -> None:
        document["settings"] = {**document.get("settings", {}), "kinds": kinds}

    world.version = later_version(world.version, narrowed)
    with pytest.raises(NoBranches):
        open_cycle_for(world)
    assert not Assessment.objects.exists()


def test_one_kind_may_be_written_without_a_list(world) -> None:
    def narrowed(document) -> None:
        document["settings"] = {**document.get("settings", {}), "kinds": "branch"}

    world.version = later_version(world.version, narrowed)
    rated = Assessment.objects.filter(cycle=open_cycle_for(world))
    assert {one.organization.kind for one in rated.select_related("organization")} == {"branch"}
