"""What every view starts with: the verbs it answers, and whether it may write."""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scoring.organizations.models import User

View = Callable[..., HttpResponseBase]

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "ALTER", "CREATE", "DROP", "TRUNCATE")
# Sessions and login bookkeeping may be written while a page is read.
BOOKKEEPING = ("django_session", "account_", "mfa_", "usersessions_", "audit_")


LARGEST_KEY = 2**63 - 1  # of a row in any database


class WroteWhileReading(RuntimeError):
    """A view that promised to read has written: a bug, never caught."""


def _refuse_writes(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    verb = sql.lstrip().split(" ", 1)[0].upper()
    if verb in WRITES and not any(f'"{table}' in sql for table in BOOKKEEPING):
        raise WroteWhileReading(sql[:200])
    return execute(sql, *rest)


@contextmanager
def reading_only() -> Iterator[None]:
    """Let nothing but bookkeeping be written inside the block."""
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_refuse_writes))
        yield


def _check_numbers(numbers: Mapping[str, Any]) -> None:
    """Treat a number that no row can have as any other missing row: the database would raise."""
    if any(isinstance(one, int) and one > LARGEST_KEY for one in numbers.values()):
        raise Http404


def reads(view: View) -> View:
    """Answer GET and HEAD; a write raises."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _check_numbers(kwargs)
        with reading_only():
            return view(request, *args, **kwargs)

    return never_cache(require_http_methods(["GET", "HEAD"])(wrapped))


def writes(view: View) -> View:
    """Answer POST only."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _check_numbers(kwargs)
        return view(request, *args, **kwargs)

    return never_cache(require_POST(wrapped))


def person(request: HttpRequest) -> User:
    """Return the signed-in person. The login middleware has seen to it that there is one."""
    if isinstance(request.user, AnonymousUser):
        raise TypeError("a view without login asked who is signed in")
    return request.user
