"""States of a review and of its findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

FILE, ON_SITE = "file", "on_site"  # of the routes that the rubrics name, those with a list


class ReviewStatus(models.TextChoices):
    """Where a review stands."""

    OPEN = "open", _("open")
    RETURNED = "returned", _("returned")
    CONCLUDED = "concluded", _("concluded")
    APPROVED = "approved", _("approved")


REVIEW_TRANSITIONS: dict[str, dict[str, str]] = {
    # from: {step: to}
    ReviewStatus.OPEN: {"return": ReviewStatus.RETURNED, "conclude": ReviewStatus.CONCLUDED},
    ReviewStatus.RETURNED: {"resubmit": ReviewStatus.OPEN},
    ReviewStatus.CONCLUDED: {"approve": ReviewStatus.APPROVED, "send_back": ReviewStatus.OPEN},
    ReviewStatus.APPROVED: {"send_back": ReviewStatus.OPEN},
}


class FindingStatus(models.TextChoices):
    """What has become of one item."""

    PENDING = "pending", _("not verified")
    VERIFIED = "verified", _("verified")
    RETURNED = "returned", _("returned")
    ON_SITE = "on_site", _("to be seen on site")


class ReasonCode(models.TextChoices):
    """The stored reasons for a change, keys 1 to 4."""

    OUT_OF_WINDOW = "out_of_window", _("evidence dated outside the window")
    COUNT_DIFFERS = "count_differs", _("count differs from the minutes")
    UNREADABLE = "unreadable", _("evidence unreadable or without signatures")
    OTHER = "other", _("other (say which)")
