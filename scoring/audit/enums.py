"""What can be wrong with a row of the trail."""

from enum import StrEnum


class Breach(StrEnum):
    """Kinds of broken places, as ``check_invariants`` prints them."""

    MISSING = "missing"  # numbers that no row has, between rows that are there
    CUT = "cut"  # rows after the last one, which a head still knows
    CONTENT = "content"  # the row is not what was sealed
    MOVED = "moved"  # the row was sealed under another number
    RESEALED = "resealed"  # the row fits its seal, the next one was sealed onto another
    EXTRA = "extra"  # a number that the chain never gives
    HEAD = "head"  # the head inside the database is not the last row
    OUTSIDE = "outside"  # the row is not the one whose hash was kept outside
