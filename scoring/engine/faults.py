"""Faults of a document, all reported at once, and the cursor that reads it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring.engine.results import Reason

_MOST_DIGITS = 100


@dataclass(frozen=True)
class Fault:
    """One fault: where (JSON pointer and line; line 0 when unknown) and what."""

    path: str
    line: int
    code: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """Return the fault as a reason that ``engine.wording.say`` can word."""
        return Reason(self.code, self.data)


class FaultsFound(ValueError):
    """A document with faults, in the order of its lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep every fault."""
        super().__init__(f"{len(faults)} faults")
        self.faults: tuple[Fault, ...] = tuple(faults)


class Faults:
    """The list of faults of one document while it is read."""

    def __init__(self, lines: Mapping[str, int] | None = None) -> None:
        """Start empty; ``lines`` maps JSON pointers to line numbers."""
        self._lines = lines or {}
        self._found: list[Fault] = []

    def add(self, path: str, code: str, data: dict[str, Any]) -> None:
        """Note one fault at a JSON pointer."""
        self._found.append(Fault(path, self._line(path), code, data))

    def check(self) -> None:
        """Raise FaultsFound when there is any fault."""
        if self._found:
            raise FaultsFound(sorted(self._found, key=lambda fault: fault.line))

    def _line(self, path: str) -> int:
        while path and path not in self._lines:
            path = path.rpartition("/")[0]
        return self._lines.get(path, 0)


def near(word: str, known: Iterable[str]) -> str:
    """Return the known word most like a misspelt one, or an empty text."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1)), "")


class Node:
    """A value of the document with its place; reads parts and notes what is wrong with them."""

    def __init__(self, value: Any, path: str, faults: Faults) -> None:
        """Stand at ``path`` of the document."""
        self.value = value
        self.path = path
        self.faults = faults

    def fault(self, code: str, at: str | int | None = None, /, **data: Any) -> None:
        """Note a fault here, or at a part of this value."""
        self.faults.add(self.path if at is None else f"{self.path}/{at}", code, data)

    def has(self, key: str) -> bool:
        """Tell whether this is a map with the key."""
        return isinstance(self.value, dict) and key in self.value

    def child(self, key: str) -> Node:
        """Return the part under a key (None where absent)."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, f"{self.path}/{key}", self.faults)

    def keys(self, required: Iterable[str], optional: Iterable[str] = ()) -> bool:
        """Check that this is a map with these keys and no other; tell whether it is a map."""
        if not isinstance(self.value, dict):
            self.fault("not_a_map")
            return False
        required = tuple(required)
        known = {*required, *optional}
        for key in required:
            if self.value.get(key) is None:
                self.fault("key_missing", None, key=key)
        for key in self.value:
            if key not in known:
                self.fault("key_unknown", key, key=str(key), near=near(str(key), known))
        return True

    def text(self, key: str, default: str = "") -> str:
        """Return a text, ``default`` where absent."""
        value = self.child(key).value
        if value is None:
            return default
        if not isinstance(value, str):
            self.fault("not_a_text", key, key=key)
            return default
        if not value.strip():
            self.fault("text_empty", key, key=key)
        return value.strip()

    def flag(self, key: str, default: bool = False) -> bool:
        """Return yes or no, ``default`` where absent."""
        value = self.child(key).value
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault("not_a_flag", key, key=key)
            return default
        return value

    def number(
        self,
        key: str,
        default: Decimal | None = Decimal(0),
        *,
        low: int | None = None,
        high: int | None = None,
        above: int | None = None,
    ) -> Decimal:
        """Return a number within bounds; ``default`` (or 0) where absent or faulty."""
        fallback = Decimal(0) if default is None else default
        node = self.child(key)
        if node.value is None:
            return fallback
        number = as_decimal(node.value)
        if number is None:
            node.fault("not_a_number", key=key)
            return fallback
        if low is not None and number < low:
            node.fault("number_under", key=key, low=low)
            return fallback
        if high is not None and number > high:
            node.fault("number_over", key=key, high=high)
            return fallback
        if above is not None and number <= above:
            node.fault("number_not_above", key=key, above=above)
        return number

    def one_of(self, key: str, options: Iterable[str], default: str = "") -> str:
        """Return one of the options, ``default`` where absent or faulty."""
        options = tuple(options)
        value = self.text(key, default)
        if value and value not in options:
            self.fault("choice_unknown", key, key=key, value=value, options=list(options))
            return default
        return value

    def nodes(self, key: str, *, filled: bool = False) -> list[Node]:
        """Return the entries of a list; ``filled`` notes an empty one."""
        node = self.child(key)
        if node.value is None:
            return []
        if not isinstance(node.value, list):
            node.fault("not_a_list", key=key)
            return []
        if filled and not node.value:
            node.fault("list_empty", key=key)
        return [Node(value, f"{node.path}/{n}", self.faults) for n, value in enumerate(node.value)]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(
            entry.value if isinstance(entry.value, str) else self._no_text(entry)
            for entry in self.nodes(key)
        )

    @staticmethod
    def _no_text(entry: Node) -> str:
        entry.fault("not_a_text", key="")
        return ""


def as_decimal(value: Any) -> Decimal | None:
    """Return a finite number of a document as Decimal, None for anything else.

    A YAML float goes through its shortest text, so 0.8 is exactly eight tenths. A number of more
    than a hundred digits is nobody's points, and would take the memory of the machine.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) >= _MOST_DIGITS:
        return None
    return number
