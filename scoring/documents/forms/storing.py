"""Official documents as canonical JSON and back: what was printed can be printed again."""

import dataclasses
import datetime
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from scoring.common.canonical import canonical_json
from scoring.documents.enums import DocumentKind
from scoring.documents.forms.official import (
    Bulletin,
    Listed,
    NamingDecision,
    Official,
    PublicityList,
    Rectification,
    UnitResult,
)

CLASSES: Mapping[str, type[Official]] = {
    DocumentKind.PUBLICITY: PublicityList,
    DocumentKind.NAMING: NamingDecision,
    DocumentKind.BULLETIN: Bulletin,
    DocumentKind.RECTIFICATION: Rectification,
}

_WORDS = ("subject", "called")
_DAYS = ("issued_on", "printed_on", "starts_on", "ends_on", "valid_until", "deadline")


def stored_text(data: Official) -> str:
    """Return everything that a document prints as canonical JSON."""
    held = dataclasses.asdict(data)
    # Documents about branches are stored as they always were.
    usual = {one.name: one.default for one in dataclasses.fields(Official) if one.name in _WORDS}
    return canonical_json({key: val for key, val in held.items() if usual.get(key, ...) != val})


def read_text(kind: str, text: str) -> Official:
    """Return the document that was stored; the inverse of ``stored_text``."""
    held = json.loads(text)
    return CLASSES[kind](**{field: _read(field, value) for field, value in held.items()})


def _read(field: str, value: Any) -> Any:
    if value is None:
        return None
    return _READERS.get(field, _plain)(value)


def _plain(value: Any) -> Any:
    return tuple(_plain(one) for one in value) if isinstance(value, list) else value


_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_DAYS, datetime.date.fromisoformat),
    "average": Decimal,
    "branches": lambda rows: tuple(Listed(**row) for row in rows),
    "units": lambda rows: tuple(
        UnitResult(row["unit"], row["branches"], tuple(row["counts"])) for row in rows
    ),
}
