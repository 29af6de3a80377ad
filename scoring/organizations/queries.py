"""Which desks a person works at, and about which organizations."""

import enum
from collections.abc import Iterable

from scoring.organizations.enums import ProviderKind, Role
from scoring.organizations.models import Organization, OrganizationQuerySet, User


class Desk(enum.StrEnum):
    """A group of pages for one kind of work."""

    SELF = "self"
    REVIEW = "review"
    OFFICE = "office"
    PROVIDER = "provider"
    AUDITOR = "auditor"
    SYSTEM = "system"


_DESK_OF = {
    Role.SECRETARY: Desk.SELF,
    Role.FILLER: Desk.SELF,
    Role.REVIEWER: Desk.REVIEW,
    Role.APPROVER: Desk.REVIEW,
    Role.INSPECTOR: Desk.REVIEW,
    Role.OFFICE: Desk.OFFICE,
    Role.SEAL_KEEPER: Desk.OFFICE,
    Role.PROVIDER: Desk.PROVIDER,
    Role.AUDITOR: Desk.AUDITOR,
    Role.SYSTEM: Desk.SYSTEM,
}


def desks_of(user: User) -> list[Desk]:
    """Return the desks of the roles held today, in the order of ``Desk``."""
    held = {_DESK_OF[Role(role.role)] for role in user.roles()}
    return [desk for desk in Desk if desk in held]


def branches_for(user: User) -> OrganizationQuerySet:
    """Return the branches for which the person writes: those where they hold the role itself."""
    own = [
        held.organization_id for held in user.roles() if held.role in (Role.SECRETARY, Role.FILLER)
    ]
    return Organization.objects.branches().filter(pk__in=own)


def provider_tasks(user: User) -> list[tuple[Organization, str]]:
    """Return (organization, provider kind) of every table that the person fills in.

    A table covers the branches at and below its organization.
    """
    tasks: dict[tuple[int, str], tuple[Organization, str]] = {}
    for held in user.roles():
        for kind in _tables_of(held.role, held.provider_kind):
            tasks[held.organization_id, kind] = (held.organization, kind)
    return list(tasks.values())


def _tables_of(role: str, provider_kind: str) -> Iterable[str]:
    if role == Role.PROVIDER:
        return (provider_kind,)
    if role == Role.OFFICE:
        return (ProviderKind.ORG_DEPARTMENT.value,)
    if role == Role.REVIEWER:
        return (ProviderKind.REVIEWER.value,)
    return ()
