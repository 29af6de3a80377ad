"""Django's name for this app; the label never changes."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from scoring.common.naming import name_models
from scoring.organizations.paths import register_copy

NAMES = {
    "Cycle": (_("assessment cycle"), _("assessment cycles")),
    "Assessment": (_("assessment of a branch"), _("assessments of branches")),
    "Evidence": (_("piece of evidence"), _("pieces of evidence")),
    "Submission": (_("declaration of a branch"), _("declarations of branches")),
    "LateEntry": (_("entry after the deadline"), _("entries after the deadline")),
    "DeadlineExtension": (_("longer deadline"), _("longer deadlines")),
}


class AssessmentsConfig(AppConfig):
    """Configuration of assessments."""

    name = "scoring.assessments"
    label = "assessments"
    verbose_name = _("Yearly assessments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have moves of organizations rewrite the path on assessments, and move the counts."""
        name_models(self, NAMES)
        register_copy(self.get_model("Assessment"), "organization_path")
        import_module("scoring.assessments.following")
