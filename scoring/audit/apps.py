"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Configuration of audit."""

    name = "scoring.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
