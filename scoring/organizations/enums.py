"""Kinds of organizations, sectors, roles and providers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """Form of a Party organization; codes of the national collection form where it has one."""

    PARTY_COMMITTEE = "party_committee", _("Party committee")
    ORGAN_COMMITTEE = "organ_committee", _("organ Party committee")
    WORKING_COMMITTEE = "working_committee", _("Party working committee")
    GENERAL_BRANCH = "general_branch", _("general Party branch")
    BRANCH = "branch", _("Party branch")
    JOINT_BRANCH = "joint_branch", _("joint Party branch")
    TEMPORARY_BRANCH = "temporary_branch", _("temporary Party branch")


BRANCH_KINDS = (
    OrganizationKind.BRANCH,
    OrganizationKind.JOINT_BRANCH,
    OrganizationKind.TEMPORARY_BRANCH,
)
COMMITTEE_KINDS = (
    OrganizationKind.PARTY_COMMITTEE,
    OrganizationKind.ORGAN_COMMITTEE,
    OrganizationKind.WORKING_COMMITTEE,
)
KINDS_OF_SUBJECT: dict[str, tuple[OrganizationKind, ...]] = {
    "branch": BRANCH_KINDS,
    "committee": COMMITTEE_KINDS,
    "organization": (OrganizationKind.GENERAL_BRANCH, *BRANCH_KINDS),
}
"""What a standard rates, by the word it uses; members are no organizations."""


class Sector(models.TextChoices):
    """Where the organization works."""

    ORGAN = "organ", _("Party and government organs")
    INSTITUTION = "institution", _("public institutions")
    ENTERPRISE = "enterprise", _("enterprises")
    RURAL = "rural", _("villages")
    COMMUNITY = "community", _("communities")
    NEW = "new", _("new economic and social organizations")


class Role(models.TextChoices):
    """What a person does for an organization and everything below it."""

    SECRETARY = "secretary", _("branch secretary")
    FILLER = "filler", _("form filler")
    REVIEWER = "reviewer", _("reviewer")
    APPROVER = "approver", _("approver")
    INSPECTOR = "inspector", _("inspector")
    OFFICE = "office", _("organization department")
    SEAL_KEEPER = "seal_keeper", _("keeper of the seal")
    PROVIDER = "provider", _("facts provider")
    AUDITOR = "auditor", _("auditor")
    SYSTEM = "system", _("system administrator")


class ProviderKind(models.TextChoices):
    """Office that owns facts about branches; the branch itself is none of these."""

    PARTY_COMMITTEE = "party_committee", _("superior Party committee")
    ORG_DEPARTMENT = "org_department", _("organization department office")
    DISCIPLINE_OFFICE = "discipline_office", _("discipline inspection office")
    PETITION_OFFICE = "petition_office", _("petition office")
    UNIT_ADMIN = "unit_admin", _("unit administration")
    LOCAL_GOV = "local_gov", _("local government")
    REVIEWER = "reviewer", _("review and acceptance staff")
