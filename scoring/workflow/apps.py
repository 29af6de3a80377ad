"""Django's name for this app; the label never changes."""

from importlib import import_module

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Configuration of workflow."""

    name = "scoring.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow what changes in the tree of organizations."""
        import_module("scoring.workflow.following")
