"""Which function pays which kind of debt."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Payload = dict[str, Any]
Handler = Callable[..., None]
BatchHandler = Callable[[Sequence[Payload]], Iterator[Exception | None]]
"""Takes payloads, yields one outcome each, in their order: None when it is paid."""

LEASE = datetime.timedelta(minutes=5)
"""For how long a claimed job is left alone, unless its kind says otherwise."""

_handlers: dict[str, Handler] = {}
_leases: dict[str, datetime.timedelta] = {}
_periods: dict[str, datetime.timedelta] = {}
_batch_handlers: dict[str, BatchHandler] = {}


def register(kind: str, *, lease: datetime.timedelta = LEASE) -> Callable[[Handler], Handler]:
    """Make the decorated function the handler of ``kind``; it gets the payload as keywords.

    Two thirds of ``lease`` are longer than one piece of the work ever takes: then the work is
    stopped. The whole is the time until another worker takes over after a crash. A batch that
    goes on prolongs its leases.

    A handler must be safe to run twice: a worker may die after the work and before the mark.
    """

    def remember(handler: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = handler
        _leases[kind] = lease
        return handler

    return remember


def register_batch(kind: str) -> Callable[[BatchHandler], BatchHandler]:
    """Make the decorated generator pay several debts of ``kind`` in one go.

    It yields as soon as one debt is paid, so that its row is marked before the next one is
    begun. The kind needs a handler of single debts as well: what is tried again, is tried alone.
    """

    def remember(handler: BatchHandler) -> BatchHandler:
        if kind in _batch_handlers:
            raise ValueError(f"two batch handlers for {kind}")
        _batch_handlers[kind] = handler
        return handler

    return remember


def every(kind: str, period: datetime.timedelta) -> None:
    """Have one debt of ``kind`` owed in every period, whatever happens; its payload is empty."""
    if kind in _periods:
        raise ValueError(f"two periods for {kind}")
    _periods[kind] = period


def periods() -> dict[str, datetime.timedelta]:
    """Return what is owed again and again, and how often."""
    return dict(_periods)


def handler_for(kind: str) -> Handler:
    """Return the handler. Raises KeyError for a kind that nobody registered."""
    return _handlers[kind]


def batch_handler_for(kind: str) -> BatchHandler | None:
    """Return the handler of whole batches, None where the kind is paid one by one."""
    return _batch_handlers.get(kind)


def lease_of(kind: str) -> datetime.timedelta:
    """Return for how long a claimed job of ``kind`` is left alone."""
    return _leases.get(kind, LEASE)


def time_for(kind: str) -> datetime.timedelta:
    """Return how long one piece of work may take: never as long as its lease."""
    return lease_of(kind) * 2 / 3


def run(kind: str, payload: Payload, **context: Any) -> None:
    """Call the handler of ``kind``."""
    handler_for(kind)(**payload, **context)
