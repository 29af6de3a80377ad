"""Django's name for this app; the label never changes."""

from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Configuration of documents."""

    name = "scoring.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the handlers of owed work and the system checks."""
        import_module("scoring.documents.tasks")
        import_module("scoring.documents.checks")
