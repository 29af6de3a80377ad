"""What decides a level besides points: gates, vetoes, placements, quotas."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.conditions import Condition


@dataclass(frozen=True)
class Gate:
    """A condition that a level demands besides its line.

    A judged gate (``condition`` None) is claimed by the branch with a sentence and decided by
    the reviewer.
    """

    id: str
    name: str
    condition: Condition | None
    rule: str = ""
    facts: tuple[str, ...] = ()
    claim: str = ""  # what the branch claims, for a judged gate; the name where empty
    exception: str = ""  # what the branch claims to be excused from a measured gate

    @property
    def claimable(self) -> bool:
        """Tell whether the branch may claim something about it that the reviewer decides."""
        return self.condition is None or bool(self.exception)


@dataclass(frozen=True)
class Level:
    """A level, lowest first in the rubric. ``route``: file, review, on_site.

    ``publicity``: it is made public before it is confirmed; ``higher``: it is approved above the
    organization whose reviewer concluded. ``validity_years`` goes before that of the cycle.
    """

    id: str
    name: str
    name_en: str
    stars: int
    min_score: Decimal
    gates: tuple[Gate, ...]
    route: str = "review"
    dimension_floor: Decimal | None = None  # share of each dimension, 0 to 1
    sheet: str = ""  # the part sheet whose own points ``min_score`` is compared with
    sheet_lines: tuple[tuple[str, Decimal], ...] = ()  # lines of part sheets that hold as well
    sheet_floors: tuple[tuple[str, Decimal], ...] = ()  # instead of the floor, by part sheet
    validity_years: int | None = None
    publicity: bool = True
    higher: bool = False


CANCEL, DISQUALIFY, CAP, FREEZE = "cancel", "disqualify_year", "cap", "freeze"


@dataclass(frozen=True)
class Veto:
    """A one-vote veto: it applies once a case is confirmed, or where ``condition`` holds.

    ``effect``: cancel (the star in force goes at once, and there is none this year),
    disqualify_year (none this year; the star in force runs on), cap (at most ``level``), freeze
    (at most the level held before). A confirmed case counts for ``expires_after_years`` windows,
    the one it happened in included.
    """

    id: str
    name: str
    trigger: str
    effect: str = CANCEL
    rule: str = ""
    fact: str = ""
    basis: str = ""  # the provision it rests on
    condition: Condition | None = None
    level: str = ""
    expires_after_years: int = 1

    def facts(self) -> tuple[str, ...]:
        """Return the facts that decide it or stand beside it."""
        decide = self.condition.facts() if self.condition else ()
        return tuple(dict.fromkeys([*([self.fact] if self.fact else []), *decide]))

    @property
    def declared(self) -> bool:
        """Tell whether the branch declares it; what facts decide is not asked again."""
        return self.condition is None


@dataclass(frozen=True)
class Placement:
    """A level given by circumstances instead of points: new, merged or temporary branches.

    The first one whose ``condition`` holds is used. ``how``: exactly (whatever points and gates
    say) or at_most. An empty ``level`` takes part without a level.
    """

    id: str
    name: str
    level: str
    how: str
    condition: Condition
    rule: str = ""

    def facts(self) -> tuple[str, ...]:
        """Return the facts that decide it."""
        return self.condition.facts()


@dataclass(frozen=True)
class Quota:
    """A share or number of branches at a level or above. ``kind``: floor (warns), cap, target.

    ``of``: stock (all who have the level) or new (those who did not hold it before).
    ``year_index``: the year of the programme it is for, counted from 1; None for every year.
    ``scope``: of the whole cycle, or of each organization right above the branches. ``ties``:
    equal points at the cut are decided by the naming body, all in, or all out.
    """

    id: str
    name: str
    kind: str
    level: str
    share: Decimal = Decimal(0)
    rule: str = ""
    count: int | None = None  # instead of the share
    of: str = "stock"
    year_index: int | None = None
    rounding: str = ""  # floor, half_up, ceil; empty: down for a cap, up for the others
    scope: str = "cycle"
    ties: str = "decide"
