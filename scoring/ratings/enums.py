"""States of a rating, and the ways it may change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RatingStatus(models.TextChoices):
    """Where a rating stands."""

    PROPOSED = "proposed", _("proposed")
    PUBLICIZED = "publicized", _("in publicity")
    CONFIRMED = "confirmed", _("confirmed")
    CANCELLED = "cancelled", _("cancelled")


RATING_TRANSITIONS: dict[str, dict[str, str]] = {
    # from: {step: to}
    RatingStatus.PROPOSED: {
        "propose": RatingStatus.PROPOSED,
        "publish": RatingStatus.PUBLICIZED,
        "confirm": RatingStatus.CONFIRMED,  # a level without publicity
    },
    RatingStatus.PUBLICIZED: {
        "confirm": RatingStatus.CONFIRMED,
        "send_back": RatingStatus.PROPOSED,
    },
    RatingStatus.CONFIRMED: {
        "downgrade": RatingStatus.CONFIRMED,
        "restore": RatingStatus.CONFIRMED,
        "cancel": RatingStatus.CANCELLED,
    },
    RatingStatus.CANCELLED: {},
}


class ChangeKind(models.TextChoices):
    """Why the level of a rating is what it is."""

    CONFIRMED = "confirmed", _("confirmed")
    DOWNGRADED = "downgraded", _("lowered by one level")
    CANCELLED = "cancelled", _("cancelled by veto")
    RESTORED = "restored", _("given back by a later decision")


class VetoStatus(models.TextChoices):
    """Where a veto case stands."""

    RECORDED = "recorded", _("recorded")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn")


VETO_TRANSITIONS: dict[str, dict[str, str]] = {
    # from: {step: to}
    VetoStatus.RECORDED: {"confirm": VetoStatus.CONFIRMED, "withdraw": VetoStatus.WITHDRAWN},
    VetoStatus.CONFIRMED: {},
    VetoStatus.WITHDRAWN: {},
}
