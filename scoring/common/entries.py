"""Documents of entries, each with its own version: {"key": {"value": …, "version": n}}."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.engine.results import Reason

# Control signs, lone surrogates and signs that turn the direction of writing.
_UNTYPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)


def cleaned(value: Any) -> Any:
    """Return what was typed, however nested, without signs that nobody types.

    PostgreSQL stores no NUL, and papers print none of the others.
    """
    if isinstance(value, str):
        return _UNTYPED.sub("", value)
    if isinstance(value, Mapping):
        return {cleaned(key): cleaned(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [cleaned(one) for one in value]
    return value


@dataclass(frozen=True)
class Conflict:
    """An entry that somebody changed since it was read: what stands, and what was wanted."""

    value: Any
    version: int
    by: str
    at: datetime.datetime | None
    yours: Any


@dataclass
class WriteResult:
    """What became of each entry of one request. Entries that did not change are in none."""

    written: dict[str, int] = field(default_factory=dict)  # entry -> its version now
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    refused: dict[str, Reason] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Tell whether nothing was turned down."""
        return not self.conflicts and not self.refused


def value_of(entries: Mapping[str, Any], entry: str) -> Any:
    """Return the value of an entry, None when it was never made or was cleared."""
    held = entries.get(entry)
    return held["value"] if held else None


def version_of(entries: Mapping[str, Any], entry: str) -> int:
    """Return how often an entry has been written; 0 for never."""
    held = entries.get(entry)
    return held["version"] if held else 0


def without_unchanged(entries: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the wanted values that differ from what stands."""
    return {
        entry: value
        for entry, value in wanted.items()
        if value_of(entries, entry) != value
        or type(value_of(entries, entry)) is not type(value)  # 1 is not True
    }


def stale(
    entries: Mapping[str, Any], wanted: Mapping[str, Any], seen: Mapping[str, int]
) -> list[str]:
    """Return the wanted entries whose version is not the one that was seen (unseen: 0)."""
    return [entry for entry in wanted if version_of(entries, entry) != seen.get(entry, 0)]
