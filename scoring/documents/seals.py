"""Look at the image of a seal before it may stand on a document. Nothing is ever drawn."""

import io

from PIL import Image

from scoring.common.refusals import Refusal
from scoring.common.uploads import CheckedUpload, ContentMismatch

KIND = "png"
LARGEST = 2 * 1024 * 1024  # bytes
LEAST, MOST = 400, 3000  # pixels on a side: 42 mm at 240 to 1,800 dpi
NARROWEST, WIDEST = 30, 60  # millimetres on paper
USUAL = 42  # millimetres, the round seal of a county's committee
CLEAR = 16  # of 255: what the corners may show at most


class SealUnfit(Refusal):
    """The image cannot serve as a seal. Data depends on the fault."""


class SealNotPng(SealUnfit):
    """Only PNG keeps the ground transparent. Data: ``found``."""


class SealSizeWrong(SealUnfit):
    """Data: ``width`` and ``height`` in pixels, ``least`` and ``most`` on a side."""


class SealTooLarge(SealUnfit):
    """The file is too large. Data: ``size`` and ``limit`` in bytes."""


class SealNotTransparent(SealUnfit):
    """The ground is not transparent: the seal would cover 署名 and date."""


class SealWidthWrong(SealUnfit):
    """Data: ``width``, ``least`` and ``most`` in millimetres."""


def seal_png(upload: CheckedUpload) -> bytes:
    """Return the pixels of a checked upload as a fresh PNG, without anything else of the file.

    Raises:
        SealNotPng, SealTooLarge, SealSizeWrong, SealNotTransparent.
        ContentMismatch: the pixels cannot be read.
    """
    if upload.kind != KIND:
        raise SealNotPng(found=upload.kind)
    if upload.size > LARGEST:
        raise SealTooLarge(size=upload.size, limit=LARGEST)
    with Image.open(io.BytesIO(upload.content), formats=["PNG"]) as picture:
        width, height = picture.size
        if not all(LEAST <= side <= MOST for side in (width, height)):
            raise SealSizeWrong(width=width, height=height, least=LEAST, most=MOST)
        try:
            pixels = picture.convert("RGBA")
        except (OSError, SyntaxError, ValueError) as error:  # its outside is whole, not its pixels
            damaged = {"claimed": KIND, "found": "damaged"}
            raise ContentMismatch(name=upload.name, **damaged) from error
    if not _is_clear(pixels):
        raise SealNotTransparent
    written = io.BytesIO()
    pixels.save(written, "PNG", optimize=True)
    return written.getvalue()


def check_width(width: int) -> None:
    """Refuse a width on paper that no seal has. Millimetres.

    Raises:
        SealWidthWrong.
    """
    if not NARROWEST <= width <= WIDEST:
        raise SealWidthWrong(width=width, least=NARROWEST, most=WIDEST)


def _is_clear(pixels: Image.Image) -> bool:
    """Tell whether the corners let the paper through and something else does not."""
    alpha = pixels.getchannel("A")
    shown = alpha.tobytes()
    corners = (shown[0], shown[pixels.width - 1], shown[-pixels.width], shown[-1])
    return max(corners) <= CLEAR < max(shown)
