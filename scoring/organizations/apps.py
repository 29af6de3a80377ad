"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Configuration of organizations."""

    name = "scoring.organizations"
    label = "organizations"
    default_auto_field = "django.db.models.BigAutoField"
