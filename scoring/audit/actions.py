"""Add links to the chain."""

import datetime
from typing import Any

from django.db import transaction

from scoring.audit.models import Event, Head
from scoring.common.canonical import canonical_json, sha256_of


def record(
    *,
    action: str,
    about: tuple[str, object],
    by: object,
    now: datetime.datetime,
    detail: dict[str, Any] | None = None,
    address: str = "",
) -> Event:
    """Seal one event into the chain, inside the caller's transaction.

    ``about`` is (kind, id) of the object. The head is locked last of all rows, so callers take
    their own locks first.

    Raises:
        TransactionManagementError: the caller opened no transaction.

    Source: reliability, audit: a write whose event fails must fail with it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an audit event belongs to a transaction")
    Head.objects.get_or_create(pk=1)
    head = Head.objects.select_for_update().get(pk=1)
    kind, identifier = about
    event = Event(
        sequence=head.last_sequence + 1,
        happened_at=now,
        actor=str(by),
        address=address,
        action=action,
        object_kind=kind,
        object_id=str(identifier),
        detail=detail or {},
        previous_hash=head.last_hash,
    )
    event.hash = seal(event)
    event.save(force_insert=True)
    head.last_sequence = event.sequence
    head.last_hash = event.hash
    head.save(update_fields=["last_sequence", "last_hash"])
    return event


def seal(event: Event) -> str:
    """Return the hash of an event's content, the previous hash included."""
    return sha256_of(
        canonical_json(
            {
                "sequence": event.sequence,
                "happened_at": event.happened_at.astimezone(datetime.UTC).isoformat(),
                "actor": event.actor,
                "address": event.address,
                "action": event.action,
                "object": [event.object_kind, event.object_id],
                "detail": event.detail,
                "previous_hash": event.previous_hash,
            }
        )
    )
