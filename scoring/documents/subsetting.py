"""Cut fonts down to the characters that are wanted, with HarfBuzz.

Used twice: once to make the font files of ``fonts/`` from the distributors' originals, and
before every rendering to hand WeasyPrint only what the batch needs. Small dense fonts are what
keeps a certificate small: WeasyPrint keeps glyph ids, so unused slots would be stored too.
"""

from collections.abc import Iterable

import uharfbuzz

# Nothing here sets vertical text or alternates; these tables only cost bytes.
UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "vmtx", "vhea", "VORG", "DSIG")

COPYRIGHT_NAMES = frozenset({0, 13, 14})
"""Name ids that carry copyright and licence, without the family's (possibly reserved) name."""


def cut(
    face: uharfbuzz.Face, characters: Iterable[int], *, name_ids: frozenset[int] | None = None
) -> bytes:
    """Return an OpenType font with only these code points, unhinted, without layout tables.

    ``name_ids`` keeps only those entries of the name table; None keeps the usual ones.

    Raises:
        RuntimeError: the font is broken and HarfBuzz cannot cut it.
    """
    wanted = uharfbuzz.SubsetInput()
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    wanted.unicode_set.update(sorted(characters))
    wanted.drop_table_tag_set.update([int.from_bytes(tag.encode()) for tag in UNUSED_TABLES])
    if name_ids is not None:
        wanted.name_id_set.clear()
        wanted.name_id_set.update(sorted(name_ids))
    return bytes(uharfbuzz.subset(face, wanted).blob.data)
