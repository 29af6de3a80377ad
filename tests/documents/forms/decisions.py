"""Official documents about many branches to print in tests."""

import datetime
from decimal import Decimal
from typing import Any

from scoring.documents.forms.official import (
    Bulletin,
    Listed,
    NamingDecision,
    PublicityList,
    Rectification,
    UnitResult,
)
from tests.documents.papers import BRANCH, ISSUER

COMMON: dict[str, Any] = {
    "letterhead": f"{ISSUER}文件",
    "issuer_name": ISSUER,
    "issued_on": datetime.date(2026, 11, 6),
    "year": 2026,
    "basis": "《云岭州党支部标准化建设星级评定办法》",
    "contact": "州直机关工委组织部，0000-0000000",
    "copies_to": ("云岭州委组织部", "云岭州财政局"),
    "printed_by": "州直机关工委办公室",
}


def branches(count: int, serial: str = "") -> tuple[Listed, ...]:
    return tuple(
        Listed("州财政局机关党委", f"州财政局机关第{n}党支部", "五星级", serial)
        for n in range(1, count + 1)
    )


def publicity(count: int = 6, **changes: Any) -> PublicityList:
    parts = COMMON | {
        "number": "星评示〔2026〕1号",
        "starts_on": datetime.date(2026, 10, 27),
        "ends_on": datetime.date(2026, 11, 3),
        "days": 5,
        "branches": branches(count),
        "counts": (("五星级", count),),
    }
    return PublicityList(**parts | changes)


def naming(count: int = 6, **changes: Any) -> NamingDecision:
    parts = COMMON | {
        "number": "星评命〔2026〕1号",
        "addressee": "各机关党委、党总支、党支部",
        "valid_until": datetime.date(2027, 12, 31),
        "branches": branches(count, "星评〔2026〕第 0061 号"),
        "counts": (("五星级", count),),
    }
    return NamingDecision(**parts | changes)


def rectification(**changes: Any) -> Rectification:
    parts = COMMON | {
        "number": "星评改〔2026〕2号",
        "addressee": "中共云岭州财政局机关委员会",
        "branch_name": BRANCH,
        "problems": ("主题党日未按月开展", "会议记录缺少签字"),
        "deadline": datetime.date(2026, 12, 5),
    }
    return Rectification(**parts | changes)


def bulletin(count: int = 4, **changes: Any) -> Bulletin:
    parts = COMMON | {
        "number": "星评报〔2026〕1号",
        "addressee": "各机关党委、党总支、党支部",
        "assessed": 60,
        "declared": 57,
        "counts": (("五星级", 12), ("四星级", 25), ("三星级", 18), ("未达三星级", 5)),
        "levels": ("五星级", "四星级", "三星级", "未达星级"),
        "units": tuple(
            UnitResult(f"州第{n}机关党委", 10, (2, 4, 3, 1)) for n in range(1, count + 1)
        ),
        "average": Decimal("91.256"),
        "weak": (("2.5 主题党日", 14), ("4.1 三本记录", 9)),
    }
    return Bulletin(**parts | changes)
