"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Configuration of facts."""

    name = "scoring.facts"
    label = "facts"
    default_auto_field = "django.db.models.BigAutoField"
