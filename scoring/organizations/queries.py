"""For which organizations a person writes."""

from collections.abc import Iterable

from scoring.organizations.enums import KINDS_OF_SUBJECT, ProviderKind, Role
from scoring.organizations.models import Organization, OrganizationQuerySet, User


def organizations_for(user: User) -> OrganizationQuerySet:
    """Return the organizations for which the person writes: there they hold the role itself."""
    own = [
        held.organization_id for held in user.roles() if held.role in (Role.SECRETARY, Role.FILLER)
    ]
    return Organization.objects.existing().filter(pk__in=own)


def rated_below(
    organization: Organization,
    subject: str,
    *,
    kinds: Iterable[str] = (),
    sectors: Iterable[str] = (),
) -> list[Organization]:
    """Return the organizations that a standard rates below one that opens its year.

    ``subject`` is branch, committee or organization; ``kinds`` and ``sectors`` narrow it further.
    Nobody rates itself: committees lie strictly below. Of other primary organizations the
    outermost is rated, a general branch and not the branches that form it. In tree order.
    """
    wanted = tuple(kinds) or KINDS_OF_SUBJECT.get(subject, ())
    found = Organization.objects.existing().below(organization).filter(kind__in=wanted)
    if sectors:
        found = found.filter(sector__in=tuple(sectors))
    if subject != "branch":
        found = found.exclude(pk=organization.pk)
    rated = list(found.order_by("path"))
    return _outermost(rated) if subject == "organization" else rated


def _outermost(organizations: list[Organization]) -> list[Organization]:
    kept: list[Organization] = []
    for one in organizations:
        if not (kept and kept[-1].contains(one.path)):
            kept.append(one)
    return kept


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
