"""Which function pays which kind of debt."""

from collections.abc import Callable
from typing import Any

Handler = Callable[..., None]

_handlers: dict[str, Handler] = {}


def register(kind: str) -> Callable[[Handler], Handler]:
    """Make the decorated function the handler of ``kind``; it gets the payload as keywords.

    A handler must be safe to run twice: a worker may die after the work and before the mark.
    """

    def remember(handler: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = handler
        return handler

    return remember


def handler_for(kind: str) -> Handler:
    """Return the handler. Raises KeyError for a kind that nobody registered."""
    return _handlers[kind]


def run(kind: str, payload: dict[str, Any], **context: Any) -> None:
    """Call the handler of ``kind``."""
    handler_for(kind)(**payload, **context)
