"""What ``check_invariants`` finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Breach:
    """One row that breaks one invariant; ``reports.naming`` words it for people."""

    invariant: str
    about: str  # kind:id
    template: str  # English, an entry of the catalogue
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """Return what is wrong, in English, for machines and tests."""
        return self.template % self.data if self.data else self.template
