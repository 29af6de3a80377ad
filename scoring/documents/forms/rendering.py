"""Forms for signature: A4, a table with repeated heads, one place for signatures at the end.

They are no records: nothing is stored, and the same data can be printed at any time.
"""

import datetime

from scoring.documents.forms.data import Approval, Declaration, Verification, Visit
from scoring.documents.forms.texts import texts_of
from scoring.documents.typefaces import Role
from scoring.documents.typesetting import Sheet, check_text, page_of, typeset

STYLE = "print/forms/form.css"
ROLES = (Role.TITLE, Role.BODY, Role.HEI)

Form = Declaration | Verification | Visit | Approval

TEMPLATES: dict[type[Form], str] = {
    Declaration: "print/forms/declaration.html",
    Verification: "print/forms/verification.html",
    Visit: "print/forms/visit.html",
    Approval: "print/forms/approval.html",
}


def render_form(data: Form) -> bytes:
    """Return the PDF of one form; its template goes by the kind of data.

    Raises:
        TypesettingUnavailable: pango is missing.
        MissingGlyphs: a character has no glyph in any font; the field is named.
    """
    check_form(data)
    (pdf,) = typeset([_sheet(data)], style=STYLE, roles=ROLES)
    return pdf


def check_form(data: Form) -> None:
    """Look up every character of a form before it is set.

    Raises:
        MissingGlyphs: with the characters of each field.
    """
    check_text(dict(texts_of(data)), ROLES)


def _sheet(data: Form) -> Sheet:
    printed_on = data.printed_on if isinstance(data, Approval) else data.head.printed_on
    return Sheet(
        html=page_of(TEMPLATES[type(data)], {"data": data}),
        pictures={},
        enclosures=(),
        identifier=TEMPLATES[type(data)],
        dated=datetime.datetime.combine(printed_on, datetime.time(), datetime.UTC),
    )
