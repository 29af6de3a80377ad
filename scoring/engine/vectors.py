"""Points of one branch as a row of small integers, one slot per item in rubric order.

The readable form, item id -> points, is the truth; this one can be made from it at any time. It
is what an annual close reads: a quarter of the bytes, and no text to take apart.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.rubric import Rubric

NOT_APPLICABLE = -1
EMPTY = -2
"""Codes in the place of hundredths; points are never below zero. Empty: never scored."""

_SMALL = 32_767  # the most hundredths that two bytes hold


@dataclass(frozen=True)
class Slots:
    """Which item stands where, and how wide a slot is: two or four bytes."""

    items: tuple[str, ...]
    width: int

    @property
    def size(self) -> int:
        """Return the bytes of one packed row."""
        return len(self.items) * self.width

    @property
    def form(self) -> str:
        """Return the layout of a row for ``struct``: little-endian, signed."""
        return f"<{len(self.items)}{'h' if self.width == 2 else 'i'}"


def slots_of(rubric: Rubric) -> Slots:
    """Return the slots of a rubric version, items in document order."""
    items = rubric.indicators
    return slots_for(tuple(one.id for one in items), max((one.max for one in items), default=0))


def slots_for(items: tuple[str, ...], highest: Decimal | int) -> Slots:
    """Return the slots of items of which none gives more than ``highest`` points."""
    return Slots(items, 2 if highest * 100 <= _SMALL else 4)


def pack(slots: Slots, points: Mapping[str, str | None]) -> bytes:
    """Return item id -> points as one row; None is not applicable, no entry is empty.

    Raises:
        ValueError: points below zero or finer than a hundredth, or an item without a slot.
    """
    if not points.keys() <= set(slots.items):
        raise ValueError("item_without_slot")
    return struct.pack(slots.form, *(_code(points, item) for item in slots.items))


def _code(points: Mapping[str, str | None], item: str) -> int:
    if item not in points:
        return EMPTY
    held = points[item]
    return NOT_APPLICABLE if held is None else hundredths(held)


def hundredths(points: str | Decimal) -> int:
    """Return points as a whole number of hundredths.

    Raises:
        ValueError: points below zero or finer than a hundredth.
    """
    scaled = Decimal(points).scaleb(2)
    whole = int(scaled)
    if whole != scaled or whole < 0:
        raise ValueError(f"points_not_hundredths: {points}")
    return whole


def unpack(slots: Slots, row: bytes) -> dict[str, str | None]:
    """Return item id -> points of one packed row; empty slots are left out.

    Raises:
        ValueError: the row is not one of these slots.
    """
    if len(row) != slots.size:
        raise ValueError("row_of_other_slots")
    codes = zip(slots.items, struct.unpack(slots.form, row), strict=True)
    return {item: _points(code) for item, code in codes if code != EMPTY}


def _points(code: int) -> str | None:
    return None if code == NOT_APPLICABLE else str(Decimal(code).scaleb(-2))
