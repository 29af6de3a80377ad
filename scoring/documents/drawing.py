"""What a certificate draws: stars and QR codes, as SVG for a page or as PDF for its finisher.

PDF commands are in millimetres from the upper left corner of the sheet.
"""

from collections.abc import Iterable

GOLD = "#b98a2f"
INK = "#1d1b19"

STAR_SIDE = 20.0
STAR_CORNERS = (
    (10, 0.8),
    (12.83, 6.8),
    (19.4, 7.6),
    (14.56, 12.1),
    (15.83, 18.6),
    (10, 15.4),
    (4.17, 18.6),
    (5.44, 12.1),
    (0.6, 7.6),
    (7.17, 6.8),
)
"""The star's outline inside a square of ``STAR_SIDE``."""


def star_svg() -> bytes:
    """Return the golden star as an SVG picture."""
    points = " ".join(f"{x:g},{y:g}" for x, y in STAR_CORNERS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {STAR_SIDE:g} {STAR_SIDE:g}">'
        f'<polygon fill="{GOLD}" points="{points}"/></svg>'
    ).encode()


def star_pdf(*, left: float, top: float, side: float) -> bytes:
    """Return the commands that draw a golden star into a square."""
    (x, y), *rest = STAR_CORNERS
    path = f"{x:g} {y:g} m " + " ".join(f"{x:g} {y:g} l" for x, y in rest)
    return _placed(f"{path} h f", left=left, top=top, scale=side / STAR_SIDE, colour=GOLD)


def bars_svg(bars: Iterable[tuple[int, int, int]], size: int) -> bytes:
    """Return bars of height one, given as (x, y, width), as an SVG picture of ``size`` units."""
    path = "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="{INK}" d="{path}"/></svg>'
    ).encode()


def bars_pdf(
    bars: Iterable[tuple[int, int, int]], size: int, *, left: float, top: float, side: float
) -> bytes:
    """Return the commands that draw such bars into a square, as one path."""
    path = "\n".join(f"{x} {y} {width} 1 re" for x, y, width in bars)
    return _placed(f"{path} f", left=left, top=top, scale=side / size, colour=INK)


def _placed(commands: str, *, left: float, top: float, scale: float, colour: str) -> bytes:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return (
        f"q {scale:.6f} 0 0 {scale:.6f} {left:.4f} {top:.4f} cm "
        f"{red:.4f} {green:.4f} {blue:.4f} rg\n{commands} Q\n"
    ).encode()
