"""Random draws that anybody can repeat: order by a hash of seed and member."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction


def draw(population: Iterable[str], share: Decimal, seed: str) -> tuple[str, ...]:
    """Return the members drawn, in the order of the draw.

    The number is the share of the distinct members, rounded up. The order of the population does
    not matter; the same seed gives the same draw anywhere.

    Raises:
        ValueError: a share outside 0 to 1.

    Source: A-11.
    """
    if not 0 <= share <= 1:
        raise ValueError("share_outside")
    members = sorted(set(population), key=lambda member: (_ticket(seed, member), member))
    return tuple(members[: math.ceil(Fraction(share) * len(members))])


def population_hash(population: Iterable[str]) -> str:
    """Return the sha256 of the sorted distinct members, to be published before the seed."""
    return hashlib.sha256("\n".join(sorted(set(population))).encode()).hexdigest()


def _ticket(seed: str, member: str) -> str:
    return hashlib.sha256(f"{seed}\n{member}".encode()).hexdigest()
