"""What the forms say: plain data, complete enough to print without the database.

Words are Chinese as they are printed. Points have two decimals; None is left blank.
"""

import dataclasses
import datetime
from decimal import Decimal

from scoring.documents.subjects import BRANCH


@dataclasses.dataclass(frozen=True)
class Head:
    """Whom a form is about. ``submitted_on`` is None for a branch that has not declared yet."""

    branch: str
    unit: str
    year: int
    programme: str
    applied: str
    secretary: str
    filler: str
    submitted_on: datetime.date | None
    printed_on: datetime.date
    subject: str = BRANCH

    @property
    def assessed_word(self) -> str:
        """Return what the form is about: 党支部星级."""
        return f"{self.subject}星级" if self.subject == BRANCH else f"{self.subject}评定"

    @property
    def body_word(self) -> str:
        """Return which body stands behind the declaration."""
        return "支部委员会" if self.subject == BRANCH else self.subject


@dataclasses.dataclass(frozen=True)
class Item:
    """One item: number and name as cited, full points, claimed and verified points, reason.

    ``final_from``: the points were provisional, since the data are final from that day.
    """

    name: str
    maximum: Decimal
    claimed: Decimal | None
    verified: Decimal | None = None
    reason: str = ""
    not_applicable: bool = False
    final_from: datetime.date | None = None

    @property
    def cut(self) -> bool:
        """Tell whether the verified points are other than claimed."""
        return self.verified is not None and self.verified != self.claimed


@dataclasses.dataclass(frozen=True)
class Part:
    """One dimension with its items; its own points are those after items that do not apply."""

    name: str
    maximum: Decimal
    claimed: Decimal | None
    items: tuple[Item, ...]
    verified: Decimal | None = None
    sheet: str = ""  # the part sheet it stands in


@dataclasses.dataclass(frozen=True)
class Share:
    """Own points of one part sheet, and what they are ``worth`` in the total."""

    points: Decimal
    worth: Decimal
    most: Decimal  # worth at best


@dataclasses.dataclass(frozen=True)
class PartSheet:
    """One part sheet; the worths of all of them add up to the total without bonuses."""

    name: str
    weight: str  # "50%"
    maximum: Decimal
    claimed: Share
    verified: Share | None = None


@dataclasses.dataclass(frozen=True)
class Bonus:
    """One bonus with the most it gives; ``reason`` says what it rests on."""

    name: str
    maximum: Decimal
    claimed: Decimal
    verified: Decimal | None = None
    reason: str = ""


@dataclasses.dataclass(frozen=True)
class Bonuses:
    """All bonuses of one form, together at most ``cap``; ``base`` is the points without them.

    Where they count, ``base`` and ``given`` add up to the total.
    """

    rows: tuple[Bonus, ...]
    counts: bool
    cap: Decimal | None
    base: Decimal
    given: Decimal
    base_verified: Decimal | None = None
    given_verified: Decimal | None = None


@dataclasses.dataclass(frozen=True)
class Condition:
    """One condition of a level. ``state``: met, unmet, awaiting, not_arising."""

    level: str
    name: str
    state: str
    why: str = ""


@dataclasses.dataclass(frozen=True)
class Declaration:
    """The self-assessment of a branch. ``level`` is what its own entries would give."""

    head: Head
    parts: tuple[Part, ...]
    total: Decimal
    level: str
    conditions: tuple[Condition, ...] = ()
    sheets: tuple[PartSheet, ...] = ()
    bonuses: Bonuses | None = None


@dataclasses.dataclass(frozen=True)
class Verification:
    """The review of a declaration with the reason for every change."""

    head: Head
    parts: tuple[Part, ...]
    claimed: Decimal
    total: Decimal
    level: str
    conclusion: str
    handler: str
    concluded_on: datetime.date | None
    approver: str
    approved_on: datetime.date | None
    conditions: tuple[Condition, ...] = ()
    sheets: tuple[PartSheet, ...] = ()
    bonuses: Bonuses | None = None


@dataclasses.dataclass(frozen=True)
class Seen:
    """One item seen on site. ``met`` is None where nothing was noted."""

    name: str
    requirement: str
    met: bool | None
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Visit:
    """The record of a visit to a branch."""

    head: Head
    visited_on: datetime.date
    visitors: tuple[str, ...]
    items: tuple[Seen, ...]
    passed: bool
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Proposal:
    """One branch of the approval table."""

    unit: str
    branch: str
    applied: str
    claimed: Decimal | None
    total: Decimal
    level: str
    conclusion: str = ""


@dataclasses.dataclass(frozen=True)
class Approval:
    """The levels proposed in one cycle, below one organization. ``counts``: level, branches."""

    organization: str
    issuer: str
    programme: str
    year: int
    rows: tuple[Proposal, ...]
    counts: tuple[tuple[str, int], ...]
    printed_on: datetime.date
    subject: str = BRANCH
