"""Every text of a form by its field, for the check of glyphs."""

import dataclasses
from collections.abc import Iterator
from typing import Any


def texts_of(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield (field, text in it); a field in a list carries its place, counted from 1."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, tuple):
        for place, each in enumerate(value, 1):
            yield from texts_of(each, f"{field} {place}")
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from texts_of(getattr(value, part.name), f"{field} {part.name}".strip())
