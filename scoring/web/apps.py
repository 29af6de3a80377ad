"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Configuration of web."""

    name = "scoring.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
