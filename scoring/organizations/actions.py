"""Change the tree of organizations and who does what in it."""

import datetime
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from scoring.audit.actions import record
from scoring.common.refusals import Refusal, WrongState
from scoring.organizations.enums import OrganizationKind, Role, Sector
from scoring.organizations.models import Organization, OrganizationEvent, RoleAssignment, User
from scoring.organizations.paths import rewrite_copies
from scoring.organizations.permissions import check_can_administer
from scoring.organizations.signals import organization_corrected, organization_moved


class CodeTaken(Refusal):
    """Another organization has this code. Data: ``code``."""


class BranchBelowBranch(Refusal):
    """Nothing hangs below a branch. Data: ``parent``, a name."""


class MoveIntoItself(Refusal):
    """An organization cannot come to lie below itself."""


class RoleHeld(Refusal):
    """The person holds this role there from this day already."""


@transaction.atomic
def create_organization(
    *,
    parent: Organization | None,
    code: str,
    name: str,
    kind: str,
    short_name: str = "",
    sector: str = Sector.ORGAN,
    founded_on: datetime.date | None = None,
    contact_name: str = "",
    contact_phone: str = "",
    approval_number: str = "",
    by: User,
    now: datetime.datetime,
) -> Organization:
    """Add an organization below another one, or as the top of a tree of its own.

    Raises:
        NotAllowed, CodeTaken, BranchBelowBranch.
    """
    check_can_administer(by)
    _check_parent(parent)
    values = {
        "code": code,
        "name": name,
        "short_name": short_name,
        "kind": OrganizationKind(kind),
        "sector": Sector(sector),
        "founded_on": founded_on,
        "contact_name": contact_name,
        "contact_phone": contact_phone,
    }
    try:
        with transaction.atomic():
            organization: Organization = (
                Organization.objects.add_root(values)
                if parent is None
                else Organization.objects.add_child(parent, values)
            )
    except IntegrityError as error:
        raise CodeTaken(code=code) from error
    after = {"code": code, "name": name, "parent": parent.code if parent else None}
    day = founded_on or timezone.localdate(now)
    _keep(organization, "founded", day, approval_number, {}, after, by, now)
    return organization


@transaction.atomic
def rename_organization(
    *,
    organization: Organization,
    name: str,
    short_name: str,
    effective_on: datetime.date,
    approval_number: str = "",
    by: User,
    now: datetime.datetime,
) -> Organization:
    """Give an organization another name; its code stays, and so does everything issued.

    Raises:
        NotAllowed.
    """
    check_can_administer(by)
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    before = {"name": organization.name, "short_name": organization.short_name}
    organization.name, organization.short_name = name, short_name
    organization.save(update_fields=["name", "short_name"])
    after = {"name": name, "short_name": short_name}
    _keep(organization, "renamed", effective_on, approval_number, before, after, by, now)
    return organization


@transaction.atomic
def correct_organization(
    *,
    organization: Organization,
    kind: str,
    sector: str,
    founded_on: datetime.date | None,
    effective_on: datetime.date,
    by: User,
    now: datetime.datetime,
) -> Organization:
    """Correct what an organization is; those who score it follow in the same transaction.

    Raises:
        NotAllowed.
    """
    check_can_administer(by)
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    wanted = {"kind": OrganizationKind(kind), "sector": Sector(sector), "founded_on": founded_on}
    changed = {key: one for key, one in wanted.items() if getattr(organization, key) != one}
    if not changed:
        return organization
    before = {key: str(getattr(organization, key) or "") for key in changed}
    for key, one in changed.items():
        setattr(organization, key, one)
    organization.save(update_fields=list(changed))
    after = {key: str(one or "") for key, one in changed.items()}
    _keep(organization, "corrected", effective_on, "", before, after, by, now)
    organization_corrected.send(Organization, organization=organization, by=by, now=now)
    return organization


@transaction.atomic
def move_organization(
    *,
    organization: Organization,
    parent: Organization,
    effective_on: datetime.date,
    approval_number: str = "",
    by: User,
    now: datetime.datetime,
) -> Organization:
    """Hang an organization with everything below it under another one.

    Every copied path is rewritten, and what is counted moves along, in the same transaction.

    Raises:
        NotAllowed, BranchBelowBranch, MoveIntoItself.
    """
    check_can_administer(by)
    _check_parent(parent)
    locked = Organization.objects.select_for_update(no_key=True).filter(
        pk__in=[organization.pk, parent.pk]
    )
    rows = {row.pk: row for row in locked.order_by("pk")}
    organization, parent = rows[organization.pk], rows[parent.pk]
    if parent.path.startswith(organization.path):
        raise MoveIntoItself()
    path, superior = organization.path, Organization.objects.get_parent(organization)
    Organization.objects.move(organization, parent, pos="last-child")
    organization.refresh_from_db()
    rewrite_copies(path, organization.path)
    before = {"path": path, "parent": superior.code if superior else None}
    after = {"path": organization.path, "parent": parent.code}
    _keep(organization, "moved", effective_on, approval_number, before, after, by, now)
    organization_moved.send(Organization, organization=organization, before=path)
    return organization


def _check_parent(parent: Organization | None) -> None:
    if parent is not None and parent.is_branch:
        raise BranchBelowBranch(parent=parent.name)


def _keep(
    organization: Organization,
    kind: str,
    effective_on: datetime.date,
    approval_number: str,
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
    person: User,
    moment: datetime.datetime,
) -> None:
    OrganizationEvent.objects.create(
        organization=organization,
        kind=kind,
        effective_on=effective_on,
        approval_number=approval_number,
        before=dict(before),
        after=dict(after),
        recorded_at=moment,
        recorded_by=person,
    )
    record(
        action=f"{kind}_organization",
        about=("organization", organization.pk),
        by=person,
        now=moment,
        detail={
            "before": dict(before),
            "after": dict(after),
            "effective_on": effective_on.isoformat(),
        },
    )


@transaction.atomic
def grant_role(
    *,
    user: User,
    organization: Organization,
    role: str,
    provider_kind: str = "",
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> RoleAssignment:
    """Give a person a role on an organization from a day on; both days included.

    A system administrator may also enter the administration pages.

    Raises:
        NotAllowed, RoleHeld.
    """
    check_can_administer(by)
    try:
        with transaction.atomic():
            assignment = RoleAssignment.objects.create(
                user=user,
                organization=organization,
                role=Role(role),
                provider_kind=provider_kind,
                valid_from=valid_from,
                valid_to=valid_to,
            )
    except IntegrityError as error:
        raise RoleHeld(role=role) from error
    if role == Role.SYSTEM and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    user.__dict__.pop("_roles", None)
    record(
        action="grant_role",
        about=("user", user.pk),
        by=by,
        now=now,
        detail={
            "role": str(role),
            "provider_kind": provider_kind,
            "organization": organization.pk,
            "from": valid_from.isoformat(),
            "to": valid_to.isoformat() if valid_to else None,
        },
    )
    return assignment


@transaction.atomic
def end_role(
    *,
    assignment: RoleAssignment,
    last_day: datetime.date,
    by: User,
    now: datetime.datetime,
) -> RoleAssignment:
    """End a role with a day, which is the last one it is held on; the row stays.

    Raises:
        NotAllowed.
        WrongState: it ended before, or would end before it began.
    """
    check_can_administer(by)
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    ended = assignment.valid_to is not None and assignment.valid_to <= last_day
    if ended or last_day < assignment.valid_from:
        raise WrongState(state="ended" if ended else "not begun", step="end_role")
    assignment.valid_to = last_day
    assignment.save(update_fields=["valid_to"])
    record(
        action="end_role",
        about=("user", assignment.user_id),
        by=by,
        now=now,
        detail={"assignment": assignment.pk, "last_day": last_day.isoformat()},
    )
    return assignment
