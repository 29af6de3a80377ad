"""Django's name for this app; the label never changes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from scoring.common.naming import name_models

NAMES = {
    "Event": (_("audit event"), _("audit events")),
}


class AuditConfig(AppConfig):
    """Configuration of audit."""

    name = "scoring.audit"
    label = "audit"
    verbose_name = _("Audit trail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the models for the administration."""
        name_models(self, NAMES)
