"""The tree and the roles change by events; copies of paths follow a move."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed, WrongState
from scoring.organizations.actions import (
    BranchBelowBranch,
    CodeTaken,
    MoveIntoItself,
    RoleHeld,
    correct_organization,
    create_organization,
    end_role,
    grant_role,
    move_organization,
    rename_organization,
)
from scoring.organizations.enums import OrganizationKind, ProviderKind, Role
from scoring.organizations.models import Organization, OrganizationEvent, User
from scoring.organizations.permissions import can_review
from scoring.reports.recompute import stored_differences
from tests.factories import NOW, World, assessment_at, make_user, make_world

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 10, 1)


@pytest.fixture
def world() -> World:
    return make_world()


def create(world, parent, code="NEW", kind=OrganizationKind.BRANCH, by=None):
    return create_organization(
        parent=parent,
        code=code,
        name="某县新设党支部",
        kind=kind,
        founded_on=DAY,
        approval_number="组发〔2026〕9号",
        by=by or world.system,
        now=NOW,
    )


def move(world, organization, parent, by=None):
    return move_organization(
        organization=organization,
        parent=parent,
        effective_on=DAY,
        by=by or world.system,
        now=NOW,
    )


def correct(world, **changes):
    return correct_organization(
        **{
            "organization": world.branch,
            "kind": world.branch.kind,
            "sector": world.branch.sector,
            "founded_on": world.branch.founded_on,
            "effective_on": DAY,
            "by": world.system,
            "now": NOW,
            **changes,
        }
    )


def test_a_corrected_founding_day_is_recorded_and_scored_at_once(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    assert submitted.predicted_level == "five"
    correct(world, founded_on=datetime.date(2025, 3, 1))
    after = Assessment.objects.get(pk=submitted.pk)
    assert after.predicted_level != "five"
    assert stored_differences(after) == []
    event = OrganizationEvent.objects.get(organization=world.branch)
    assert (event.kind, event.before) == ("corrected", {"founded_on": "2010-07-01"})
    assert Event.objects.filter(action="corrected_organization").count() == 1


def test_correcting_nothing_leaves_no_trace_and_is_for_administrators(world):
    correct(world)
    assert not OrganizationEvent.objects.exists()
    with pytest.raises(NotAllowed):
        correct(world, founded_on=DAY, by=world.office)


def test_without_a_founding_day_the_event_has_the_day_in_china(world):
    evening = datetime.datetime(2026, 10, 19, 17, 0, tzinfo=datetime.UTC)
    made = create_organization(
        parent=world.committee,
        code="NIGHT",
        name="某县新设党支部",
        kind=OrganizationKind.BRANCH,
        by=world.system,
        now=evening,
    )
    day = OrganizationEvent.objects.get(organization=made).effective_on
    assert day == datetime.date(2026, 10, 20)


def test_creating_keeps_the_event_with_its_approval(world):
    made = create(world, world.committee)
    assert Organization.objects.get_parent(made) == world.committee
    event = OrganizationEvent.objects.get(organization=made)
    assert (event.kind, event.effective_on, event.approval_number) == (
        "founded",
        DAY,
        "组发〔2026〕9号",
    )
    assert Event.objects.get(action="founded_organization").object_id == str(made.pk)


def test_a_root_may_be_created(world):
    root = create(world, None, kind=OrganizationKind.PARTY_COMMITTEE)
    assert Organization.objects.get_parent(root) is None


def test_creating_refuses_a_taken_code_and_a_branch_as_parent(world):
    with pytest.raises(CodeTaken) as refusal:
        create(world, world.committee, code="XQ-JG-01")
    assert refusal.value.code == "XQ-JG-01"
    with pytest.raises(BranchBelowBranch):
        create(world, world.branch)
    assert not OrganizationEvent.objects.exists()


@pytest.mark.parametrize("who", ["office", "secretary", "reviewer", "auditor"])
def test_only_administrators_change_the_tree(world, who):
    by = getattr(world, who)
    with pytest.raises(NotAllowed):
        create(world, world.committee, by=by)
    with pytest.raises(NotAllowed):
        move(world, world.branch, world.department, by=by)
    with pytest.raises(NotAllowed):
        rename_organization(
            organization=world.branch, name="x", short_name="", effective_on=DAY, by=by, now=NOW
        )


def test_renaming_keeps_the_old_name(world):
    rename_organization(
        organization=world.branch,
        name="某县史志局党支部",
        short_name="史志局党支部",
        effective_on=DAY,
        by=world.system,
        now=NOW,
    )
    world.branch.refresh_from_db()
    assert (world.branch.name, world.branch.code) == ("某县史志局党支部", "XQ-JG-01")
    assert OrganizationEvent.objects.get().before["name"] == "某县档案局党支部"


def test_a_move_takes_the_copied_paths_along(world):
    assessment = assessment_at(Status.FILLING, world)
    other = Assessment.objects.get(organization=world.sibling)
    moved = move(world, world.branch, world.stranger)
    assessment.refresh_from_db()
    assert assessment.organization_path == moved.path
    assert moved.path.startswith(world.stranger.path)
    untouched = Assessment.objects.get(pk=other.pk)
    assert untouched.organization_path == world.sibling.path
    assert can_review(world.foreign_reviewer, assessment)
    assert not can_review(world.reviewer, assessment)


def test_a_whole_subtree_moves(world):
    assessment_at(Status.FILLING, world)
    moved = move(world, world.committee, world.stranger)
    rows = Assessment.objects.order_by("organization_path")
    for row in rows:
        row.organization.refresh_from_db()
        assert row.organization_path == row.organization.path
        assert row.organization_path.startswith(moved.path)
    assert Organization.objects.find_problems() == ([], [], [], [], [])


def test_the_vacated_path_may_be_given_to_another(world):
    assessment = assessment_at(Status.FILLING, world)
    before = world.sibling.path
    move(world, world.sibling, world.stranger)
    world.committee.refresh_from_db()
    newcomer = create(world, world.committee)
    assert newcomer.path == before
    assert not Assessment.objects.filter(organization_path=before).exists()
    assert Assessment.objects.get(pk=assessment.pk).organization_path == world.branch.path


def test_moving_refuses_circles_and_branches_below_branches(world):
    with pytest.raises(MoveIntoItself):
        move(world, world.department, world.committee)
    with pytest.raises(BranchBelowBranch):
        move(world, world.sibling, world.branch)
    assert not OrganizationEvent.objects.exists()


def grant(world, user, role=Role.REVIEWER, kind="", start=DAY):
    return grant_role(
        user=user,
        organization=world.committee,
        role=role,
        provider_kind=kind,
        valid_from=start,
        by=world.system,
        now=NOW,
    )


def test_a_role_holds_on_its_first_and_last_day(world):
    user = make_user("新人")
    assignment = grant(world, user)
    last = DAY + datetime.timedelta(days=10)
    end_role(assignment=assignment, last_day=last, by=world.system, now=NOW)
    user = User.objects.get(pk=user.pk)
    one_day = datetime.timedelta(days=1)
    held = [bool(user.roles(day)) for day in (DAY - one_day, DAY, last, last + one_day)]
    assert held == [False, True, True, False]
    assert Event.objects.filter(object_kind="user").count() == 2


def test_roles_are_given_once_and_ended_once(world):
    user = make_user("新人")
    assignment = grant(world, user)
    with pytest.raises(RoleHeld):
        grant(world, user)
    with pytest.raises(WrongState):
        end_role(
            assignment=assignment,
            last_day=DAY - datetime.timedelta(days=1),
            by=world.system,
            now=NOW,
        )
    end_role(assignment=assignment, last_day=DAY, by=world.system, now=NOW)
    with pytest.raises(WrongState):
        end_role(assignment=assignment, last_day=DAY, by=world.system, now=NOW)


def test_a_provider_needs_a_kind_and_others_have_none(world):
    user = make_user("新人")
    with pytest.raises(RoleHeld):  # the table refuses it
        grant(world, user, Role.PROVIDER)
    with pytest.raises(RoleHeld):
        grant(world, user, Role.REVIEWER, ProviderKind.UNIT_ADMIN)
    assert grant(world, user, Role.PROVIDER, ProviderKind.UNIT_ADMIN).pk


def test_only_system_administrators_enter_the_administration(world):
    user = make_user("新人")
    grant(world, user)
    assert not user.is_staff
    grant(world, user, Role.SYSTEM)
    assert User.objects.get(pk=user.pk).is_staff
