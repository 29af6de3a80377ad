"""Sign with a new key from now on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scoring.documents.actions import rotate_key
from scoring.documents.storage import keys_folder


class Command(BaseCommand):
    """Run as the worker's user; certificates signed before stay checkable."""

    help = "Change the signing key; old certificates stay checkable by the key ring."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate and print both key ids."""
        try:
            rotation = rotate_key(folder=keys_folder(), by="rotate_key", now=timezone.now())
        except PermissionError as error:
            raise CommandError(f"{error}. Run it as the user of the worker.") from error
        self.stdout.write(f"before {rotation.old}")
        self.stdout.write(f"now    {rotation.new}")
