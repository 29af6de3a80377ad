"""The certificate: A4 landscape, one page, Chinese, signed facts inside the file."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from scoring.documents.codes import grouped
from scoring.documents.drawing import star_pdf, star_svg
from scoring.documents.embedding import enclose
from scoring.documents.finishing import Place, Underlay, underlay_of
from scoring.documents.lines import balanced, width_of
from scoring.documents.pagetext import text_of
from scoring.documents.papers import CertificateData
from scoring.documents.qr import qr_pdf, qr_svg
from scoring.documents.typefaces import Role
from scoring.documents.typesetting import (
    SCHEME,
    Press,
    Sheet,
    check_text,
    page_of,
    typeset,
)

TEMPLATE_VERSION = "certificate-1"
CORNERS = ("tl", "tr", "bl", "br")
ROLES = (Role.SONG, Role.SONG_BOLD)

STYLE = "print/certificate.css"

STAR_SIZE, STAR_STEP = 8.6, 11.0
"""Side of an earned star, and from one to the next, in millimetres; the style says the same."""

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
    sheets = [sheet_of(data) for data in batch]
    return typeset(sheets, style=STYLE, roles=ROLES) if sheets else []


def render_together(batch: Sequence[CertificateData]) -> bytes:
    """Return one PDF with a page per certificate, for the printer.

    The pages show what the single files show. They carry no signed facts: the record is the
    single file.

    Raises:
        TypesettingUnavailable: pango is missing.
        MissingGlyphs: a character has no glyph in any font.
    """
    sheets = [sheet_of(data) for data in batch]
    for sheet in sheets:
        check_sheet(sheet)
    return press_for(sheets).print_together(sheets)


def render_plainly(data: CertificateData) -> bytes:
    """Return the PDF of one certificate laid out with its art, as a browser would show it.

    It looks like the usual one and takes twice the time: the tests compare the two.
    """
    return typeset([plain_sheet_of(data)], style=STYLE, roles=ROLES)[0]


def check_sheet(sheet: Sheet) -> None:
    """Look up every character of a page.

    Raises:
        MissingGlyphs: a character has no glyph in any font.
    """
    check_text({"page": text_of(sheet.html)}, ROLES)


def press_for(sheets: Sequence[Sheet]) -> Press:
    """Return the press that prints these sheets, with fonts cut to them.

    Raises:
        TypesettingUnavailable: pango is missing.
    """
    return Press(sheets, style=STYLE, roles=ROLES, are_small=True)


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


def sheet_of(data: CertificateData) -> Sheet:
    """Return the page of one certificate as text, with its art as underlay and drawing."""
    return Sheet(
        html=_page(data, has_art=False),
        pictures={},
        enclosures=enclose(data.facts, data.signature),
        identifier=data.code,
        dated=datetime.datetime.combine(data.issued_on, datetime.time(), datetime.UTC),
        underlay=art(has_seal_place=data.shows_seal_place),
        drawing=partial(_drawing, data),
        is_archival=data.is_archival,
    )


def plain_sheet_of(data: CertificateData) -> Sheet:
    """Return the page of one certificate with its art as pictures and borders."""
    return dataclasses.replace(
        sheet_of(data),
        html=_page(data, has_art=True),
        pictures={"star.svg": star_svg(), "qr.svg": qr_svg(data.verify_url)},
        underlay=None,
        drawing=None,
    )


@lru_cache(maxsize=2)
def art(*, has_seal_place: bool) -> Underlay:
    """Return ground, frames, corners, rule and seal ring, painted once per process."""
    sheet = Sheet(
        html=page_of(
            "print/certificate_art.html",
            {"scheme": SCHEME, "corners": CORNERS, "has_seal_place": has_seal_place},
        ),
        pictures={"star.svg": star_svg()},
        enclosures=(),
        identifier="art",
        dated=datetime.datetime.min.replace(tzinfo=datetime.UTC),
    )
    return underlay_of(press_for([sheet]).print(sheet, uncompressed_pdf=True))


def _drawing(data: CertificateData, places: Mapping[str, Place]) -> bytes:
    row, code = places["stars"], places["code"]
    first = row.left + (row.width - STAR_STEP * data.stars + STAR_STEP - STAR_SIZE) / 2
    stars = [
        star_pdf(left=first + STAR_STEP * number, top=row.top, side=STAR_SIZE)
        for number in range(data.stars)
    ]
    square = qr_pdf(data.verify_url, left=code.left, top=code.top, side=code.width)
    return b"".join([*stars, square])


def _page(data: CertificateData, *, has_art: bool) -> str:
    return page_of(
        "print/certificate.html",
        {
            "data": data,
            "scheme": SCHEME,
            "name": _sized(data.branch_name, NAME_SIZES),
            "issuer": _sized(data.issuer_name, ISSUER_SIZES),
            "code": grouped(data.code),
            "stars": range(data.stars),
            "corners": CORNERS,
            "has_art": has_art,
            "has_seal_place": data.shows_seal_place,
        },
    )


def _sized(text: str, sizes: Sequence[tuple[str, float, float]]) -> dict[str, object]:
    width = width_of(text)
    fitting = (entry for entry in sizes if width <= entry[1])
    size, _, per_line = next(fitting, sizes[-1])
    return {"size": size, "lines": balanced(text, per_line)}
