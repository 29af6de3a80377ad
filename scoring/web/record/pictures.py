"""Pictures drawn anew: no metadata, no tricks, no more pixels than a screen shows."""

import io

from PIL import Image, ImageOps

SIZES = {"small": 320, "large": 2000}  # longest edge in pixels
QUALITY = 82


def reencoded(content: bytes, longest: int) -> bytes:
    """Return a picture as JPEG with its longest edge at most ``longest`` pixels, upright."""
    with Image.open(io.BytesIO(content)) as original:
        original.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(original).convert("RGB")
    upright.thumbnail((longest, longest))
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()
