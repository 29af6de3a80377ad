"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class RubricsConfig(AppConfig):
    """Configuration of rubrics."""

    name = "scoring.rubrics"
    label = "rubrics"
    default_auto_field = "django.db.models.BigAutoField"
