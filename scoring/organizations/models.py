"""The tree of organizations, the people and their roles."""

import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from scoring.common.constraints import ordered, paired
from scoring.common.fields import PathField, outermost, path_range
from scoring.organizations.enums import BRANCH_KINDS, OrganizationKind, ProviderKind, Role, Sector

# A system administrator opens no organization, a provider of facts and a keeper of the seal open
# no assessment.
READING_ROLES = tuple(
    role for role in Role.values if role not in (Role.SYSTEM, Role.PROVIDER, Role.SEAL_KEEPER)
)


class OrganizationQuerySet(MP_NodeQuerySet["Organization"]):
    """Organizations of the tree, by kind, place and viewer."""

    def existing(self) -> "OrganizationQuerySet":
        """Keep what has not been dissolved."""
        return self.filter(dissolved_on__isnull=True)

    def branches(self) -> "OrganizationQuerySet":
        """Keep the branches that exist."""
        return self.existing().filter(kind__in=BRANCH_KINDS)

    def below(self, organization: "Organization") -> "OrganizationQuerySet":
        """Keep the organization itself and everything under it."""
        first, last = path_range(organization.path)
        return self.filter(path__gte=first, path__lt=last)

    def in_scopes(self, paths: list[str]) -> "OrganizationQuerySet":
        """Keep what lies at or below any of the paths."""
        return self.filter(within(paths, "path"))

    def visible_to(self, user: "User") -> "OrganizationQuerySet":
        """Keep what the person may see by any role held today."""
        return self.in_scopes(user.scope_paths())


class OrganizationManager(MP_NodeManager["Organization"]):
    """Treebeard's manager with our query words."""

    def get_queryset(self) -> OrganizationQuerySet:
        """Return organizations in tree order."""
        return OrganizationQuerySet(self.model, using=self._db).order_by("path")

    def existing(self) -> OrganizationQuerySet:
        """Return what has not been dissolved."""
        return self.get_queryset().existing()

    def branches(self) -> OrganizationQuerySet:
        """Return the branches that exist."""
        return self.get_queryset().branches()

    def below(self, organization: "Organization") -> OrganizationQuerySet:
        """Return the organization itself and everything under it."""
        return self.get_queryset().below(organization)

    def visible_to(self, user: "User") -> OrganizationQuerySet:
        """Return what the person may see."""
        return self.get_queryset().visible_to(user)


class Organization(MP_Node):
    """A Party organization. Names may change; the code never does."""

    steplen = 4

    path = PathField(max_length=80, unique=True)
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("full name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind.choices)
    sector = models.CharField(
        _("sector"), max_length=20, choices=Sector.choices, default=Sector.ORGAN
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    contact_name = models.CharField(_("contact"), max_length=40, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=40, blank=True)

    objects: ClassVar[OrganizationManager] = OrganizationManager()

    class Meta:
        constraints = [ordered("founded_on", "dissolved_on", name="org_founded_first")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Return the short name where there is one."""
        return self.short_name or self.name

    @property
    def is_branch(self) -> bool:
        """Tell whether this organization is scored as a branch."""
        return self.kind in BRANCH_KINDS

    def contains(self, path: str) -> bool:
        """Tell whether a path lies at or below this organization."""
        return path.startswith(self.path)


class User(AbstractUser):
    """A person. Roles hang on organizations, never on the account."""

    first_name = None  # type: ignore[assignment]  # Chinese names are one field
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    keys_enabled = models.BooleanField(_("single-key shortcuts"), default=True)

    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.username})" if self.name else self.username

    def get_full_name(self) -> str:
        """Return the name as one word."""
        return self.name or self.username

    def get_short_name(self) -> str:
        """Return the name as one word."""
        return self.get_full_name()

    def roles(self, on: datetime.date | None = None) -> list["RoleAssignment"]:
        """Return the roles held on a day, today unless said; read once per instance and day."""
        day = on or timezone.localdate()
        cache: dict[datetime.date, list[RoleAssignment]] = self.__dict__.setdefault("_roles", {})
        if day not in cache:
            cache[day] = list(
                self.role_assignments.held_on(day)
                .select_related("organization")
                .order_by("organization__path", "role", "pk")
            )
        return cache[day]

    def scope_paths(self, *roles: str) -> list[str]:
        """Return the paths of the organizations where any of the roles (all: none given) is held.

        A system administrator's role opens no organization.
        """
        return [
            held.organization.path
            for held in self.roles()
            if (held.role in roles if roles else held.role != Role.SYSTEM)
        ]

    def reading_paths(self) -> list[str]:
        """Return the paths below which the person may read assessments and what follows them.

        Who provides facts sees branches and their own facts, not answers, evidence or verdicts.
        """
        return self.scope_paths(*READING_ROLES)

    def holds(self, role: str, path: str) -> bool:
        """Tell whether the person holds a role at or above ``path`` today."""
        return any(path.startswith(one) for one in self.scope_paths(role))


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Role assignments by day."""

    def held_on(self, day: datetime.date) -> "RoleAssignmentQuerySet":
        """Keep the assignments in force on a day."""
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class RoleAssignment(models.Model):
    """One role of one person on one organization, for a period."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_assignments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    provider_kind = models.CharField(
        _("provides facts as"), max_length=20, choices=ProviderKind.choices, blank=True
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            ordered("valid_from", "valid_to", name="role_period"),
            models.UniqueConstraint(
                F("user"),
                F("organization"),
                F("role"),
                F("provider_kind"),
                F("valid_from"),
                name="role_once",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.PROVIDER) & ~Q(provider_kind="")
                | ~Q(role=Role.PROVIDER) & Q(provider_kind=""),
                name="role_provider_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"


class MemberQuerySet(models.QuerySet["Member"]):
    """Members by place and state."""

    def present(self) -> "MemberQuerySet":
        """Keep those who belong to their branch now."""
        return self.filter(left_at__isnull=True)

    def visible_to(self, user: User) -> "MemberQuerySet":
        """Keep the members of the branches whose secretary or filler the person is, of no other."""
        writers = (Role.SECRETARY, Role.FILLER)
        own = [held.organization_id for held in user.roles() if held.role in writers]
        return self.filter(branch__in=own)


class Member(models.Model):
    """One member in the register of a branch: the name, and nothing else about the person."""

    branch = models.ForeignKey(Organization, models.PROTECT, related_name="members")
    name = models.CharField(_("name"), max_length=40)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("left_at", "left_by", name="member_left_pair"),
            models.UniqueConstraint(
                fields=["branch", "name"],
                condition=Q(left_at__isnull=True),
                name="member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of {self.branch_id}"


class OrganizationEvent(models.Model):
    """What happened to an organization, with the day it took effect and the approval number."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20)  # founded, renamed, moved, dissolved
    effective_on = models.DateField()
    approval_number = models.CharField(max_length=80, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.organization_id} {self.kind} {self.effective_on}"


def within(paths: list[str], field: str) -> Q:
    """Return the condition that ``field`` lies at or below any of the paths; none: nothing."""
    condition: Any = Q(pk__in=[])
    for path in outermost(paths):
        first, last = path_range(path)
        condition |= Q(**{f"{field}__gte": first, f"{field}__lt": last})
    return condition
