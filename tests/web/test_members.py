"""The pages of the register: for the branch's own people, and the hint beside the number."""

import pytest
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.organizations.enums import Role
from scoring.organizations.models import Member
from scoring.organizations.register import add_member
from tests.factories import NOW, World, assessment_at, fill_perfectly, make_user
from tests.web.secretary import october, signed_in, world

__all__ = ["october", "world"]

pytestmark = pytest.mark.django_db
PAGE = "selfassessment:members"


def post(client, step, *args, **data):
    return client.post(reverse(f"selfassessment:{step}", args=args), data, follow=True)


def test_a_secretary_adds_renames_and_marks_as_left(world: World):
    client = signed_in(world.secretary)
    assert "还没有登记党员" in client.get(reverse(PAGE)).content.decode()
    assert "共 1 名党员" in post(client, "add_member", name="张三").content.decode()
    member = Member.objects.get()
    html = post(client, "rename_member", member.pk, name="张叁").content.decode()
    assert "张叁" in html
    assert "张三" not in html
    html = post(client, "leave_member", member.pk).content.decode()
    assert "共 0 名党员" in html
    assert "已离开" in html


def test_a_refused_name_stays_in_its_field(world: World):
    client = signed_in(world.secretary)
    add_member(branch=world.branch, name="张三", by=world.secretary, now=NOW)
    answer = post(client, "add_member", name="张三")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "名册里已有这个姓名" in html
    assert 'value="张三"' in html
    member = add_member(branch=world.branch, name="李四", by=world.secretary, now=NOW)
    answer = post(client, "rename_member", member.pk, name=" ")
    assert answer.status_code == 422
    assert "请填写党员姓名" in answer.content.decode()


@pytest.mark.parametrize("who", ["sibling_secretary", "office", "reviewer", "foreign_secretary"])
def test_foreign_and_missing_members_look_the_same(world: World, who: str):
    member = add_member(branch=world.branch, name="张三", by=world.secretary, now=NOW)
    client = signed_in(getattr(world, who))
    answers = [
        post(client, step, pk, name="李四")
        for step in ("rename_member", "leave_member")
        for pk in (member.pk, 999_999)
    ]
    assert {one.status_code for one in answers} == {404}
    member.refresh_from_db()
    assert (member.name, member.left_at) == ("张三", None)


def test_who_has_no_branch_and_who_writes_for_a_committee_gets_404(world: World):
    committee = make_user("党委书记", (Role.SECRETARY, world.committee))
    for who in (world.office, world.provider, committee):
        assert signed_in(who).get(reverse(PAGE)).status_code == 404


def test_the_number_typed_is_compared_with_the_register(world: World):
    assessment = fill_perfectly(world, assessment_at(Status.FILLING, world))
    client = signed_in(world.secretary)
    profile = reverse("selfassessment:profile")
    assert "党员名册登记了" not in client.get(profile).content.decode()  # an empty register
    add_member(branch=world.branch, name="张三", by=world.secretary, now=NOW)
    html = client.get(profile).content.decode()
    assert "党员名册登记了 1 人" in html  # 20 were typed
    assert reverse(PAGE) in html
    for n in range(19):
        add_member(branch=world.branch, name=f"党员{n}", by=world.secretary, now=NOW)
    assert "党员名册登记了" not in client.get(profile).content.decode()
    assert assessment.organization == world.branch
