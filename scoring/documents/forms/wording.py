"""What an office may write in an official document; figures and tables are not among it.

The wording is stored as text by field, one paragraph or problem a line, days as 2026-12-05.
"""

import dataclasses
import datetime
import re
from collections.abc import Mapping
from typing import Any

from scoring.documents.enums import DocumentKind
from scoring.documents.forms.drafting import BLANK
from scoring.documents.forms.official import (
    Official,
    Rectification,
    enclosure_of,
    paragraphs_of,
    title_of,
)

HEAD = ("title", "addressee", "basis")
FOOT = ("contact", "copies_to", "printed_by", "printed_on", "number")
ANNEXED = (*HEAD, "paragraphs", "enclosure", *FOOT)

FIELDS: Mapping[str, tuple[str, ...]] = {
    DocumentKind.PUBLICITY: ANNEXED,
    DocumentKind.NAMING: ANNEXED,
    DocumentKind.BULLETIN: ANNEXED,
    DocumentKind.RECTIFICATION: (*HEAD, "problems", "deadline", "paragraphs", *FOOT),
}
"""Per kind: the fields that its office writes, in the order of the page.

``number`` is the 发文字号 out of the office's own register; empty, ours is counted.
"""

_END = "。；，;, "
_COUNTED = re.compile(r"〕[0-9]+号")
_BETWEEN = re.compile(r"[、,，;；\n]+")


def usual_wording(data: Official) -> dict[str, str]:
    """Return the wording that a fresh draft begins with."""
    wording = {
        "title": title_of(data),
        "addressee": data.addressee,
        "basis": data.basis,
        "paragraphs": "\n".join(paragraphs_of(data)),
        "enclosure": enclosure_of(data),
        "contact": data.contact,
        "copies_to": "、".join(data.copies_to),
        "printed_by": data.printed_by or data.issuer_name,
        "printed_on": "",
        "number": "",
    }
    if isinstance(data, Rectification):
        wording["problems"] = "\n".join(data.problems)
        wording["deadline"] = data.deadline.isoformat()
    return wording


def worded(data: Official, wording: Mapping[str, str]) -> Official:
    """Return a document with the office's wording in place of the usual one."""
    printed_on = wording.get("printed_on", "")
    changes: dict[str, Any] = {
        "title": wording.get("title", ""),
        "addressee": wording.get("addressee", ""),
        "basis": wording.get("basis", "") or data.basis,
        "paragraphs": _by_line(wording.get("paragraphs", "")),
        "enclosure": wording.get("enclosure", ""),
        "contact": wording.get("contact", ""),
        "copies_to": tuple(one for one in _BETWEEN.split(wording.get("copies_to", "")) if one),
        "printed_by": wording.get("printed_by", ""),
        "printed_on": datetime.date.fromisoformat(printed_on) if printed_on else None,
        "number": _blanked(wording.get("number", "")) or data.number,
    }
    if isinstance(data, Rectification):
        problems = _by_line(wording.get("problems", ""))
        changes["problems"] = tuple(one.rstrip(_END) for one in problems)
        changes["deadline"] = datetime.date.fromisoformat(wording["deadline"])
    return dataclasses.replace(data, **changes)


def _blanked(number: str) -> str:
    """Return a 〔year〕number of the office's own with a blank: it is none until it is issued."""
    return _COUNTED.sub(f"〕{BLANK}号", number)


def _by_line(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
