"""The evidence of one item: what it is, how it is shown, and what is doubtful about it."""

import io
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from scoring.assessments.models import Assessment, Evidence
from scoring.assessments.queries import evidence_by_indicator
from scoring.assessments.storage import open_stored
from scoring.web import formats

LONGEST = 2000  # pixels of the longer edge of a shown picture
PICTURES = ("image/jpeg", "image/png", "image/webp")
PDF = "application/pdf"
DIGITS = 5  # of a number in an address; no item has more evidence


@dataclass(frozen=True)
class Exhibit:
    """One piece of evidence. Kind: image, pdf, file (download only), reference (a box, a page)."""

    name: str
    detail: str
    kind: str
    url: str
    download: str
    doubt: str  # a sentence, or empty


@dataclass(frozen=True)
class Viewer:
    """The piece on screen, and the ways to the others."""

    exhibit: Exhibit | None
    number: int
    count: int
    previous: str
    following: str
    zoomed: bool
    zoom: str  # address that switches the size


def viewer_of(assessment: Assessment, indicator: str, query: QueryDict) -> Viewer:
    """Return the piece of an item's evidence that the address names by ``evidence`` and ``zoom``.

    Counted from 1; a number out of range is the nearest one.
    """
    wanted, zoomed = query.get("evidence", ""), "zoom" in query
    number = int(wanted) if wanted.isdecimal() and len(wanted) <= DIGITS else 1
    pieces = evidence_by_indicator(assessment).get(indicator, [])
    if not pieces:
        return Viewer(None, 0, 0, "", "", zoomed=False, zoom="")
    place = min(max(number, 1), len(pieces))
    # In full: the page may stand under the address of a refused decision.
    here = reverse("review:item", args=[assessment.pk, indicator])
    return Viewer(
        exhibit=exhibit_of(assessment, pieces[place - 1]),
        number=place,
        count=len(pieces),
        previous=f"{here}?evidence={place - 1}" if place > 1 else "",
        following=f"{here}?evidence={place + 1}" if place < len(pieces) else "",
        zoomed=zoomed,
        zoom=f"{here}?evidence={place}" if zoomed else f"{here}?evidence={place}&zoom=1",
    )


def exhibit_of(assessment: Assessment, piece: Evidence) -> Exhibit:
    """Return how one piece is shown; needs ``cycle`` of the assessment loaded."""
    url = reverse("review:evidence", args=[assessment.pk, piece.pk]) if piece.path else ""
    dated = _("dated %(day)s") % {"day": formats.day(piece.dated_on)} if piece.dated_on else ""
    return Exhibit(
        name=piece.name,
        detail=" · ".join(part for part in (dated, _reference(piece)) if part),
        kind=_kind(piece),
        url=url,
        download=f"{url}?download=1" if url else "",
        doubt=_doubt(assessment, piece),
    )


def picture(piece: Evidence) -> bytes:
    """Return a stored picture drawn anew as JPEG, turned upright, at most 2,000 px long.

    What a browser gets to see is never the uploaded file itself.

    Raises:
        OSError: the file is gone or cannot be read as a picture.

    Source: reliability.md 6.4, previews are re-encoded.
    """
    with open_stored(piece.path) as file, Image.open(file) as image:
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST, LONGEST))
        target = io.BytesIO()
        _on_white(upright).save(target, "JPEG", quality=88)
    return target.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture without transparency: JPEG has none, and black would hide the ink."""
    if image.mode in ("RGB", "L"):
        return image
    ground = Image.new("RGB", image.size, "white")
    layer = image.convert("RGBA")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _reference(piece: Evidence) -> str:
    """Return the box and page, unless the name says them already."""
    return "" if piece.reference == piece.name else piece.reference


def _kind(piece: Evidence) -> str:
    if not piece.path:
        return "reference"
    if piece.content_type in PICTURES:
        return "image"
    return "pdf" if piece.content_type == PDF else "file"


def _doubt(assessment: Assessment, piece: Evidence) -> str:
    cycle = assessment.cycle
    if piece.dated_on is None:
        return _("No date was given for this document")
    if cycle.window_start <= piece.dated_on <= cycle.window_end:
        return ""
    return _("Dated %(day)s; the assessment period runs from %(start)s to %(end)s") % {
        "day": formats.day(piece.dated_on),
        "start": formats.day(cycle.window_start),
        "end": formats.day(cycle.window_end),
    }
