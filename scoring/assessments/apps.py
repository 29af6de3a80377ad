"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Configuration of assessments."""

    name = "scoring.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"
