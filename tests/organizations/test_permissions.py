"""The whole matrix: every predicate for every person, and the twins that raise."""

from types import SimpleNamespace

import pytest

from scoring.common.refusals import NotAllowed
from scoring.organizations import permissions
from scoring.organizations.enums import ProviderKind, Role
from scoring.organizations.queries import organizations_for, provider_tasks
from tests.factories import World, make_user, make_world

pytestmark = pytest.mark.django_db

# person -> what they may do about the branch of tree one
MAY = {
    "secretary": {"fill", "submit", "read"},
    "filler": {"fill", "submit", "read"},
    "sibling_secretary": set(),
    "foreign_secretary": set(),
    "reviewer": {"review", "read"},
    "foreign_reviewer": set(),
    "approver": {"approve", "read"},
    "inspector": {"inspect", "read"},
    "office": {"inspect", "run_office", "read"},
    "foreign_office": set(),
    "provider": set(),
    "auditor": {"read"},
    "system": {"administer"},
}
ON_ASSESSMENT = ("fill", "submit", "read", "review", "inspect")


@pytest.fixture
def world() -> World:
    return make_world()


def about(branch, *, handler=None, concluder=None):
    assessment = SimpleNamespace(organization_id=branch.pk, organization_path=branch.path)
    review = SimpleNamespace(assessment=assessment, handler_id=handler, concluded_by_id=concluder)
    return assessment, review


def asked(verb, user, branch):
    assessment, review = about(branch)
    if verb in ON_ASSESSMENT:
        return (user, assessment)
    return {"approve": (user, review), "run_office": (user, branch), "administer": (user,)}[verb]


@pytest.mark.parametrize("verb", [*ON_ASSESSMENT, "approve", "run_office", "administer"])
@pytest.mark.parametrize("who", MAY)
def test_matrix(world, who, verb):
    arguments = asked(verb, getattr(world, who), world.branch)
    allowed = verb in MAY[who]
    assert getattr(permissions, f"can_{verb}")(*arguments) is allowed
    check = getattr(permissions, f"check_can_{verb}")
    if allowed:
        check(*arguments)
    else:
        with pytest.raises(NotAllowed):
            check(*arguments)


PROVIDES = {
    "office": {ProviderKind.ORG_DEPARTMENT},
    "reviewer": {ProviderKind.REVIEWER},
    "provider": set(ProviderKind),
}


@pytest.mark.parametrize("kind", ProviderKind)
@pytest.mark.parametrize("who", MAY)
def test_who_provides_which_kind(world, who, kind):
    user = getattr(world, who)
    allowed = kind in PROVIDES.get(who, set())
    assert permissions.can_provide(user, world.branch, kind) is allowed
    assert not permissions.can_provide(user, world.foreign, kind) or who.startswith("foreign")


@pytest.mark.parametrize("kind", ["", "secretary", "system", "nobody"])
def test_nobody_provides_for_a_kind_that_is_no_office(world, kind):
    assert not permissions.can_provide(world.provider, world.branch, kind)
    with pytest.raises(NotAllowed):
        permissions.check_can_provide(world.provider, world.branch, kind)


@pytest.mark.parametrize("own", [Role.SECRETARY, Role.FILLER])
@pytest.mark.parametrize("other", [Role.REVIEWER, Role.APPROVER, Role.INSPECTOR, Role.OFFICE])
def test_nobody_judges_the_own_branch(world, own, other):
    both = make_user("两头", (own, world.branch), (other, world.committee))
    assessment, review = about(world.branch)
    assert not permissions.can_review(both, assessment)
    assert not permissions.can_approve(both, review)
    assert not permissions.can_inspect(both, assessment)
    assert not permissions.can_provide(both, world.branch, ProviderKind.ORG_DEPARTMENT)
    kind = ProviderKind.ORG_DEPARTMENT
    assert permissions.can_provide(world.office, world.branch, kind)
    assert not permissions.can_provide(world.office, world.department, kind)  # from above
    sibling, _ = about(world.sibling)
    assert permissions.can_review(both, sibling) is (other == Role.REVIEWER)


@pytest.mark.parametrize("field", ["handler", "concluder"])
def test_the_approver_is_another_person(world, field):
    both = make_user("一人", (Role.REVIEWER, world.committee), (Role.APPROVER, world.committee))
    _, review = about(world.branch, **{field: both.pk})
    assert not permissions.can_approve(both, review)
    _, review = about(world.branch, **{field: world.reviewer.pk})
    assert permissions.can_approve(both, review)


def test_a_path_that_only_begins_alike_is_not_below(world):
    assessment = SimpleNamespace(organization_id=0, organization_path=world.stranger.path + "0001")
    assert not permissions.can_review(world.reviewer, assessment)


def test_an_inactive_administrator_administers_nothing(world):
    world.system.is_active = False
    assert not permissions.can_administer(world.system)
    world.system.is_active, world.system.is_superuser = True, True
    assert permissions.can_administer(world.system)


def test_branches_and_tables_of_a_person(world):
    assert list(organizations_for(world.secretary)) == [world.branch]
    assert not organizations_for(world.office).exists()
    assert provider_tasks(world.office) == [(world.department, ProviderKind.ORG_DEPARTMENT)]
    assert provider_tasks(world.reviewer) == [(world.committee, ProviderKind.REVIEWER)]
    assert len(provider_tasks(world.provider)) == len(ProviderKind)
    assert provider_tasks(world.secretary) == []


def test_who_provides_facts_reads_no_assessment(world):
    assert world.provider.scope_paths() != []
    assert world.provider.reading_paths() == []
    assert world.system.reading_paths() == []
    assert world.auditor.reading_paths() == [world.department.path]
