"""Answers for load balancers and the supervisor: alive, and ready to work."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
@login_not_required
def livez(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; touch nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether database and shared cache answer: 200, or 503 naming what is away."""
    parts = {"database": _answers(_ask_database), "cache": _answers(_ask_cache)}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _answers(question: Callable[[], None]) -> bool:
    try:
        question()
    except Exception:  # noqa: BLE001 - a probe reports any failure and logs none
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    cache.get("readyz")
