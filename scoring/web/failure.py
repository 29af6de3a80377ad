"""The page for our own faults: it names a number that the log has too."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong, with a number to read out on the phone."""
    reference = secrets.token_hex(3).upper()
    log.error("fault %s at %s %s", reference, request.method, request.path)
    page = render_to_string("500.html", {"reference": reference})
    return HttpResponse(page, status=500)
