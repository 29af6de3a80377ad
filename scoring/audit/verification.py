"""Read the whole chain and tell whether it is unbroken, and which rows were touched."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scoring.audit.actions import seal
from scoring.audit.enums import Breach
from scoring.audit.models import Event, Head

MOST_COMPARED = 200  # broken rows among which exchanged ones are looked for


@dataclass(frozen=True)
class Fault:
    """One broken place: the row, what is wrong with it, and the two values that differ.

    ``until`` is the last row where several in a row are meant, else the row itself.
    """

    sequence: int
    kind: str  # a value of Breach
    until: int
    stored: str = ""
    expected: str = ""


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


@dataclass
class _Reading:
    """The chain as far as it was read, and what was found on the way."""

    outside: dict[int, str]
    count: int = 0
    sequence: int = 0
    hash: str = ""
    trusted: int = 0  # the last row that a kept hash vouches for
    faults: dict[tuple[int, bool], Fault] = field(default_factory=dict)  # row, seen outside
    torn: Fault | None = None  # a link whose blame the next link decides
    forged: list[Event] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Keep the first thing found about a row: what follows from it is no second fault."""
        self.faults.setdefault((fault.sequence, False), fault)

    def take(self, event: Event) -> None:
        """Check the next row against itself, the row before and what was kept outside."""
        gap = event.sequence > self.sequence + 1
        if gap:
            self.add(Fault(self.sequence + 1, Breach.MISSING, event.sequence - 1))
        sealed = seal(event)
        intact = sealed == event.hash
        if not intact:
            self.add(
                Fault(event.sequence, Breach.CONTENT, event.sequence, sealed, event.hash),
            )
            self.forged.append(event)
        torn = intact and not gap and event.previous_hash != self.hash
        self.judge_link(torn=torn, onto=event.previous_hash)
        self._compare_outside(event)
        self.count += 1
        self.sequence, self.hash = event.sequence, event.hash

    def judge_link(self, *, torn: bool, onto: str) -> None:
        """Blame a row for a torn link: the one between two torn links, else the earlier one.

        A row changed and sealed anew tears the link behind it; one that was also sealed onto
        another row before it tears both.
        """
        before = max(self.sequence, 1)
        here = Fault(before, Breach.RESEALED, before, self.hash, onto)
        if self.torn is not None:
            self.add(here if torn else self.torn)
            self.torn = None
        elif torn and (before, False) not in self.faults:
            self.torn = here

    def _compare_outside(self, event: Event) -> None:
        kept = self.outside.get(event.sequence)
        if kept == event.hash:
            self.trusted = event.sequence
        elif kept is not None:
            first = self.trusted + 1
            fault = Fault(first, Breach.OUTSIDE, event.sequence, event.hash, kept)
            self.faults[event.sequence, True] = fault


def verify_chain(*, kept: Mapping[int, str] | None = None) -> Verdict:
    """Return the verdict on the whole chain, read once in order.

    ``kept`` maps sequence numbers to hashes that were kept outside of the database: somebody
    who can rewrite every row, and the head, cannot rewrite those.

    Source: reliability, F51: each tampering is named at the exact row; a cut tail whose head
    was set back as well is seen only from outside.
    """
    reading = _Reading(dict(kept or {}))
    for event in Event.objects.filter(sequence__lt=1).order_by("sequence"):
        reading.add(Fault(event.sequence, Breach.EXTRA, event.sequence, event.hash))
    for event in _events():
        reading.take(event)
    _compare_head(reading)
    _name_moved(reading)
    found = sorted(reading.faults.values(), key=lambda one: (one.sequence, one.until))
    return Verdict(reading.count, reading.sequence, reading.hash, tuple(found))


def _events() -> Iterator[Event]:
    """Yield every event in order; go on while the house goes on writing."""
    last, grew = 0, True
    while grew:
        grew = False
        links = Event.objects.filter(sequence__gt=last).order_by("sequence")
        for event in links.iterator(chunk_size=2000):
            yield event
            last, grew = event.sequence, True


def _compare_head(reading: _Reading) -> None:
    head = Head.objects.filter(pk=1).first() or Head()
    # An event and its head are committed together: what the head has seen since is there.
    for event in Event.objects.filter(sequence__gt=reading.sequence).order_by("sequence"):
        if event.sequence <= head.last_sequence:
            reading.take(event)
    last = max([head.last_sequence, *reading.outside])
    if last > reading.sequence:
        first = reading.sequence + 1
        reading.add(Fault(first, Breach.CUT, last, reading.hash, reading.outside.get(last, "")))
    other = (head.last_sequence, head.last_hash) != (reading.sequence, reading.hash)
    reading.judge_link(torn=other and reading.torn is not None, onto=head.last_hash)
    if head.last_sequence <= reading.sequence and other:
        reading.add(
            Fault(head.last_sequence, Breach.HEAD, reading.sequence, reading.hash, head.last_hash)
        )


def _name_moved(reading: _Reading) -> None:
    """Say of rows that do not fit their seal whether they were sealed under another number."""
    broken = reading.forged[:MOST_COMPARED]
    places = {one.sequence for one in broken}
    for event in broken:
        stands = event.sequence
        for place in sorted(places | {stands - 1, stands + 1} - {stands}):
            event.sequence = place
            if seal(event) == event.hash:
                moved = Fault(stands, Breach.MOVED, stands, str(stands), str(place))
                reading.faults[stands, False] = moved
        event.sequence = stands
