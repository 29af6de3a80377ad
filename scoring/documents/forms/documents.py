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
from scoring.documents.typesetting import Sheet, check_text, page_of, typeset

TEMPLATE_VERSION = "official-1"
STYLE = "print/forms/official.css"
ROLES = (Role.TITLE, Role.BODY, Role.HEI, Role.SONG)

TEMPLATES: dict[type[Official], str] = {
    PublicityList: "print/forms/publicity_list.html",
    NamingDecision: "print/forms/naming_decision.html",
    Rectification: "print/forms/rectification.html",
    Bulletin: "print/forms/bulletin.html",
}


def render_document(data: Official) -> bytes:
    """Return the PDF of one official document; its template goes by the kind of data.

    Raises:
        TypesettingUnavailable: pango is missing.
        MissingGlyphs: a character has no glyph in any font; the field is named.
    """
    check_document(data)
    (pdf,) = typeset([_sheet(data)], style=STYLE, roles=ROLES)
    return pdf


def check_document(data: Official) -> None:
    """Look up every character before a number is taken.

    Raises:
        MissingGlyphs: with the characters of each field.
    """
    check_text(dict(texts_of(data)), ROLES)


def _sheet(data: Official) -> Sheet:
    letterhead, size = letterhead_lines(data.letterhead)
    copies = "、".join(data.copies_to)
    rows = len(balanced(f"抄送：{copies}。", IMPRINT_LINE)) if copies else 0
    title = title_of(data)
    context: dict[str, Any] = {
        "data": dataclasses.replace(
            data, basis=without_spaces(data.basis), contact=without_spaces(data.contact)
        ),
        "title": title,
        "title_lines": balanced(title, TITLE_LINE),
        "letterhead": letterhead,
        "letterhead_size": f"{size:.2f}",
        "copies": copies,
        "imprint_rows": rows + 1,
    }
    if isinstance(data, Rectification):
        context["problems"] = [without_spaces(one) for one in data.problems]
    if isinstance(data, Bulletin):
        context["weak"] = [(without_spaces(item), branches) for item, branches in data.weak]
    return Sheet(
        html=page_of(TEMPLATES[type(data)], context),
        pictures={},
        enclosures=(),
        identifier=f"{title} {data.number}",
        dated=datetime.datetime.combine(data.issued_on, datetime.time(), datetime.UTC),
    )
