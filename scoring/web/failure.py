"""The page for our own faults: it names a number that the log has too."""

import contextlib
import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from scoring.common.disk import StorageFull, is_full
from scoring.web.errors import sentence

STORAGE_FULL = 507

log = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong, with a number to read out on the phone.

    A disk without space is said: even taking in a large file needs some, before any view begins.
    """
    reference = secrets.token_hex(3).upper()
    context: dict[str, str] = {"reference": reference}
    full = is_full(sys.exc_info()[1])
    if full:
        context["said"] = sentence(StorageFull())
        _drop_spooled(request)
    log.error("fault %s at %s %s", reference, request.method, request.path)
    page = render_to_string("500.html", context)
    return HttpResponse(page, status=STORAGE_FULL if full else 500)


def _drop_spooled(request: HttpRequest) -> None:
    # Django leaves the half file where it is, on the very disk that has no room.
    for handler in request.upload_handlers:
        with contextlib.suppress(OSError):
            handler.upload_interrupted()
