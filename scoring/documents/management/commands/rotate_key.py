"""Sign with a new key from now on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

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
            why = _("The key cannot be replaced (%(why)s). Run this as the user of the worker.")
            raise CommandError(why % {"why": error}) from error
        self.stdout.write(_("Until now: %(key)s") % {"key": rotation.old})
        self.stdout.write(_("From now on: %(key)s") % {"key": rotation.new})
