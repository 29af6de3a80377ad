"""What ``check_invariants`` finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Breach:
    """One row that breaks one invariant."""

    invariant: str
    about: str  # kind:id
    what: str
