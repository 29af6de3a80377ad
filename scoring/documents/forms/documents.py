"""Official documents about many branches in the layout of GB/T 9704, annexes included.

The text stands on the grid of the notices: 22 lines of 28 characters. Annexes follow on pages of
their own; the imprint closes the last page. The place of the seal stays blank.
"""

import dataclasses
import datetime
from typing import Any

from scoring.documents.forms.official import (
    Bulletin,
    NamingDecision,
    Official,
    PublicityList,
    Rectification,
    enclosure_of,
    paragraphs_of,
    rows_of,
    title_of,
)
from scoring.documents.forms.texts import texts_of
from scoring.documents.lines import balanced
from scoring.documents.notices import (
    IMPRINT_LINE,
    TITLE_LINE,
    letterhead_lines,
    without_spaces,
)
from scoring.documents.typefaces import Role
from scoring.documents.typesetting import SCHEME, Sheet, check_text, page_of, typeset

TEMPLATE_VERSION = "official-2"
STYLE = "print/forms/official.css"
ROLES = (Role.TITLE, Role.BODY, Role.HEI, Role.SONG)

PREVIEW_ROWS = 300
"""Rows of an annex that a preview sets: somebody waits for it."""

SEAL = "seal.png"
SEAL_CENTRE = 12.3
"""Millimetres from the foot of the date up to the centre of the seal: two lines are 20.45."""

TEMPLATES: dict[type[Official], str] = {
    PublicityList: "print/forms/publicity_list.html",
    NamingDecision: "print/forms/naming_decision.html",
    Rectification: "print/forms/rectification.html",
    Bulletin: "print/forms/bulletin.html",
}


@dataclasses.dataclass(frozen=True)
class SealImage:
    """The image of an organ's seal: a PNG and its width on paper in millimetres."""

    content: bytes
    width: int


def render_document(
    data: Official, *, is_preview: bool = False, seal: SealImage | None = None
) -> bytes:
    """Return the PDF of one official document; its template goes by the kind of data.

    A preview says on every page that it is none, and cuts a long annex short. Without ``seal``
    the place of the seal stays blank.

    Raises:
        TypesettingUnavailable: pango is missing.
        MissingGlyphs: a character has no glyph in any font; the field is named.
    """
    check_document(data)
    (pdf,) = typeset([_sheet(data, is_preview, seal)], style=STYLE, roles=ROLES)
    return pdf


def check_document(data: Official) -> None:
    """Look up every character before a number is taken.

    Raises:
        MissingGlyphs: with the characters of each field.
    """
    check_text(dict(texts_of(data)), ROLES)


def _sheet(data: Official, is_preview: bool, seal: SealImage | None) -> Sheet:
    title, enclosure = without_spaces(title_of(data)), without_spaces(enclosure_of(data))
    context: dict[str, Any] = {
        "data": dataclasses.replace(
            data,
            basis=without_spaces(data.basis),
            contact=without_spaces(data.contact),
            addressee=without_spaces(data.addressee),
        ),
        "title": title,
        "title_lines": balanced(title, TITLE_LINE),
        "paragraphs": [without_spaces(one) for one in paragraphs_of(data)],
        "enclosure": enclosure,
        "enclosure_lines": balanced(enclosure, TITLE_LINE),
        "printed_on": data.printed_on or data.issued_on,
        "is_preview": is_preview,
        **_stamp(seal),
        **_lines(data),
        **_annex(data, is_preview),
    }
    if isinstance(data, Rectification):
        context["problems"] = [without_spaces(one) for one in data.problems]
    if isinstance(data, Bulletin):
        context["weak"] = [(without_spaces(item), branches) for item, branches in data.weak]
    return Sheet(
        html=page_of(TEMPLATES[type(data)], context),
        pictures={SEAL: seal.content} if seal else {},
        enclosures=(),
        identifier=f"{title} {data.number}",
        dated=datetime.datetime.combine(data.issued_on, datetime.time(), datetime.UTC),
    )


def _lines(data: Official) -> dict[str, Any]:
    """Return what is broken into lines by hand: the letterhead and the imprint."""
    letterhead, size = letterhead_lines(data.letterhead)
    copies = "、".join(data.copies_to)
    rows = len(balanced(f"抄送：{copies}。", IMPRINT_LINE)) if copies else 0
    return {
        "letterhead": letterhead,
        "letterhead_size": f"{size:.2f}",
        "copies": copies,
        "imprint_rows": rows + 1,
    }


def _stamp(seal: SealImage | None) -> dict[str, Any]:
    """Return where the seal stands: centred on the date, its centre above 署名 and date.

    Source: documents.md 4.5, with seal.
    """
    if seal is None:
        return {"seal": None}
    low = SEAL_CENTRE - seal.width / 2
    style = f"width:{seal.width}mm;margin-left:-{seal.width / 2:.2f}mm;bottom:{low:.2f}mm"
    return {"seal": seal, "seal_name": f"{SCHEME}{SEAL}", "seal_style": style}


def _annex(data: Official, is_preview: bool) -> dict[str, Any]:
    rows = rows_of(data)
    shown = rows[:PREVIEW_ROWS] if is_preview else rows
    return {"rows": shown, "all_rows": len(rows), "is_cut": len(shown) < len(rows)}
