"""States of a draft, and kinds of changes between two versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftStatus(models.TextChoices):
    """Where a draft of a rubric stands."""

    EDITING = "editing", _("being written")
    PROPOSED = "proposed", _("waits to be issued")
    ISSUED = "issued", _("issued as a version")
    DROPPED = "dropped", _("dropped")


class ChangeKind(models.TextChoices):
    """What kind of change ``engine.comparing`` found."""

    ADDED = "added", _("added")
    REMOVED = "removed", _("taken out")
    MOVED = "moved", _("moved")
    POINTS = "points", _("number of points")
    RULE = "rule", _("rule")
    WORDING = "wording", _("wording")
