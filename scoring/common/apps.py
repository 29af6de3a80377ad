"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Configuration of common."""

    name = "scoring.common"
    label = "common"
    default_auto_field = "django.db.models.BigAutoField"
