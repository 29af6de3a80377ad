"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Configuration of reviews."""

    name = "scoring.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
