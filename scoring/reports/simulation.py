"""Try a rubric on a decided year: who would rise or fall, and which rules tell nobody apart.

Nothing is written. The source is what was decided: packed points, and the frozen decisions with
the facts, answers and findings of their day.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db.models import F, IntegerField
from django.db.models.functions import Cast, Round
from numpy.typing import NDArray

from scoring.assessments.models import Assessment, Cycle
from scoring.common.refusals import Refusal
from scoring.engine.arrays import Flags, Integers, levels, matrix, scheme_of, totals
from scoring.engine.cases import Case
from scoring.engine.rubric import Rubric
from scoring.engine.trial import UNKNOWN, Tried, Year, holding, touched, try_on
from scoring.engine.trial_cases import Rescoring
from scoring.engine.trial_changes import Changes, Needs, changes_between, gates_of, is_plain
from scoring.engine.vectors import pack, slots_of
from scoring.organizations.models import Organization
from scoring.ratings.models import Rating, RatingQuerySet
from scoring.reports.simulation_reading import (
    SLICE,
    Branch,
    Definitions,
    case_of,
    contents,
    decided_points,
    read_frozen,
)
from scoring.rubrics.queries import rubric_of


class NothingDecided(Refusal):
    """There is nothing to compare with. Data: ``year`` and ``name`` of the organization."""


@dataclass(frozen=True)
class Simulation:
    """A rubric tried on the decided branches of a cycle, all arrays in the order of these."""

    cycle: Cycle
    branches: tuple[Branch, ...]
    year: Year
    tried: Tried
    undecided: int  # branches of the cycle without a decision, left out

    @property
    def old(self) -> Rubric:
        """Return the rubric that the year was decided by."""
        return self.year.rubric

    @property
    def new(self) -> Rubric:
        """Return the rubric that was tried."""
        return self.tried.rubric

    @property
    def other_levels(self) -> bool:
        """Tell whether the rubric has other levels than that of the year, by their ids."""
        return [one.id for one in self.old.levels] != [one.id for one in self.new.levels]


def decided_in(cycle: Cycle, organization: Organization) -> RatingQuerySet:
    """Return the decisions of a cycle at and below an organization, in tree order."""
    below = Assessment.objects.below(organization).filter(cycle=cycle)
    return Rating.objects.filter(assessment__in=below).order_by(
        "assessment__organization_path", "pk"
    )


def changes_to(cycle: Cycle, new: Rubric) -> Changes:
    """Return what a rubric decides otherwise than the one of a cycle."""
    return changes_between(rubric_of(cycle.rubric_version), new)


def simulate(
    cycle: Cycle, organization: Organization, new: Rubric, *, all_gates: bool = True
) -> Simulation:
    """Return what a rubric makes of the branches that a cycle decided.

    Needs ``rubric_version`` of the cycle. ``all_gates`` reads the verdicts on gates of every
    branch, also where other lines alone are tried and most branches cannot move.

    Raises:
        NothingDecided: no branch of the cycle has a decision yet.
    """
    old = rubric_of(cycle.rubric_version)
    branches, year = _decided(cycle, organization, old)
    if not branches:
        raise NothingDecided(year=cycle.year, name=organization.name)
    if changes_between(old, new).needs == Needs.FACTS:
        year, tried = _with_facts(year, new, branches)
    else:
        year = _with_gates(year, new, branches, all_gates)
        tried = try_on(year, new, _one_by_one(old, branches))
    everybody = Assessment.objects.below(organization).filter(cycle=cycle).count()
    return Simulation(cycle, branches, year, tried, everybody - len(branches))


def _decided(
    cycle: Cycle, organization: Organization, old: Rubric
) -> tuple[tuple[Branch, ...], Year]:
    """Return the branches and what was decided, the states of gates not yet known."""
    rows = list(
        decided_in(cycle, organization)
        .annotate(
            # Whole hundredths: decimals cost more to read than everything else together.
            hundredths=Cast(Round(F("total") * 100), IntegerField())
        )
        .values_list(
            "pk",
            "assessment_id",
            "assessment__organization_id",
            "assessment__organization_path",
            "assessment__organization__code",
            "assessment__organization__name",
            "hundredths",
            "proposed_level",
            "assessment__star_applied",
            "assessment__packed",
        )
    )
    slots = slots_of(old)
    nothing = pack(slots, {})
    packed = [bytes(row[9]) if len(row[9]) == slots.size else nothing for row in rows]
    total = np.array([row[6] for row in rows], dtype=np.int64)
    points = matrix(slots, packed)
    year = Year(
        rubric=old,
        points=points,
        total=total,
        level=np.array([old.rank(row[7]) for row in rows], dtype=np.int64),
        applied=np.array([old.rank(row[8]) for row in rows], dtype=np.int64),
        states=np.full((len(rows), len(gates_of(old))), UNKNOWN, dtype=np.int8),
        apart=np.zeros(len(rows), dtype=np.bool_),
    )
    branches = tuple(Branch(*row[:6]) for row in rows)
    return branches, _with_frozen_points(year, branches)


def _with_frozen_points(year: Year, branches: Sequence[Branch]) -> Year:
    """Take the points of branches whose packed row is not that of the decision out of that."""
    if not is_plain(year.rubric) or not branches:
        return year
    other = totals(scheme_of(year.rubric), year.points).total != year.total
    places: list[int] = np.flatnonzero(other).tolist()
    if not places:
        return year
    slots, points = slots_of(year.rubric), year.points.copy()
    rows = itertools.chain.from_iterable(contents([branches[n].rating for n in places]))
    for n, content in zip(places, rows, strict=True):
        held = pack(slots, decided_points(content))
        points[n] = matrix(slots, [held])[0]
    return replace(year, points=points)


def _with_gates(year: Year, new: Rubric, branches: Sequence[Branch], everybody: bool) -> Year:
    """Read the states of the gates: of every branch, or of those that other lines move."""
    moved = np.ones(len(branches), dtype=np.bool_) if everybody else touched(year, new)
    states, apart = year.states.copy(), year.apart.copy()
    for places in _slices(np.flatnonzero(moved)):
        (read,) = contents([branches[n].rating for n in places.tolist()])
        part = _learned(_part(year, places), read)
        states[places], apart[places] = part.states, part.apart
    return replace(year, states=states, apart=apart)


def _with_facts(year: Year, new: Rubric, branches: Sequence[Branch]) -> tuple[Year, Tried]:
    """Try a rubric that needs facts, slice by slice, so that memory holds only a few."""
    definitions, rescoring = Definitions(), Rescoring()
    years, trials = [], []
    for places in _slices(np.arange(len(branches))):
        (read,) = contents([branches[n].rating for n in places.tolist()])
        part = _learned(_part(year, places), read)
        cases = [case_of(content, year.rubric, definitions) for content in read]
        years.append(part)
        trials.append(try_on(part, new, cases.__getitem__, rescoring))
    return _joined(years), _joined_trials(trials)


def _slices(places: Integers) -> Iterator[Integers]:
    for first in range(0, len(places), SLICE):
        yield places[first : first + SLICE]


def _learned(year: Year, read: Sequence[str]) -> Year:
    """Return some branches with the states of their gates, and who has to be looked at alone.

    That is who was under a veto, and whose level points and gates do not explain.
    """
    gates = tuple(one.id for one in gates_of(year.rubric))
    found = [read_frozen(content, gates) for content in read]
    states = np.array([one.states for one in found], dtype=np.int8).reshape(year.states.shape)
    vetoed = np.array([one.vetoed for one in found], dtype=np.bool_)
    return replace(year, states=states, apart=vetoed | _unexplained(year, states))


def _unexplained(year: Year, states: NDArray[np.int8]) -> Flags:
    if not is_plain(year.rubric):
        return np.ones(len(year.total), dtype=np.bool_)
    scheme = scheme_of(year.rubric)
    gates = holding(year.rubric, states)
    found = levels(scheme, totals(scheme, year.points), gates=gates, applied=year.applied)
    return np.asarray(found != year.level, dtype=np.bool_)


def _one_by_one(old: Rubric, branches: Sequence[Branch]) -> Callable[[int], Case]:
    """Return a way to read the case of a single branch: few ever need it."""
    definitions = Definitions()

    def read(n: int) -> Case:
        ((content,),) = contents([branches[n].rating])
        return case_of(content, old, definitions)

    return read


def _part(year: Year, places: Integers) -> Year:
    return replace(
        year,
        points=year.points[places],
        total=year.total[places],
        level=year.level[places],
        applied=year.applied[places],
        states=year.states[places],
        apart=year.apart[places],
    )


def _joined(years: Sequence[Year]) -> Year:
    return replace(
        years[0],
        points=np.concatenate([one.points for one in years]),
        total=np.concatenate([one.total for one in years]),
        level=np.concatenate([one.level for one in years]),
        applied=np.concatenate([one.applied for one in years]),
        states=np.concatenate([one.states for one in years]),
        apart=np.concatenate([one.apart for one in years]),
    )


def _joined_trials(trials: Sequence[Tried]) -> Tried:
    return replace(
        trials[0],
        points=np.concatenate([one.points for one in trials]),
        total=np.concatenate([one.total for one in trials]),
        level=np.concatenate([one.level for one in trials]),
        states=np.concatenate([one.states for one in trials]),
        one_by_one=sum(one.one_by_one for one in trials),
    )
