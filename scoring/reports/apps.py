"""Django's name for this app; the label never changes."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Configuration of reports."""

    name = "scoring.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the handlers of owed work."""
        import_module("scoring.reports.tasks")
