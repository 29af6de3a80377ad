"""Invented organizations and the accounts of the demonstration."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from scoring.organizations.actions import create_organization, grant_role
from scoring.organizations.enums import OrganizationKind, ProviderKind, Role
from scoring.organizations.models import Organization, User
from scoring.workflow.demonstration.content import names

PASSWORD = "five-stars-shine"  # noqa: S105 - demo accounts are public by design, see decisions 19
BRANCHES_PER_UNIT = 10


@dataclass
class Unit:
    """One unit with the people who review its branches."""

    committee: Organization
    reviewer: User
    approver: User
    branches: list[Organization] = field(default_factory=list)


@dataclass
class Cast:
    """Everybody who appears in the demonstration."""

    root: Organization
    office: User
    second: User
    inspector: User
    providers: dict[str, User]
    units: list[Unit] = field(default_factory=list)
    secretaries: dict[int, User] = field(default_factory=dict)  # organization id -> person
    accounts: list[dict[str, str]] = field(default_factory=list)


class Casting:
    """Creates organizations and accounts; one hash serves every account."""

    def __init__(self, founded_on: datetime.date, now: datetime.datetime, seed: int) -> None:
        """Prepare the tools. ``founded_on`` is the age of every organization."""
        self.founded_on = founded_on
        self.now = now
        self.password = make_password(PASSWORD)
        self.names = _people(seed)
        self.accounts: list[dict[str, str]] = []
        self.director = self.account("admin")

    def account(self, username: str, *, shown: str = "") -> User:
        """Create one account; ``shown`` puts it into the table that ``up`` prints."""
        person = User.objects.create(
            username=username, name=next(self.names), password=self.password, is_demo=True
        )
        if shown:
            self.accounts.append(
                {"username": username, "password": PASSWORD, "role": shown, "name": person.name}
            )
        return person

    def hold(self, person: User, organization: Organization, role: str, kind: str = "") -> User:
        """Give a role from the founding day on."""
        grant_role(
            user=person,
            organization=organization,
            role=role,
            provider_kind=kind,
            valid_from=self.founded_on,
            by=self.director,
            now=self.now,
        )
        return person

    def found(self, parent: Organization | None, **values: Any) -> Organization:
        """Create one organization."""
        return create_organization(
            parent=parent, founded_on=self.founded_on, by=self.director, now=self.now, **values
        )


def cast_all(*, branches: int, year: int, seed: int, now: datetime.datetime) -> Cast:
    """Create the tree, the people and their roles; the same seed gives the same names."""
    casting = Casting(datetime.date(year - 8, 3, 1), now, seed)
    director = casting.director
    director.is_staff = director.is_superuser = True
    director.save(update_fields=["is_staff", "is_superuser"])
    cast = _at_the_top(casting)
    for number in range(-(-branches // BRANCHES_PER_UNIT)):
        size = min(BRANCHES_PER_UNIT, branches - number * BRANCHES_PER_UNIT)
        cast.units.append(_unit(casting, cast, number, size))
    _elsewhere(casting)
    casting.hold(director, cast.root, Role.SYSTEM)
    casting.accounts.append(
        {
            "username": director.username,
            "password": PASSWORD,
            "role": Role.SYSTEM,
            "name": director.name,
        }
    )
    cast.accounts = casting.accounts
    return cast


def _at_the_top(casting: Casting) -> Cast:
    top = names()["root"]
    root = casting.found(
        None,
        code=top["code"],
        name=top["name"],
        short_name=top["short"],
        kind=OrganizationKind.WORKING_COMMITTEE,
        contact_name=top["contact"],
        contact_phone=top["phone"],
    )
    office = casting.hold(casting.account("office", shown=Role.OFFICE), root, Role.OFFICE)
    second = casting.hold(casting.account("office-2", shown=Role.OFFICE), root, Role.OFFICE)
    inspector = casting.account("inspector", shown=Role.INSPECTOR)
    casting.hold(inspector, root, Role.INSPECTOR)
    auditor = casting.account("auditor", shown=Role.AUDITOR)
    casting.hold(auditor, root, Role.AUDITOR)
    providers = {
        kind: casting.hold(
            casting.account(username, shown=f"{Role.PROVIDER}:{kind}"), root, Role.PROVIDER, kind
        )
        for username, kind in (
            ("committee", ProviderKind.PARTY_COMMITTEE),
            ("discipline", ProviderKind.DISCIPLINE_OFFICE),
            ("personnel", ProviderKind.UNIT_ADMIN),
        )
    }
    return Cast(root, office, second, inspector, {str(one): who for one, who in providers.items()})


def _unit(casting: Casting, cast: Cast, number: int, size: int) -> Unit:
    given = names()["units"]
    unit = given[number % len(given)]
    again = number // len(given)
    code = unit["code"] + (f"{again + 1}" if again else "")
    name = unit["name"] + (names()["again"].format(number=again) if again else "")
    committee = casting.found(
        cast.root,
        code=f"YL-{code}",
        name=names()["committee"].format(unit=name),
        short_name=names()["committee_short"].format(unit=name),
        kind=OrganizationKind.ORGAN_COMMITTEE,
    )
    suffix = "" if number == 0 else f"-{code.lower()}"
    shown = "" if number else Role.REVIEWER
    reviewer = casting.account(f"reviewer{suffix}", shown=shown)
    approver = casting.account(f"approver{suffix}", shown="" if number else Role.APPROVER)
    made = Unit(
        committee,
        casting.hold(reviewer, committee, Role.REVIEWER),
        casting.hold(approver, committee, Role.APPROVER),
    )
    for place in range(size):
        made.branches.append(_branch(casting, cast, committee, name, code, place, first=not number))
    return made


def _branch(
    casting: Casting,
    cast: Cast,
    committee: Organization,
    unit: str,
    code: str,
    place: int,
    *,
    first: bool,
) -> Organization:
    kind, pattern = OrganizationKind.BRANCH, names()["branch"]
    if place == BRANCHES_PER_UNIT - 1:
        kind, pattern = OrganizationKind.JOINT_BRANCH, names()["joint"]
    branch = casting.found(
        committee,
        code=f"YL-{code}-{place + 1:02d}",
        name=pattern.format(unit=unit, ordinal=names()["ordinals"][place]),
        kind=kind,
    )
    mine = first and place == 0
    username = "secretary" if mine else f"secretary-{code.lower()}-{place + 1:02d}"
    secretary = casting.account(username, shown=Role.SECRETARY if mine else "")
    cast.secretaries[branch.pk] = casting.hold(secretary, branch, Role.SECRETARY)
    if mine:
        casting.hold(casting.account("filler", shown=Role.FILLER), branch, Role.FILLER)
    return branch


def _elsewhere(casting: Casting) -> None:
    """Create a second, unrelated tree: its office sees nothing of the first."""
    other = names()["other"]
    root = casting.found(
        None,
        code=other["code"],
        name=other["name"],
        short_name=other["short"],
        kind=OrganizationKind.WORKING_COMMITTEE,
        contact_name=other["contact"],
        contact_phone=other["phone"],
    )
    casting.hold(casting.account("office-elsewhere", shown=Role.OFFICE), root, Role.OFFICE)


def _people(seed: int) -> Iterator[str]:
    """Yield names from a place that ``seed`` chooses; none twice before all were there."""
    surnames, given = names()["surnames"], names()["given"]
    pairs = len(surnames) * len(given)
    # A stride without a common factor visits every pair; a third of the way mixes both halves.
    stride = next(step for step in count(pairs // 3 + len(given)) if math.gcd(step, pairs) == 1)
    for number in count(seed):
        surname, name = divmod(number * stride % pairs, len(given))
        yield surnames[surname] + given[name]
