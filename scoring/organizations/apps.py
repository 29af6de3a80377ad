"""Django's name for this app; the label never changes."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from scoring.organizations.checks import no_demo_accounts


class OrganizationsConfig(AppConfig):
    """Configuration of organizations."""

    name = "scoring.organizations"
    label = "organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have ``check --deploy`` look for demo accounts."""
        register(no_demo_accounts, Tags.security, deploy=True)
