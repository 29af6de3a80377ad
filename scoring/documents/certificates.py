"""The certificate: A4 landscape, one page, Chinese, signed facts inside the file."""

import datetime
from collections.abc import Sequence

from scoring.documents.codes import grouped
from scoring.documents.embedding import enclose
from scoring.documents.lines import balanced, width_of
from scoring.documents.papers import CertificateData
from scoring.documents.qr import qr_svg
from scoring.documents.typefaces import Role
from scoring.documents.typesetting import SCHEME, Sheet, check_text, page_of, typeset

TEMPLATE_VERSION = "certificate-1"
ROLES = (Role.SONG, Role.SONG_BOLD)

STAR = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path fill="#b98a2f" '
    b'd="M10 .8l2.83 6 6.57.8-4.84 4.5 1.27 6.5L10 15.4l-5.83 3.2 1.27-6.5L.6 7.6l6.57-.8z"/>'
    b"</svg>"
)

NAME_SIZES = (("", 26, 26), ("long", 76, 38), ("longest", 88, 44))
ISSUER_SIZES = (("", 16, 16), ("long", 42, 21), ("longest", 81, 27))
"""Class, longest text for it, characters per line, all in full-width characters.

A name in two lines moves what stands below by less than 8 mm.
"""


def render_certificate(data: CertificateData) -> bytes:
    """Return the PDF of one certificate. The same data and fonts give the same bytes.

    Raises:
        TypesettingUnavailable: pango is missing.
        MissingGlyphs: a character has no glyph in any font.
    """
    return render_certificates([data])[0]


def render_certificates(batch: Sequence[CertificateData]) -> list[bytes]:
    """Return the PDFs of a batch in its order; the batch shares its fonts and style.

    The bytes of one certificate depend on its companions (glyph ids), its looks do not: whoever
    stores first, wins.

    Raises:
        TypesettingUnavailable: pango is missing.
        MissingGlyphs: a character has no glyph in any font.
    """
    sheets = [_sheet(data) for data in batch]
    return typeset(sheets, style="print/certificate.css", roles=ROLES) if sheets else []


def check_certificate(data: CertificateData) -> None:
    """Look up every character before anything is promised.

    Raises:
        MissingGlyphs: with the characters of each field.
    """
    bold = {"branch_name": data.branch_name, "level_name": data.level_name}
    plain = {
        "issuer_name": data.issuer_name,
        "serial": data.serial,
        "occasion": data.occasion,
        "procedure": data.procedure,
    }
    check_text(bold, [Role.SONG_BOLD])
    check_text(plain, [Role.SONG])


def _sheet(data: CertificateData) -> Sheet:
    html = page_of(
        "print/certificate.html",
        {
            "data": data,
            "scheme": SCHEME,
            "name": _sized(data.branch_name, NAME_SIZES),
            "issuer": _sized(data.issuer_name, ISSUER_SIZES),
            "code": grouped(data.code),
            "stars": range(data.stars),
            "corners": ("tl", "tr", "bl", "br"),
        },
    )
    return Sheet(
        html=html,
        pictures={"star.svg": STAR, "qr.svg": qr_svg(data.verify_url)},
        enclosures=enclose(data.facts, data.signature),
        identifier=data.code,
        dated=datetime.datetime.combine(data.issued_on, datetime.time(), datetime.UTC),
    )


def _sized(text: str, sizes: Sequence[tuple[str, float, float]]) -> dict[str, object]:
    width = width_of(text)
    fitting = (entry for entry in sizes if width <= entry[1])
    size, _, per_line = next(fitting, sizes[-1])
    return {"size": size, "lines": balanced(text, per_line)}
