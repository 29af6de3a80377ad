"""Signed facts in an archival PDF: PDF/A-2 allows no enclosed files but private data."""

import io
from collections.abc import Mapping

import pikepdf

APPLICATION = "/Branchstd"
MOMENT = "D:20000101000000Z"
"""The entry is required; a fixed one keeps equal sheets equal byte for byte."""


def with_private_data(pdf: bytes, pieces: Mapping[str, bytes]) -> bytes:
    """Return the file with ``pieces`` by name in its catalog's private data."""
    if not pieces:
        return pdf
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        private = pikepdf.Dictionary(
            {f"/{name}": document.make_stream(content) for name, content in pieces.items()}
        )
        entry = pikepdf.Dictionary(LastModified=pikepdf.String(MOMENT), Private=private)
        document.Root.PieceInfo = pikepdf.Dictionary({APPLICATION: entry})
        document.save(output, deterministic_id=True)
    return output.getvalue()


def private_piece(document: pikepdf.Pdf, name: str) -> bytes:
    """Return one piece of the private data, empty when there is none."""
    found: object = document.Root
    for key in ("/PieceInfo", APPLICATION, "/Private", f"/{name}"):
        if not isinstance(found, pikepdf.Object) or key not in found:
            return b""
        found = found[key]
    return found.read_bytes() if isinstance(found, pikepdf.Stream) else b""
