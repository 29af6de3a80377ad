"""Read the whole chain and tell whether it is unbroken."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.audit.actions import seal
from scoring.audit.models import Event, Head


@dataclass(frozen=True)
class Fault:
    """One broken place: the sequence number, and which check failed there."""

    sequence: int
    kind: str  # gap, previous, content, head, outside


@dataclass(frozen=True)
class Verdict:
    """What reading the chain gave. ``last_hash`` is the seal over everything before it."""

    events: int
    last_sequence: int
    last_hash: str
    faults: tuple[Fault, ...]

    @property
    def unbroken(self) -> bool:
        """Tell whether every check held."""
        return not self.faults


def verify_chain(*, kept: dict[int, str] | None = None) -> Verdict:
    """Return the verdict on the whole chain, read once in order.

    ``kept`` maps sequence numbers to hashes that were kept outside of the database: somebody
    who can rewrite every row cannot rewrite those.
    """
    faults: list[Fault] = []
    outside = dict(kept or {})
    sequence, previous, count = 0, "", 0
    for event in _events():
        count += 1
        faults.extend(_faults_of(event, sequence, previous))
        if outside.pop(event.sequence, event.hash) != event.hash:
            faults.append(Fault(event.sequence, "outside"))
        sequence, previous = event.sequence, event.hash
    faults.extend(Fault(missing, "outside") for missing in sorted(outside))
    head = Head.objects.filter(pk=1).first()
    held = (head.last_sequence, head.last_hash) if head else (0, "")
    if held != (sequence, previous):
        faults.append(Fault(held[0], "head"))
    return Verdict(count, sequence, previous, tuple(faults))


def _events() -> Iterator[Event]:
    """Yield every event in order; go on while the house goes on writing."""
    last, grew = 0, True
    while grew:
        grew = False
        links = Event.objects.filter(sequence__gt=last).order_by("sequence")
        for event in links.iterator(chunk_size=2000):
            yield event
            last, grew = event.sequence, True


def _faults_of(event: Event, sequence: int, previous: str) -> list[Fault]:
    checks = {
        "gap": event.sequence == sequence + 1,
        "previous": event.previous_hash == previous,
        "content": event.hash == seal(event),
    }
    return [Fault(event.sequence, kind) for kind, holds in checks.items() if not holds]
