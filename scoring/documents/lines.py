"""Breaking names and titles into lines of like length, as print asks for."""

import re
import unicodedata

_PIECES = re.compile(
    r"第[〇零一二三四五六七八九十百\d]+|[0-9A-Za-z.]+|〔[^〕]*〕|[一二三四五]星级"
    r"|工作委员会|管理委员会|委员会|党总支|总支部|联合|党支部|支部|机关|直属|街道|办事处|社区"
    r"|公司|集团|中心|大队|支队|学校|医院|关于|降低|取消|等次|称号|的通知|.",
    re.DOTALL,
)
"""Numbers, bracketed years and the common words of organizations' names stay whole."""

NEVER_FIRST = frozenset("，。、；：？！）》〉】〕”’…·％")
NEVER_LAST = frozenset("（《〈【〔“‘")


def width_of(text: str) -> float:
    """Return the width in full-width characters; a half-width one counts 0.55."""
    return sum(1 if unicodedata.east_asian_width(each) in "WFA" else 0.55 for each in text)


def balanced(text: str, per_line: float) -> list[str]:
    """Return lines of like length, none wider than ``per_line`` characters if it can be helped.

    Numbers are not split, no line starts with a closing or ends with an opening mark.
    """
    width = width_of(text)
    count = max(1, -(-int(width * 100) // int(per_line * 100)))
    lines: list[str] = []
    line = ""
    left = width
    for piece in _PIECES.findall(text):
        target = left / (count - len(lines))
        over = width_of(line + piece) > target + 0.5
        if line and over and len(lines) < count - 1 and _may_break(line, piece):
            lines.append(line)
            left -= width_of(line)
            line = ""
        line += piece
    return [*lines, line]


def _may_break(before: str, after: str) -> bool:
    return before[-1] not in NEVER_LAST and after[0] not in NEVER_FIRST
