"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Configuration of reports."""

    name = "scoring.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
