"""Add links to the chain."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
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
    entry = Entry(action, about, detail or {})
    return record_all(entries=[entry], by=by, now=now, address=address)[0]


@dataclass(frozen=True)
class Entry:
    """One event of several that happen together. ``about`` is (kind, id) of the object."""

    action: str
    about: tuple[str, object]
    detail: dict[str, Any]


def record_all(
    *, entries: Sequence[Entry], by: object, now: datetime.datetime, address: str = ""
) -> list[Event]:
    """Seal several events into the chain, in their order; the head is written once.

    Raises:
        TransactionManagementError: the caller opened no transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an audit event belongs to a transaction")
    if not entries:
        return []
    head = _locked_head()
    events = []
    for entry in entries:
        kind, identifier = entry.about
        event = Event(
            sequence=head.last_sequence + 1,
            happened_at=now,
            actor=str(by),
            address=address,
            action=entry.action,
            object_kind=kind,
            object_id=str(identifier),
            detail=entry.detail,
            previous_hash=head.last_hash,
        )
        event.hash = seal(event)
        head.last_sequence, head.last_hash = event.sequence, event.hash
        events.append(event)
    Event.objects.bulk_create(events)
    Head.objects.filter(pk=head.pk).update(
        last_sequence=head.last_sequence, last_hash=head.last_hash
    )
    return events


def _locked_head() -> Head:
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:  # the first event of an installation
        Head.objects.get_or_create(pk=1)
        head = Head.objects.select_for_update().get(pk=1)
    return head


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
