"""Django's name for this app; the label never changes."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Configuration of workflow."""

    name = "scoring.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"
