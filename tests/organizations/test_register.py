"""The register of members: names of a branch, kept by its own people, gone from nowhere."""

import pytest
from django.db import IntegrityError, transaction

from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed, WrongState
from scoring.organizations.enums import Role
from scoring.organizations.models import Member
from scoring.organizations.register import (
    LONGEST_NAME,
    MemberListed,
    MemberNameMissing,
    MemberNameTooLong,
    add_member,
    leave_member,
    rename_member,
)
from tests.factories import NOW, World, make_user, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def add(world, name="张三", by=None):
    return add_member(branch=world.branch, name=name, by=by or world.secretary, now=NOW)


def test_a_member_is_a_name_and_a_branch_and_nothing_else(world):
    member = add(world, "  张 三 ")
    assert (member.name, member.branch, member.added_by) == ("张 三", world.branch, world.secretary)
    fields = {field.name for field in Member._meta.concrete_fields}
    assert fields == {"id", "branch", "name", "added_at", "added_by", "left_at", "left_by"}


def test_events_hold_keys_and_no_names(world):
    member = add(world)
    rename_member(member=member, name="李四", by=world.filler, now=NOW)
    leave_member(member=member, by=world.secretary, now=NOW)
    events = Event.objects.about("member", member.pk).order_by("sequence")
    assert [one.action for one in events] == ["add_member", "rename_member", "leave_member"]
    assert all(one.detail == {"organization": world.branch.pk} for one in events)


def test_the_same_again_changes_nothing(world):
    member = add(world)
    rename_member(member=member, name="张三", by=world.secretary, now=NOW)
    leave_member(member=member, by=world.secretary, now=NOW)
    left = leave_member(member=member, by=world.filler, now=NOW)
    assert left.left_by == world.secretary
    assert Event.objects.about("member", member.pk).count() == 2


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", MemberNameMissing),
        (" \n\x00", MemberNameMissing),
        ("张" * (LONGEST_NAME + 1), MemberNameTooLong),
        ("王五", MemberListed),
    ],
)
def test_a_name_that_cannot_be_is_refused(world, name, refusal):
    member = add(world)
    add(world, "王五")
    with pytest.raises(refusal):
        add(world, name)
    with pytest.raises(refusal):
        rename_member(member=member, name=name, by=world.secretary, now=NOW)
    member.refresh_from_db()
    assert (member.name, Member.objects.count()) == ("张三", 2)


def test_the_longest_name_fits(world):
    assert len(add(world, "张" * LONGEST_NAME).name) == LONGEST_NAME


def test_who_left_may_come_again_but_is_not_renamed(world):
    member = leave_member(member=add(world), by=world.secretary, now=NOW)
    assert add(world).pk != member.pk
    with pytest.raises(WrongState):
        rename_member(member=member, name="李四", by=world.secretary, now=NOW)


@pytest.mark.parametrize(
    "who", ["sibling_secretary", "reviewer", "office", "auditor", "provider", "system"]
)
def test_only_the_branchs_own_people_keep_and_see_it(world, who):
    member, person = add(world), getattr(world, who)
    for act in (
        lambda: add(world, "李四", by=person),
        lambda: rename_member(member=member, name="李四", by=person, now=NOW),
        lambda: leave_member(member=member, by=person, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Member.objects.visible_to(person).exists()
    assert list(Member.objects.visible_to(world.filler)) == [member]


def test_a_committee_keeps_no_register(world):
    secretary = make_user("党委书记", (Role.SECRETARY, world.committee))
    with pytest.raises(NotAllowed):
        add_member(branch=world.committee, name="张三", by=secretary, now=NOW)


def test_the_database_knows_one_present_member_of_a_name(world):
    member = add(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(
            branch=world.branch, name=member.name, added_at=NOW, added_by=world.secretary
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(left_at=NOW)
