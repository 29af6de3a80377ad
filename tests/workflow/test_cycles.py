"""Opening a year: an assessment per branch, last year's profile, no cycle twice."""

import datetime
from decimal import Decimal

import pytest

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle, DeadlineExtension
from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed, WrongState
from scoring.facts.models import FactChange, FactSheet
from scoring.organizations.models import Organization
from scoring.rubrics.models import RubricVersion
from scoring.workflow.cycles import (
    CycleExists,
    CycleImpossible,
    NoBranches,
    RubricForMembers,
    RubricNotPublished,
    extend_deadline,
    open_cycle,
)
from scoring.workflow.filling import confirm_profile, prefill
from scoring.workflow.scoring_state import TARGET, load
from tests.factories import (
    NOW,
    YEAR,
    World,
    assessment_at,
    fill_perfectly,
    make_world,
    open_cycle_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def plan(world, **changes):
    return {
        "organization": world.committee,
        "programme": "star-standardization",
        "year": YEAR,
        "rubric_version": world.version,
        "window_start": datetime.date(YEAR - 1, 10, 1),
        "window_end": datetime.date(YEAR, 9, 30),
        "declare_by": NOW + datetime.timedelta(days=10),
        "target_score": Decimal("90"),
        "publicity_days": 5,
        "issuer_name": "某县委组织部",
        "contact_name": "郑",
        "contact_phone": "1",
        "by": world.office,
        "now": NOW,
        **changes,
    }


def test_open_cycle_makes_one_assessment_per_branch_below(world):
    cycle = open_cycle_for(world)
    rows = Assessment.objects.filter(cycle=cycle).order_by("organization_path")
    assert [row.organization for row in rows] == [world.branch, world.sibling]
    assert {row.status for row in rows} == {Status.FILLING}
    assert [row.organization_path for row in rows] == [world.branch.path, world.sibling.path]
    assert all(row.items_total == 36 for row in rows)
    event = Event.objects.get(action="open_cycle")
    assert event.detail["branches"] == 2


def test_the_target_score_reaches_every_book(world):
    assessment = assessment_at(Status.FILLING, world)
    assert load(assessment).book.get(TARGET) == "90.00"
    assert not FactSheet.objects.get(organization=world.branch, year=YEAR).entries


def test_open_cycle_refuses_the_second_one(world):
    open_cycle_for(world)
    with pytest.raises(CycleExists):
        open_cycle_for(world)
    with pytest.raises(CycleExists):  # the same branches under another organization
        open_cycle(**plan(world))
    assert Cycle.objects.count() == 1
    assert open_cycle(**plan(world, round=2)).round == 2


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("window_end", {"window_end": datetime.date(YEAR - 1, 9, 30)}),
        ("declare_by", {"declare_by": NOW}),
        ("target_score", {"target_score": Decimal("-1")}),
        ("target_score", {"target_score": Decimal("NaN")}),
        ("target_score", {"target_score": Decimal("1000.01")}),
    ],
)
def test_open_cycle_refuses_what_cannot_be(world, field, changes):
    with pytest.raises(CycleImpossible) as refusal:
        open_cycle(**plan(world, **changes))
    assert refusal.value.field == field
    assert not Cycle.objects.exists()


def test_open_cycle_refuses_a_standard_for_members(world):
    other = RubricVersion.objects.get(pk=world.version.pk)
    other.subject = "member"
    with pytest.raises(RubricForMembers) as refusal:
        open_cycle(**plan(world, rubric_version=other))
    assert refusal.value.data == {"rubric": other.name}
    assert not Cycle.objects.exists()


def test_open_cycle_refuses_a_draft_and_an_empty_tree(world):
    draft = RubricVersion.objects.get(pk=world.version.pk)
    draft.published_at = None
    with pytest.raises(RubricNotPublished):
        open_cycle(**plan(world, rubric_version=draft))
    empty = Organization.objects.add_child(
        world.committee, {"code": "E", "name": "空", "kind": "general_branch"}
    )
    with pytest.raises(NoBranches):
        open_cycle(**plan(world, organization=empty))


@pytest.mark.parametrize("who", ["foreign_office", "secretary", "reviewer", "auditor", "system"])
def test_only_the_office_above_opens_a_cycle(world, who):
    with pytest.raises(NotAllowed):
        open_cycle(**plan(world, by=getattr(world, who)))


def test_last_years_profile_is_offered_and_nothing_else(world):
    open_cycle_for(world, year=YEAR)
    fill_perfectly(world, assessment_at(Status.FILLING, world))
    cycle = open_cycle_for(world, year=YEAR + 1)
    following = Assessment.objects.get(cycle=cycle, organization=world.branch)
    sheet = FactSheet.objects.get(organization=world.branch, year=YEAR + 1)
    assert sheet.value("org.members_total") == 20  # a state of the branch
    assert sheet.value("org.elected_on") == "2024-05-10"  # once per term
    assert sheet.value("life.members_talked") is None  # what was done in a year
    assert sheet.value("disc.cases") is None  # another office's
    assert not any(":" in entry for entry in sheet.entries)
    assert following.answers == {}  # neither judgements nor declarations
    assert set(FactChange.objects.filter(sheet=sheet).values_list("source", flat=True)) == {
        "profile"
    }
    assert following.profile_confirmed_at is None


def test_prefill_twice_changes_nothing_and_overwrites_nothing(world):
    open_cycle_for(world, year=YEAR)
    fill_perfectly(world, assessment_at(Status.FILLING, world))
    cycle = open_cycle_for(world, year=YEAR + 1)
    following = Assessment.objects.get(cycle=cycle, organization=world.branch)
    before = FactSheet.objects.get(organization=world.branch, year=YEAR + 1)
    result = prefill(assessment=following, by=world.office, now=NOW)
    assert result.written == {}
    after = FactSheet.objects.get(pk=before.pk)
    assert (after.entries, after.version) == (before.entries, before.version)


def test_confirm_profile_keeps_who_and_when_once(world):
    assessment = assessment_at(Status.FILLING, world)
    confirm_profile(assessment=assessment, by=world.filler, now=NOW)
    confirm_profile(assessment=assessment, by=world.secretary, now=NOW + datetime.timedelta(days=1))
    assessment.refresh_from_db()
    assert (assessment.profile_confirmed_by, assessment.profile_confirmed_at) == (
        world.filler,
        NOW,
    )
    assert Event.objects.filter(action="confirm_profile").count() == 1
    with pytest.raises(NotAllowed):
        confirm_profile(assessment=assessment, by=world.sibling_secretary, now=NOW)


def test_confirm_profile_refuses_once_submitted(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    with pytest.raises(WrongState):
        confirm_profile(assessment=submitted, by=world.secretary, now=NOW)


def test_extension_belongs_to_one_branch_and_says_why(world):
    assessment = assessment_at(Status.FILLING, world)
    until = assessment.cycle.declare_by + datetime.timedelta(days=3)
    extend_deadline(assessment=assessment, until=until, reason="洪水", by=world.office, now=NOW)
    assessment.refresh_from_db()
    assert assessment.deadline() == until
    other = Assessment.objects.get(organization=world.sibling)
    assert other.deadline() == assessment.cycle.declare_by
    extension = DeadlineExtension.objects.get()
    assert (extension.reason, extension.granted_by) == ("洪水", world.office)
