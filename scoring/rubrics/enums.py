"""States of a draft."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftStatus(models.TextChoices):
    """Where a draft of a rubric stands."""

    EDITING = "editing", _("being written")
    PROPOSED = "proposed", _("waits to be issued")
    ISSUED = "issued", _("issued as a version")
    DROPPED = "dropped", _("dropped")
