"""Django's name for this app; the label never changes."""

from django.apps import AppConfig

from scoring.organizations.paths import register_copy


class ReviewsConfig(AppConfig):
    """Configuration of reviews."""

    name = "scoring.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have moves of organizations rewrite the path on reviews."""
        source = "assessment__organization__path"
        register_copy(self.get_model("Review"), "organization_path", source=source)
