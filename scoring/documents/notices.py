"""Official notices in the layout of GB/T 9704: A4 portrait, 22 lines of 28 characters."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from scoring.documents.enums import NoticeKind
from scoring.documents.lines import balanced, width_of
from scoring.documents.papers import NoticeData
from scoring.documents.typefaces import Role
from scoring.documents.typesetting import Sheet, check_text, page_of, typeset

TEMPLATE_VERSION = "notice-1"
ROLES = (Role.TITLE, Role.BODY, Role.SONG)

TEMPLATES: Mapping[NoticeKind, str] = {
    NoticeKind.DOWNGRADE: "print/downgrade_notice.html",
    NoticeKind.CANCELLATION: "print/cancellation_notice.html",
}

TYPE_AREA = 442.0
"""Width of the 版心 in points."""

LETTERHEAD_SIZE = 34.0
"""Largest size of the red letterhead in points: header and text then share one grid of lines."""

LETTERHEAD_LINE = 20
TITLE_LINE = 19
IMPRINT_LINE = 28.5
"""Characters on one line of the letterhead, of the title (22 pt) and of the 版记 (14 pt)."""


def render_notice(data: NoticeData) -> bytes:
    """Return the PDF of one notice. The place of the seal stays blank.

    Raises:
        TypesettingUnavailable: pango is missing.
        MissingGlyphs: a character has no glyph in any font.
    """
    return render_notices([data])[0]


def render_notices(batch: Sequence[NoticeData]) -> list[bytes]:
    """Return the PDFs of a batch in its order; the batch shares its fonts and style.

    Raises:
        TypesettingUnavailable: pango is missing.
        MissingGlyphs: a character has no glyph in any font.
    """
    sheets = [_sheet(data) for data in batch]
    return typeset(sheets, style="print/notice.css", roles=ROLES) if sheets else []


def check_notice(data: NoticeData) -> None:
    """Look up every character before a number is taken.

    Raises:
        MissingGlyphs: with the characters of each field.
    """
    names = {"branch_name": data.branch_name, "letterhead": data.letterhead}
    texts = {
        "issuer_name": data.issuer_name,
        "addressee": data.addressee,
        "reason": data.reason,
        "basis": data.basis,
        "contact": data.contact,
        "number": data.number,
        "copies_to": "".join(data.copies_to),
        "printed_by": data.printed_by,
    }
    check_text(names, [Role.TITLE])
    check_text({**names, **texts}, [Role.BODY])


def title_of(data: NoticeData) -> str:
    """Return the notice's title in one line."""
    if data.kind == NoticeKind.CANCELLATION:
        return f"关于取消{data.branch_name}{data.level_before}称号的通知"
    return f"关于降低{data.branch_name}星级等次的通知"


def letterhead_lines(letterhead: str) -> tuple[list[str], float]:
    """Return the lines of the red letterhead and their size in points.

    The size shrinks so that the longest line stays within the type area.
    """
    lines = balanced(letterhead, LETTERHEAD_LINE)
    longest = max(width_of(line) for line in lines)
    return lines, min(LETTERHEAD_SIZE, TYPE_AREA / max(longest, 1))


def without_spaces(text: str) -> str:
    """Drop the ASCII spaces beside Chinese, which would break the grid of characters."""
    return re.sub(r"(?<=[^\x21-\x7e])\s+|\s+(?=[^\x21-\x7e])", "", text.strip())


def _sheet(data: NoticeData) -> Sheet:
    letterhead, size = letterhead_lines(data.letterhead)
    copies = "、".join(data.copies_to)
    rows = len(balanced(f"抄送：{copies}。", IMPRINT_LINE)) if copies else 0
    context: dict[str, Any] = {
        "data": data,
        "title": title_of(data),
        "title_lines": balanced(title_of(data), TITLE_LINE),
        "letterhead": letterhead,
        "letterhead_size": f"{size:.2f}",
        "reason": without_spaces(data.reason),
        "basis": without_spaces(data.basis),
        "contact": without_spaces(data.contact),
        "certificate_before": without_spaces(data.certificate_before),
        "certificate_after": without_spaces(data.certificate_after),
        "copies": copies,
        "imprint_rows": rows + 1,
    }
    return Sheet(
        html=page_of(TEMPLATES[data.kind], context),
        pictures={},
        enclosures=(),
        identifier=data.number,
        dated=datetime.datetime.combine(data.issued_on, datetime.time(), datetime.UTC),
    )
