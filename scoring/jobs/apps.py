"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Configuration of jobs."""

    name = "scoring.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
