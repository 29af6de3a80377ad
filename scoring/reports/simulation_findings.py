"""What a simulation found, as rows: levels before and after, who moves and why, what is odd."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.cases import Case
from scoring.engine.contradictions import Clash, clashes
from scoring.engine.level_history import held_of
from scoring.engine.quotas import Candidate, QuotaVerdict, quota_verdicts
from scoring.engine.results import Decision, Reason, ScoreSheet
from scoring.engine.rubric import Level, Rubric
from scoring.engine.shortfalls import shortfalls_of
from scoring.engine.trial_cases import carried, decided
from scoring.engine.trial_notes import (
    GateCount,
    ItemCount,
    distribution,
    gate_counts,
    item_counts,
    moves,
)
from scoring.ratings.history_queries import levels_held_by
from scoring.ratings.queries import year_index
from scoring.reports.simulation import Simulation
from scoring.reports.simulation_reading import SLICE, Branch, Definitions, case_of, contents

MOST_ITEMS = 5  # named with one branch, the largest differences first


@dataclass(frozen=True)
class LevelCount:
    """Branches with one level before and after; ``id`` "" and rank 0 for no level.

    None where only the other rubric has the level.
    """

    id: str
    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Moved:
    """One branch whose level differs. Levels are ids, "" for none."""

    branch: Branch
    before: str
    after: str
    rises: bool
    total_before: Decimal
    total_after: Decimal


@dataclass(frozen=True)
class ItemShift:
    """One item that gives a branch other points. None: not applicable, or not asked."""

    number: str
    name: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Explained:
    """One branch with the reasons: what it now lacks, or what it lacked before."""

    moved: Moved
    why: tuple[Reason, ...]
    items: tuple[ItemShift, ...]


@dataclass(frozen=True)
class Oddities:
    """What a rubric shows of itself on real branches."""

    quotas: tuple[QuotaVerdict, ...]  # of the rubric tried, those that do not hold
    clashes: tuple[Clash, ...]
    gates_closed: tuple[GateCount, ...]  # nobody passes
    gates_idle: tuple[GateCount, ...]  # nobody, or nearly nobody, is kept back
    items_idle: tuple[ItemCount, ...]  # nobody loses a point
    items_lost: tuple[ItemCount, ...]  # everybody loses points


def level_counts(simulation: Simulation) -> list[LevelCount]:
    """Return the distribution of levels before and after, highest first, no level last."""
    old, new = simulation.old, simulation.new
    before = distribution(old, simulation.year.level)
    after = distribution(new, simulation.tried.level)
    names = {one.id: one.name for one in (*old.levels, *new.levels)}
    order = [*(one.id for one in reversed(new.levels))]
    order += [one.id for one in reversed(old.levels) if one.id not in after]
    return [
        LevelCount(one, names.get(one, ""), before.get(one), after.get(one)) for one in (*order, "")
    ]


def moved(simulation: Simulation) -> list[Moved]:
    """Return the branches whose level differs: those that fall, then those that rise.

    Levels of different schemes are compared by their place from the lowest.
    """
    ids_before = ["", *(one.id for one in simulation.old.levels)]
    ids_after = ["", *(one.id for one in simulation.new.levels)]
    year, tried = simulation.year, simulation.tried
    return [
        Moved(
            branch=simulation.branches[n],
            before=ids_before[before],
            after=ids_after[after],
            rises=after > before,
            total_before=_points(year.total[n]),
            total_after=_points(tried.total[n]),
        )
        for n, before, after in moves(year.level, tried.level)
    ]


def _points(hundredths: int) -> Decimal:
    return Decimal(int(hundredths)).scaleb(-2)


def explained(simulation: Simulation, rows: Sequence[Moved]) -> Iterator[Explained]:
    """Yield the branches with their reasons, a few frozen decisions at a time."""
    definitions = Definitions()
    for first in range(0, len(rows), SLICE):
        few = rows[first : first + SLICE]
        (read,) = contents([one.branch.rating for one in few])
        for one, content in zip(few, read, strict=True):
            yield _explained(one, case_of(content, simulation.old, definitions), simulation.new)


def _explained(one: Moved, case: Case, new: Rubric) -> Explained:
    before, after = decided(case), decided(carried(case, new))
    if one.rises:
        why = _lacks(case.rubric, *before, _counterpart(case.rubric, new, one.after))
    else:
        why = _lacks(new, *after, _counterpart(new, case.rubric, one.before))
    items = _shifts(case.rubric, new, before[0], after[0])
    return Explained(one, why, items)


def _counterpart(rubric: Rubric, other: Rubric, level: str) -> Level | None:
    """Return the level of the same id, else of the same rank, None where there is none."""
    rank = rubric.rank(level) or other.rank(level)
    return rubric.levels[rank - 1] if 0 < rank <= len(rubric.levels) else None


def _lacks(
    rubric: Rubric, sheet: ScoreSheet, decision: Decision, level: Level | None
) -> tuple[Reason, ...]:
    """Return what kept a branch from a level; where nothing of it did, why it has what it has."""
    found: tuple[Reason, ...] = ()
    if level is not None:
        short = shortfalls_of(rubric, sheet, decision.gates, level)
        found = tuple(one.reason for one in short)
    barred = tuple(one.why[0] for one in decision.vetoes if one.applies and one.why)
    return (*barred, *found) or decision.why


def _shifts(
    old: Rubric, new: Rubric, before: ScoreSheet, after: ScoreSheet
) -> tuple[ItemShift, ...]:
    points = [
        {one.id: None if one.na else one.points for one in sheet.items} for sheet in (before, after)
    ]
    named = {one.id: one for one in (*old.indicators, *new.indicators)}
    found = [
        ItemShift(item.number, item.name, points[0].get(key), points[1].get(key))
        for key, item in named.items()
        if points[0].get(key) != points[1].get(key)
    ]
    return tuple(sorted(found, key=_size)[:MOST_ITEMS])


def _size(shift: ItemShift) -> Decimal:
    return -abs((shift.after or Decimal(0)) - (shift.before or Decimal(0)))


def oddities(simulation: Simulation) -> Oddities:
    """Return where the rubric tried contradicts itself, or tells no branch from another."""
    tried, new = simulation.tried, simulation.new
    gates, items = gate_counts(tried), item_counts(tried)
    candidates = _candidates(simulation)
    verdicts = quota_verdicts(new, candidates, year_index=year_index(simulation.cycle))
    units = Counter(one.unit for one in candidates)
    return Oddities(
        quotas=tuple(one for one in verdicts if not one.holds),
        clashes=tuple(clashes(new, tuple(units.values()))),
        gates_closed=tuple(one for one in gates if one.closed),
        gates_idle=tuple(one for one in gates if one.idle and not one.closed),
        items_idle=tuple(one for one in items if one.branches and not one.losing),
        items_lost=tuple(one for one in items if one.branches and one.losing == one.branches),
    )


def _candidates(simulation: Simulation) -> list[Candidate]:
    """Return the decided branches with the levels tried; the undecided count for no share."""
    new, tried = simulation.new, simulation.tried
    ids = ["", *(one.id for one in new.levels)]
    keys = [one.organization for one in simulation.branches]
    held = {}
    if any(quota.of == "new" for quota in new.quotas):
        cycle = simulation.cycle
        known = levels_held_by(keys, cycle.programme, cycle.year)
        held = {key: held_of(new, years).before(cycle.year) for key, years in known.items()}
    return [
        Candidate(one.rating, ids[rank], _points(total), held.get(one.organization, 0), one.unit)
        for one, rank, total in zip(
            simulation.branches, tried.level.tolist(), tried.total.tolist(), strict=True
        )
    ]
