"""Forms to print in tests."""

import datetime
from decimal import Decimal
from typing import Any

from scoring.documents.forms.data import (
    Approval,
    Condition,
    Declaration,
    Head,
    Item,
    Part,
    Proposal,
    Seen,
    Verification,
    Visit,
)
from tests.documents.papers import BRANCH, ISSUER

DAY = datetime.date(2026, 11, 5)
REASON = "佐证材料日期不在评定周期内"


def head(**changes: Any) -> Head:
    parts: dict[str, Any] = {
        "branch": BRANCH,
        "unit": "中共云岭州财政局机关委员会",
        "year": 2026,
        "programme": "党支部标准化建设星级评定 1.0",
        "applied": "五星级",
        "secretary": "张书记",
        "filler": "李填报",
        "submitted_on": datetime.date(2026, 10, 20),
        "printed_on": DAY,
    }
    return Head(**{**parts, **changes})


def parts(items: int, *, verified: bool = False) -> tuple[Part, ...]:
    """Return one dimension with so many items of two points; every third lost half a point."""
    rows = tuple(
        Item(
            name=f"1.{n} 组织设置规范",
            maximum=Decimal("2.00"),
            claimed=Decimal("2.00"),
            verified=(Decimal("1.50") if n % 3 == 0 else Decimal("2.00")) if verified else None,
            reason=REASON if verified and n % 3 == 0 else "",
        )
        for n in range(1, items + 1)
    )
    total = sum((row.claimed or Decimal(0) for row in rows), Decimal(0))
    kept = sum((row.verified or Decimal(0) for row in rows), Decimal(0))
    return (Part("组织设置标准化", total, total, rows, kept if verified else None),)


def declaration(items: int = 10, **changes: Any) -> Declaration:
    held: dict[str, Any] = {
        "head": head(),
        "parts": parts(items),
        "total": Decimal("98.50"),
        "level": "五星级",
        "conditions": (Condition("三星级", "没有违纪案件", "met", "近一年为 0 件"),),
    }
    return Declaration(**{**held, **changes})


def verification(items: int = 10, **changes: Any) -> Verification:
    held: dict[str, Any] = {
        "head": head(),
        "parts": parts(items, verified=True),
        "claimed": Decimal("98.50"),
        "total": Decimal("96.00"),
        "level": "五星级",
        "conclusion": "同意定为五星级。",
        "handler": "陈经办",
        "concluded_on": datetime.date(2026, 10, 23),
        "approver": "",
        "approved_on": None,
    }
    return Verification(**{**held, **changes})


def visit(items: int = 5, **changes: Any) -> Visit:
    held: dict[str, Any] = {
        "head": head(),
        "visited_on": datetime.date(2026, 10, 23),
        "visitors": ("陈经办", "吴复检"),
        "items": tuple(
            Seen(f"5.{n} 党员活动室", "面积和设施符合要求。", (True, False, None)[n % 3], "已看")
            for n in range(1, items + 1)
        ),
        "passed": True,
        "note": "总体较好",
    }
    return Visit(**{**held, **changes})


def approval(rows: int = 10, **changes: Any) -> Approval:
    held: dict[str, Any] = {
        "organization": "中共云岭州委直属机关工作委员会",
        "issuer": ISSUER,
        "programme": "党支部标准化建设星级评定 1.0",
        "year": 2026,
        "rows": tuple(
            Proposal(
                "财政局机关党委",
                f"财政局机关第{n}党支部",
                "五星级",
                Decimal("98.50"),
                Decimal("96.00"),
                "五星级",
                "同意。",
            )
            for n in range(1, rows + 1)
        ),
        "counts": (("五星级", rows),),
        "printed_on": DAY,
    }
    return Approval(**{**held, **changes})
