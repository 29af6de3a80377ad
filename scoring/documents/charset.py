"""Which characters the shipped fonts must have."""

from functools import cache

NAME_CHARACTERS = "镕堃喆煊玥犇骉淼赟燊垚龑㛃䶮昇芃珺瑀翀曌祎翾邨峣𬭎𫖯𬬮𬀩〇"
"""Rarer characters met in the names of people and places."""

PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·－～％‰№★☆①②③④⑤⑥⑦⑧⑨⑩○×÷±≥≤→℃㎡"

UNIFIED_IDEOGRAPHS = range(0x4E00, 0x9FA6)
"""The 20,902 ideographs of the first Unicode block."""

EXTENSIONS = (range(0x3400, 0x4DC0), range(0x9FA6, 0xA000), range(0x20000, 0x2F800))
"""Blocks of rarer ideographs, of which the fonts take what their sources share."""


@cache
def gb2312() -> frozenset[int]:
    """Return the code points of GB 2312: 6,763 ideographs and 682 signs."""
    found: set[int] = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            character = bytes((high, low)).decode("gb2312", errors="ignore")
            found.update(ord(each) for each in character)
    return frozenset(found)


@cache
def everyday() -> frozenset[int]:
    """Return GB 2312, printable ASCII, the punctuation and the listed name characters."""
    listed = {ord(each) for each in NAME_CHARACTERS + PUNCTUATION}
    return gb2312() | listed | frozenset(range(0x20, 0x7F))


def rarer_ideographs(code_points: frozenset[int]) -> frozenset[int]:
    """Return those of ``code_points`` that lie in the blocks of rarer ideographs."""
    return frozenset(point for point in code_points if any(point in block for block in EXTENSIONS))
