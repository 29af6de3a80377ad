"""What must not be true of an installation that people rely on."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError


def no_demo_accounts(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Refuse demo accounts, whose passwords are known, where the demo is not switched on.

    Source: decisions 19.
    """
    if settings.BRANCHSTD_DEMO:
        return []
    try:
        names = list(
            get_user_model()
            .objects.filter(is_demo=True, is_active=True)
            .order_by("pk")
            .values_list("username", flat=True)[:3]
        )
    except DatabaseError:  # before the first migration there are no accounts at all
        return []
    if not names:
        return []
    return [
        Error(
            f"Demo accounts exist ({', '.join(names)} …), and their passwords are public.",
            hint="Start with an empty BRANCHSTD_HOME, or set BRANCHSTD_DEMO=1 on a demo machine.",
            id="organizations.E001",
        )
    ]
