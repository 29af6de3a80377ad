"""Django's name for this app; the label never changes."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from scoring.common.naming import name_models
from scoring.organizations.checks import no_demo_accounts

NAMES = {
    "Organization": (_("organization in the tree"), _("organizations in the tree")),
    "OrganizationEvent": (_("change of an organization"), _("changes of organizations")),
    "RoleAssignment": (_("role of a person"), _("roles of people")),
}


class OrganizationsConfig(AppConfig):
    """Configuration of organizations."""

    name = "scoring.organizations"
    label = "organizations"
    verbose_name = _("Organizations and accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have ``check --deploy`` look for demo accounts."""
        name_models(self, NAMES)
        register(no_demo_accounts, Tags.security, deploy=True)
