"""The whole table: who handles, approves, sends back, decides and confirms a veto."""

import pytest

from scoring.assessments.models import Assessment
from scoring.common.refusals import NotAllowed
from scoring.organizations.enums import Role
from scoring.ratings.models import VetoCase
from scoring.ratings.permissions import (
    can_confirm_veto,
    check_can_confirm_veto,
    check_can_decide,
)
from scoring.reviews.models import Review
from scoring.reviews.permissions import (
    can_send_back,
    check_can_approve,
    check_can_handle,
    check_can_send_back,
)
from tests.factories import NOW, make_user, make_world

pytestmark = pytest.mark.django_db

# person of the world: what the person may do about the first branch
TABLE = {
    "secretary": set(),
    "filler": set(),
    "sibling_secretary": set(),
    "reviewer": {"handle"},
    "foreign_reviewer": set(),
    "approver": {"approve", "send_back"},
    "inspector": set(),
    "office": {"send_back", "decide"},
    "second_office": {"send_back", "decide", "veto"},
    "foreign_office": set(),
    "auditor": set(),
    "system": set(),
    "provider": set(),
}


@pytest.fixture
def world():
    return make_world()


def allowed(world, person) -> set[str]:
    """Return what the raising twins let the person do; nothing here is saved."""
    assessment = Assessment(organization=world.branch, organization_path=world.branch.path)
    review = Review(assessment=assessment, handler=world.reviewer, concluded_by=world.reviewer)
    case = VetoCase(organization=world.branch, recorded_by=world.office, recorded_at=NOW)
    checks = {
        "handle": lambda: check_can_handle(person, assessment),
        "approve": lambda: check_can_approve(person, review),
        "send_back": lambda: check_can_send_back(person, review),
        "decide": lambda: check_can_decide(person, world.branch),
        "veto": lambda: check_can_confirm_veto(person, case),
    }
    may = {name for name, check in checks.items() if passes(check)}
    assert can_send_back(person, review) == ("send_back" in may)
    assert can_confirm_veto(person, case) == ("veto" in may)
    return may


def passes(check) -> bool:
    try:
        check()
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("name", TABLE)
def test_each_person_may_what_the_table_says(world, name):
    assert allowed(world, getattr(world, name)) == TABLE[name]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.OFFICE])
@pytest.mark.parametrize("own", [Role.SECRETARY, Role.FILLER])
def test_nobody_decides_about_the_own_branch(world, role, own):
    person = make_user("两职", (role, world.department), (own, world.branch))
    assert allowed(world, person) == set()


def test_a_role_on_the_sibling_branch_is_no_hindrance(world):
    person = make_user("兄弟", (Role.REVIEWER, world.committee), (Role.FILLER, world.sibling))
    assert allowed(world, person) == {"handle"}


def test_a_role_that_has_ended_opens_nothing(world):
    person = make_user("卸任", (Role.REVIEWER, world.committee))
    person.role_assignments.update(valid_to="2020-12-31")
    assert allowed(world, person) == set()
