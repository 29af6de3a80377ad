"""For which organizations a person writes."""

from collections.abc import Iterable

from scoring.organizations.enums import ProviderKind, Role
from scoring.organizations.models import Organization, OrganizationQuerySet, User


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
