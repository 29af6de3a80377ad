"""Organizations, people and the rubric."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import dataclass
from functools import cached_property

from scoring.organizations.enums import OrganizationKind, ProviderKind, Role
from scoring.organizations.models import Organization, RoleAssignment, User
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import latest_published
from scoring.rubrics.storing import store
from tests.rubrics.branches import shipped

YEAR = 2026
CHINA = datetime.timezone(datetime.timedelta(hours=8))
NOW = datetime.datetime(YEAR, 10, 20, 9, 0, tzinfo=CHINA)
DECLARE_BY = datetime.datetime(YEAR, 10, 31, 23, 59, 59, tzinfo=CHINA)
PASSWORD = "!unusable"
_numbers = itertools.count(1)


def make_user(name: str, *roles: tuple[str, Organization] | tuple[str, Organization, str]) -> User:
    """Return a person with roles: (role, organization) or ("provider", organization, kind)."""
    user = User.objects.create(username=f"user{next(_numbers)}", name=name, password=PASSWORD)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            user=user,
            organization=organization,
            role=role,
            provider_kind=kind[0] if kind else "",
            valid_from=datetime.date(2020, 1, 1),
        )
        for role, organization, *kind in roles
    )
    return user


@dataclass
class World:
    """Tree one: department > committee > branch, sibling. Tree two: stranger > foreign.

    People are made when they are first asked for.
    """

    department: Organization
    committee: Organization
    branch: Organization
    sibling: Organization
    stranger: Organization
    foreign: Organization

    @cached_property
    def secretary(self) -> User:
        return make_user("张书记", (Role.SECRETARY, self.branch))

    @cached_property
    def filler(self) -> User:
        return make_user("李填报", (Role.FILLER, self.branch))

    @cached_property
    def sibling_secretary(self) -> User:
        return make_user("王书记", (Role.SECRETARY, self.sibling))

    @cached_property
    def foreign_secretary(self) -> User:
        return make_user("赵书记", (Role.SECRETARY, self.foreign))

    @cached_property
    def reviewer(self) -> User:
        return make_user("陈经办", (Role.REVIEWER, self.committee))

    @cached_property
    def second_reviewer(self) -> User:
        return make_user("林经办", (Role.REVIEWER, self.committee))

    @cached_property
    def foreign_reviewer(self) -> User:
        return make_user("孙经办", (Role.REVIEWER, self.stranger))

    @cached_property
    def approver(self) -> User:
        return make_user("周审批", (Role.APPROVER, self.committee))

    @cached_property
    def inspector(self) -> User:
        return make_user("吴复检", (Role.INSPECTOR, self.department))

    @cached_property
    def office(self) -> User:
        return make_user("郑组织", (Role.OFFICE, self.department))

    @cached_property
    def second_office(self) -> User:
        return make_user("冯组织", (Role.OFFICE, self.department))

    @cached_property
    def foreign_office(self) -> User:
        return make_user("褚组织", (Role.OFFICE, self.stranger))

    @cached_property
    def auditor(self) -> User:
        return make_user("卫审计", (Role.AUDITOR, self.department))

    @cached_property
    def system(self) -> User:
        return make_user("系统管理员", (Role.SYSTEM, self.department))

    @cached_property
    def provider(self) -> User:
        """Return somebody who provides the facts of every office."""
        kinds = [(Role.PROVIDER, self.department, kind) for kind in ProviderKind.values]
        return make_user("各部门", *kinds)

    def provider_of(self, kind: str) -> User:
        """Return somebody who provides the facts of one office only."""
        return make_user(kind, (Role.PROVIDER, self.department, kind))

    @cached_property
    def version(self) -> RubricVersion:
        """Return the default programme, loaded from its files."""
        store(reading=shipped(), by="test", now=NOW)
        return latest_published("star-standardization")

    def load(self) -> World:
        """Load the rubric now, for tests that open no cycle."""
        assert self.version.pk
        return self


def make_world() -> World:
    """Return both trees, without people and without a cycle."""
    department = _root("XQ", "某县委组织部", OrganizationKind.PARTY_COMMITTEE)
    committee = _below(department, "XQ-JG", "某县机关党委", OrganizationKind.ORGAN_COMMITTEE)
    stranger = _root("LQ", "邻县委组织部", OrganizationKind.PARTY_COMMITTEE)
    return World(
        department=department,
        committee=committee,
        branch=_below(committee, "XQ-JG-01", "某县档案局党支部", OrganizationKind.BRANCH),
        sibling=_below(committee, "XQ-JG-02", "某县统计局党支部", OrganizationKind.BRANCH),
        stranger=stranger,
        foreign=_below(stranger, "LQ-01", "邻县档案局党支部", OrganizationKind.BRANCH),
    )


def _values(code: str, name: str, kind: str) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "short_name": name.removeprefix("某县"),
        "kind": kind,
        "founded_on": datetime.date(2010, 7, 1),
    }


def _root(code: str, name: str, kind: str) -> Organization:
    root: Organization = Organization.objects.add_root(_values(code, name, kind))
    return root


def _below(parent: Organization, code: str, name: str, kind: str) -> Organization:
    parent.refresh_from_db()
    child: Organization = Organization.objects.add_child(parent, _values(code, name, kind))
    return child
