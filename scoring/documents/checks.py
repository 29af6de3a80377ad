"""What ``manage.py check`` says about documents. ``--tag pdf`` asks only these."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from scoring.documents import serials
from scoring.documents.numbering import PATTERNS
from scoring.documents.typefaces import FONT_FOLDER, SERIF
from scoring.documents.typesetting import (
    SYSTEM_LIBRARIES,
    TypesettingUnavailable,
    check_typesetting,
)

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@checks.register("pdf")
def check_pdf(
    app_configs: Sequence[AppConfig] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """Warn when PDF files cannot be made; the rest of the application works without them."""
    found: list[checks.CheckMessage] = []
    try:
        check_typesetting()
    except TypesettingUnavailable:
        found.append(
            checks.Warning(
                "Certificates and notices cannot be made: Pango is missing.",
                hint=SYSTEM_LIBRARIES,
                id="documents.W001",
            )
        )
    if not (FONT_FOLDER / SERIF).is_file():
        found.append(
            checks.Error(
                "The font that closes every stack is missing.",
                hint=f"Restore {SERIF} or run manage.py build_fonts.",
                id="documents.E001",
            )
        )
    return found


@checks.register("pdf")
def check_numbers(
    app_configs: Sequence[AppConfig] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """Refuse number patterns that cannot print a number."""
    return [
        checks.Error(
            f"{setting} needs exactly {{year}} and {{number}}; wrong: {', '.join(wrong)}.",
            id="documents.E002",
        )
        for setting, standard, _digits in PATTERNS.values()
        if (wrong := serials.pattern_faults(getattr(settings, setting, "") or standard))
    ]


@checks.register("pdf", deploy=True)
def check_site(
    app_configs: Sequence[AppConfig] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """Warn when the QR codes would lead to this very machine."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host and host not in LOOPBACK:
        return []
    return [
        checks.Warning(
            f"QR codes of certificates would lead to {settings.SITE_URL or 'nowhere'}.",
            hint="Set SITE_URL to the address that people outside can open.",
            id="documents.W002",
        )
    ]
