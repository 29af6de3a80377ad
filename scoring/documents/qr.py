"""The QR code as bars: dark modules that touch in a row are one rectangle."""

from collections.abc import Iterator
from typing import NamedTuple

import segno

from scoring.documents.drawing import bars_pdf, bars_svg

MASK = 2
"""Fixed, since trying all eight costs five times as much and readers do not mind."""


class Code(NamedTuple):
    """A QR code of ``size`` modules a side, without its quiet zone.

    The quiet zone of four modules is the page's affair: the code stands free on it.
    """

    bars: list[tuple[int, int, int]]
    size: int


def qr_code(address: str) -> Code:
    """Return the code of ``address``, error level M."""
    code = segno.make_qr(address, error="m", mask=MASK, boost_error=False)
    rows = [bytes(row) for row in code.matrix]
    return Code([bar for y, row in enumerate(rows) for bar in _bars(row, y)], len(rows))


def qr_svg(address: str) -> bytes:
    """Return the code of ``address`` as an SVG picture, one unit per module."""
    return bars_svg(*qr_code(address))


def qr_pdf(address: str, *, left: float, top: float, side: float) -> bytes:
    """Return PDF commands that draw the code of ``address`` into a square, in millimetres."""
    return bars_pdf(*qr_code(address), left=left, top=top, side=side)


def _bars(row: bytes, y: int) -> Iterator[tuple[int, int, int]]:
    x = 0
    while x < len(row):
        width = 0
        while x + width < len(row) and row[x + width] & 1:
            width += 1
        if width:
            yield x, y, width
        x += width or 1
