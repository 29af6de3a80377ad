"""Links to make a chain of, and what somebody does to it who reaches the tables."""

import datetime
from typing import Any

from django.db import connection

from scoring.audit.actions import record, seal
from scoring.audit.models import Event, Head

NOW = datetime.datetime(2026, 10, 20, 9, 0, tzinfo=datetime.UTC)


def link(number: int = 1, **detail: Any) -> Event:
    """Add one link to the chain."""
    return record(
        action="test", about=("thing", number), by="tester", now=NOW, detail=detail or {"n": number}
    )


def by_hand(statement: str, *values: int | str) -> None:
    """Run one statement as somebody at the database does; it must find something to change."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, statement


def exchange(first: int, second: int) -> None:
    """Let two rows take each other's number."""
    for before, after in ((first, -1), (second, first), (-1, second)):
        by_hand("UPDATE audit_event SET sequence = %s WHERE sequence = %s", after, before)


def seal_anew(first: int) -> None:
    """Compute the seals of all rows from one on, and set the head: a forger who knows how."""
    before = Event.objects.filter(sequence=first - 1).first()
    previous = before.hash if before else ""
    last = None
    for event in Event.objects.filter(sequence__gte=first).order_by("sequence"):
        event.previous_hash = previous
        previous = event.hash = seal(event)
        event.save(force_update=True)
        last = event
    if last is not None:
        Head.objects.update(last_sequence=last.sequence, last_hash=last.hash)
