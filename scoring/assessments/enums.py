"""States of an assessment and what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where one branch stands in one cycle."""

    FILLING = "filling", _("filling in")
    SUBMITTED = "submitted", _("waiting for review")
    RETURNED = "returned", _("returned for more")
    CONCLUDED = "concluded", _("waiting for approval")
    APPROVED = "approved", _("waiting for publicity")
    PUBLICIZED = "publicized", _("in publicity")
    CONFIRMED = "confirmed", _("confirmed")
    NOT_DECLARED = "not_declared", _("not declared")


TRANSITIONS: dict[str, dict[str, str]] = {
    # from: {step: to}
    Status.FILLING: {"submit": Status.SUBMITTED, "close": Status.NOT_DECLARED},
    Status.SUBMITTED: {"return": Status.RETURNED, "conclude": Status.CONCLUDED},
    Status.RETURNED: {"resubmit": Status.SUBMITTED},
    Status.CONCLUDED: {"approve": Status.APPROVED, "send_back": Status.SUBMITTED},
    Status.APPROVED: {
        "publish": Status.PUBLICIZED,
        "confirm": Status.CONFIRMED,  # a level without publicity
        "send_back": Status.SUBMITTED,
    },
    Status.PUBLICIZED: {"confirm": Status.CONFIRMED, "send_back": Status.SUBMITTED},
    Status.CONFIRMED: {},
    Status.NOT_DECLARED: {},
}

EDITABLE = (Status.FILLING, Status.RETURNED)
OPEN = (
    Status.FILLING,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.CONCLUDED,
    Status.APPROVED,
    Status.PUBLICIZED,
)


def next_status(state: str, step: str) -> str:
    """Return the state that a step leads to. Raises KeyError when the step is not open."""
    return TRANSITIONS[state][step]
