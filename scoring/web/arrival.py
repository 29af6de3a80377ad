"""When a request arrived: stamped once, by the first process that sees it.

Deadlines are decided by this moment, however long the request then waits for a lock or a thread.
"""

import datetime
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

STAMP = "branchstd.arrived_at"


class ArrivalMiddleware:
    """Stamp every request. Stands first, before anything that may take time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Stamp and pass on."""
        request.META[STAMP] = timezone.now()
        return self.get_response(request)


def arrived_at(request: HttpRequest) -> datetime.datetime:
    """Return when the request arrived. Source: decisions 4."""
    stamp = request.META.get(STAMP)
    return stamp if isinstance(stamp, datetime.datetime) else timezone.now()
