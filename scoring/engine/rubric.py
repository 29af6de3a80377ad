"""A rubric as the engine sees it: frozen, self-contained, in the order of the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.engine.aggregates import Aggregate
from scoring.engine.conditions import Condition
from scoring.engine.level_rules import Gate as Gate
from scoring.engine.level_rules import Level as Level
from scoring.engine.level_rules import Placement as Placement
from scoring.engine.level_rules import Quota as Quota
from scoring.engine.level_rules import Veto as Veto
from scoring.engine.measures import Measure


@dataclass(frozen=True)
class Part:
    """One line of a checklist: decided by a condition, or judged when ``condition`` is None."""

    id: str
    name: str
    weight: Decimal
    condition: Condition | None = None


@dataclass(frozen=True)
class Choice:
    """One worded answer of a judged item; ``share`` of the item's maximum, 0 to 1."""

    id: str
    name: str
    share: Decimal


@dataclass(frozen=True)
class Tier:
    """One tier: the ``share`` of the maximum given when ``condition`` holds. First hit wins."""

    condition: Condition
    share: Decimal
    name: str = ""


@dataclass(frozen=True)
class Scoring:
    """How one item earns points. Which fields are set depends on ``kind``.

    kind: boolean (condition), tiered (tiers, otherwise), proportional (measure, target),
    count_deduction (measure, each, free, short_of), checklist (parts), judged (choices).
    """

    kind: str
    condition: Condition | None = None
    measure: Measure | None = None
    target: Decimal = Decimal(1)
    tiers: tuple[Tier, ...] = ()
    otherwise: Decimal = Decimal(0)
    each: Decimal = Decimal(0)
    free: Decimal = Decimal(0)
    short_of: Decimal | None = None
    parts: tuple[Part, ...] = ()
    choices: tuple[Choice, ...] = ()


def scoring_facts(scoring: Scoring) -> tuple[str, ...]:
    """Return the facts that decide the points, each once, in order of the document."""
    conditions = [scoring.condition, *(tier.condition for tier in scoring.tiers)]
    conditions += [part.condition for part in scoring.parts]
    keys = [key for one in conditions if one is not None for key in one.facts()]
    if scoring.measure is not None:
        keys += scoring.measure.facts()
    return tuple(dict.fromkeys(keys))


@dataclass(frozen=True)
class EvidencePolicy:
    """What proof an item asks for. ``need``: none, on_request, required (with a reason)."""

    need: str = "on_request"
    reason: str = ""
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """One item. ``max`` in points; ``facts`` are the keys that its page shows for entry."""

    id: str
    number: str  # "2.4" as people cite it
    name: str
    requirement: str
    max: Decimal
    scoring: Scoring
    facts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    evidence: EvidencePolicy = field(default_factory=EvidencePolicy)
    on_site: bool = False
    year_end: bool = False  # provisional until the final cut-off
    not_applicable_when: Condition | None = None


@dataclass(frozen=True)
class Dropped:
    """An item of an extended rubric that does not fit this subject; ``max`` in points."""

    id: str
    number: str
    name: str
    max: Decimal
    reason: str


@dataclass(frozen=True)
class Dimension:
    """One of the standardizations; ``weight`` in points."""

    id: str
    name: str
    name_en: str
    weight: Decimal
    indicators: tuple[Indicator, ...]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True)
class SubSheet:
    """A part sheet: its dimensions give points of their own; ``weight``, 0 to 1, in the total.

    A sheet of weight 0 counts only for the level that names it.
    """

    id: str
    name: str
    name_en: str
    weight: Decimal
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class Bonus:
    """Points on top of the dimensions; ``points`` is the most it gives.

    Given whole when ``condition`` holds, or ``each`` per unit of ``measure``. With neither it is
    judged: claimed by the branch with a sentence, decided by the reviewer.
    """

    id: str
    name: str
    trigger: str
    points: Decimal
    condition: Condition | None = None
    measure: Measure | None = None
    each: Decimal = Decimal(0)
    rule: str = ""
    claim: str = ""

    @property
    def judged(self) -> bool:
        """Tell whether the reviewer decides."""
        return self.condition is None and self.measure is None

    def facts(self) -> tuple[str, ...]:
        """Return the facts that decide it."""
        decided_by = self.condition or self.measure
        return decided_by.facts() if decided_by else ()


@dataclass(frozen=True)
class Rubric:
    """One self-contained version of a scheme.

    ``max`` is the sum of the dimension weights unless part sheets are blended into it. Bonuses
    stand outside the dimensions; ``bonus_counts`` adds them to the total that meets the lines.
    ``subject``: what is rated, branch, committee (with branches below it), organization (other
    primary organization) or member. ``aggregates`` give facts from the levels of those below.
    """

    id: str
    version: str
    name: str
    name_en: str
    max: Decimal
    dimensions: tuple[Dimension, ...]
    levels: tuple[Level, ...]
    vetoes: tuple[Veto, ...] = ()
    quotas: tuple[Quota, ...] = ()
    placements: tuple[Placement, ...] = ()
    reads_held: bool = False  # a rule asks for the levels held in earlier years
    missing: tuple[str, ...] = ()  # content still owed; a rubric with any cannot be published
    settings: dict[str, Any] = field(default_factory=dict)  # validity_years, reinspection, ...
    subject: str = "branch"
    sheets: tuple[SubSheet, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    bonus_cap: Decimal | None = None  # the most that all bonuses give together
    bonus_counts: bool = False
    aggregates: tuple[Aggregate, ...] = ()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return every indicator in document order."""
        return tuple(item for dimension in self.dimensions for item in dimension.indicators)

    def rule_facts(self) -> tuple[str, ...]:
        """Return the facts that vetoes, placements and bonuses read, each once."""
        read = [one.facts() for one in self.vetoes]
        read += [one.facts() for one in self.placements]
        read += [one.facts() for one in self.bonuses]
        return tuple(dict.fromkeys(key for keys in read for key in keys))

    @property
    def claimed_bonuses(self) -> tuple[Gate, ...]:
        """Return the judged bonuses as the gates like which they are claimed and decided."""
        return tuple(
            Gate(one.id, one.name, None, rule=one.rule, claim=one.claim)
            for one in self.bonuses
            if one.judged
        )

    @property
    def claimable(self) -> tuple[Gate, ...]:
        """Return all about which the branch claims and the reviewer decides: gates, bonuses."""
        gates = (gate for level in self.levels for gate in level.gates if gate.claimable)
        return (*gates, *self.claimed_bonuses)

    def level(self, identifier: str) -> Level:
        """Return the level with this id. Raises KeyError for an unknown id."""
        for level in self.levels:
            if level.id == identifier:
                return level
        raise KeyError(identifier)

    def rank(self, identifier: str) -> int:
        """Return the place of a level counted from 1 at the lowest; 0 for no level."""
        return next((n for n, one in enumerate(self.levels, 1) if one.id == identifier), 0)
