"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """Configuration of ratings."""

    name = "scoring.ratings"
    label = "ratings"
    default_auto_field = "django.db.models.BigAutoField"
