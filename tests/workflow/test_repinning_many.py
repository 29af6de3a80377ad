"""Moving a cycle of many branches: slice by slice, within memory, all or nobody."""

import tracemalloc

import pytest

from scoring.assessments.models import Assessment, Cycle
from scoring.audit.models import Event
from scoring.organizations.models import Organization
from scoring.rubrics.queries import rubric_of
from scoring.workflow import repinning
from scoring.workflow.repinning import CycleDeclared, preview_repin, repin_cycle
from tests.factories import NOW, World, make_world, open_cycle_for
from tests.factories.versions import later_version
from tests.workflow.moving import changed

pytestmark = pytest.mark.django_db


def many(n: int) -> tuple[World, Cycle]:
    """Return a world with ``n`` branches more, and its cycle."""
    world = make_world().load()
    for number in range(n):
        values = {"code": f"XQ-{number:05}", "name": f"第{number}党支部", "kind": world.branch.kind}
        world.committee.refresh_from_db()
        Organization.objects.add_child(world.committee, values)
    return world, open_cycle_for(world)


def test_slices_leave_nobody_out(monkeypatch):
    monkeypatch.setattr(repinning, "AT_ONCE", 3)
    world, cycle = many(5)
    version = later_version(world.version, changed)
    preview = preview_repin(cycle=cycle, version=version, renames={})
    report = repin_cycle(cycle=cycle, version=version, renames={}, by=world.office, now=NOW)
    assert report.counts() == preview.counts()
    assert report.branches == 7
    items = {item.id for item in rubric_of(version).indicators}
    assert all(set(one.vector) == items for one in Assessment.objects.filter(cycle=cycle))


def test_a_declaration_in_the_last_slice_moves_nobody(monkeypatch):
    monkeypatch.setattr(repinning, "AT_ONCE", 3)
    world, cycle = many(5)
    version = later_version(world.version, changed)
    last = Assessment.objects.filter(cycle=cycle).latest("organization_id")
    Assessment.objects.filter(pk=last.pk).update(status="submitted")
    before = list(Assessment.objects.order_by("pk").values("pk", "vector", "version"))
    with pytest.raises(CycleDeclared):
        repin_cycle(cycle=cycle, version=version, renames={}, by=world.office, now=NOW)
    assert list(Assessment.objects.order_by("pk").values("pk", "vector", "version")) == before
    assert Cycle.objects.get().rubric_version == world.version
    assert not Event.objects.filter(action="repin_cycle").exists()


@pytest.mark.long
def test_two_thousand_branches_move_within_memory():
    world, cycle = many(2_000)
    version = later_version(world.version, changed)
    tracemalloc.start()
    preview = preview_repin(cycle=cycle, version=version, renames={})
    report = repin_cycle(cycle=cycle, version=version, renames={}, by=world.office, now=NOW)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.branches == preview.branches == 2_002
    assert report.counts() == preview.counts()
    assert peak < 100 * 1024 * 1024  # a slice and the rubrics, not the cycle
    assert Event.objects.filter(action="repin_cycle").count() == 1
