"""The QR code as one SVG path of rectangles."""

import segno

MASK = 2
"""Fixed, since trying all eight costs five times as much and readers do not mind."""


def qr_svg(address: str, *, colour: str = "#1d1b19") -> bytes:
    """Return an SVG of ``address``, error level M, one unit per module, without a margin.

    Dark modules that touch in a row are one rectangle. The quiet zone of four modules is the
    page's affair: the code stands free on it.
    """
    code = segno.make_qr(address, error="m", mask=MASK, boost_error=False)
    rows = [bytes(row) for row in code.matrix]
    path = "".join(_row_path(row, y) for y, row in enumerate(rows))
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="{colour}" d="{path}"/></svg>'
    ).encode()


def _row_path(row: bytes, y: int) -> str:
    parts = []
    x = 0
    while x < len(row):
        width = 0
        while x + width < len(row) and row[x + width] & 1:
            width += 1
        if width:
            parts.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width or 1
    return "".join(parts)
