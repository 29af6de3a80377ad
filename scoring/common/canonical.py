"""One spelling of JSON, so that equal content has equal bytes and an equal hash."""

import datetime
import hashlib
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any


def _plain(value: object) -> str:
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, (Decimal, Fraction)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_json(value: Any) -> str:
    """Return sorted, compact JSON with Chinese left readable. Floats are refused."""
    _refuse_floats(value)
    return json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
        allow_nan=False,
    )


def sha256_of(text: str | bytes) -> str:
    """Return the hash in lower-case hexadecimal."""
    data = text.encode() if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no place in stored decisions")
    if isinstance(value, dict):
        for entry in value.values():
            _refuse_floats(entry)
    elif isinstance(value, (list, tuple)):
        for entry in value:
            _refuse_floats(entry)
