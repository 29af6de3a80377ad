"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Configuration of documents."""

    name = "scoring.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
