"""Django's name for this app; the label never changes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from scoring.common.naming import name_models

NAMES = {
    "Job": (_("piece of background work"), _("pieces of background work")),
}


class JobsConfig(AppConfig):
    """Configuration of jobs."""

    name = "scoring.jobs"
    label = "jobs"
    verbose_name = _("Background work")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the models for the administration."""
        name_models(self, NAMES)
