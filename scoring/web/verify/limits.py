"""How often one address may ask: a public page must not become a way to lean on the server."""

import functools
import math
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from scoring.web.desk import View

TOO_MANY = 429
WINDOW = 60  # seconds
# A whole county sits behind one address; a person with a stack of paper scans one in two seconds.
QUESTIONS = 60


def limited(view: View) -> View:
    """Answer at most ``QUESTIONS`` requests per address and window; more are told how long to wait.

    Stands outside ``reads``: the count is written even though the page only reads.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        window, passed = divmod(time.time(), WINDOW)
        if _count(get_adapter(request).get_client_ip(request), int(window)) <= QUESTIONS:
            return view(request, *args, **kwargs)
        seconds = math.ceil(WINDOW - passed)
        response = render(request, "verify/busy.html", {"seconds": seconds}, status=TOO_MANY)
        response["Retry-After"] = str(seconds)
        return response

    return wrapped


def _count(address: str, window: int) -> int:
    """Return the how-manieth question this is."""
    key = f"verify:{window}:{address}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # the entry was culled between the two calls
        return 1
