"""Django's name for this app; the label never changes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from scoring.common.naming import name_models

NAMES = {
    "FactDefinition": (_("definition of a fact"), _("definitions of facts")),
    "FactSheet": (_("sheet of facts"), _("sheets of facts")),
    "FactChange": (_("change of a fact"), _("changes of facts")),
    "Record": (_("dated incident"), _("dated incidents")),
}


class FactsConfig(AppConfig):
    """Configuration of facts."""

    name = "scoring.facts"
    label = "facts"
    verbose_name = _("Facts of branches")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the models for the administration."""
        name_models(self, NAMES)
