"""Django's name for this app; the label never changes."""

from django.apps import AppConfig

from scoring.organizations.paths import register_copy


class AssessmentsConfig(AppConfig):
    """Configuration of assessments."""

    name = "scoring.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have moves of organizations rewrite the path on assessments."""
        register_copy(self.get_model("Assessment"), "organization_path")
