"""How allauth behaves here: accounts are given out, never opened by visitors."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def name_of(user: AbstractUser) -> str:
    """Return what a person is called in greetings: the name, not the account."""
    return user.get_full_name()


class ClosedAccountAdapter(DefaultAccountAdapter):
    """No sign-up, and a lock that says how long it lasts."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "This account is locked for 5 minutes after 5 wrong passwords. "
            "Please try again then, or ask your unit's administrator for a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no, whatever the request."""
        return False
