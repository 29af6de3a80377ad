"""Where the branches of a cycle stand: read in slices, scored and ranked as arrays, written.

The points come from the packed rows of the assessments, which hold the verified ones since the
conclusion; the level is the one in force. Both are held against the rating, branch by branch.
"""

import datetime
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import F, IntegerField
from django.db.models.functions import Cast, Round

from scoring.assessments.models import Assessment, Cycle
from scoring.common.bulk import write_rows
from scoring.engine.arrays import Flags, Integers, Scheme, levels, matrix, ranks, scheme_of, totals
from scoring.organizations.models import Organization
from scoring.ratings.bonuses import frozen_bonuses
from scoring.ratings.models import RatingChange, Standing
from scoring.rubrics.queries import rubric_of

AT_ONCE = 10_000
"""Branches whose points are in memory at a time."""

UNDECLARED = -1
"""In the place of points: the branch declared nothing."""

COLUMNS = ("assessment", "unit", "total", "level", "rank_in_unit", "rank_in_cycle")


@dataclass(frozen=True)
class Standings:
    """All branches of one cycle, one place each in every array, in the order of their keys."""

    scheme: Scheme
    assessments: Integers
    units: Integers  # keys of the organizations right above
    total: Integers  # in hundredths, or UNDECLARED
    level: Integers  # rank of the level in force, 0 for none
    rank_in_unit: Integers  # 0 where nothing was declared
    rank_in_cycle: Integers
    faulty: Flags  # points or level are not those of the rating
    placed: Flags  # a level above what points alone reach, which a placement may give

    @property
    def declared(self) -> Flags:
        """Tell which branches have points."""
        return np.not_equal(self.total, UNDECLARED)


def standings_at(cycle: Cycle, moment: datetime.datetime) -> Standings:
    """Return the standings of a cycle with the levels in force at a moment.

    Needs ``rubric_version`` and ``organization`` of the cycle. Undecided branches count as not
    declared. Three queries, whatever the size.
    """
    scheme = scheme_of(rubric_of(cycle.rubric_version))
    place = {one.id: rank for rank, one in enumerate(scheme.rubric.levels, 1)} | {"": 0}
    paths: list[str] = []
    slices = [_score(scheme, place, paths, batch) for batch in _slices(cycle)]
    keys, total, level, faulty, placed = (
        np.concatenate([one[n] for one in slices] or [np.zeros(0, dtype=np.int64)])
        for n in range(5)
    )
    for assessment, held in _levels_before_later_changes(cycle, moment).items():
        level[keys == assessment] = place[held]
    unranked = Standings(
        scheme=scheme,
        assessments=keys,
        units=_units(cycle, paths),
        total=total,
        level=level,
        rank_in_unit=np.zeros_like(keys),
        rank_in_cycle=np.zeros_like(keys),
        faulty=faulty.astype(np.bool_),
        placed=placed.astype(np.bool_),
    )
    return ranked(unranked, unranked.units)


def ranked(standings: Standings, units: Integers) -> Standings:
    """Return the standings with their ranks, within the given units and within the cycle."""
    declared = standings.declared
    total, of_unit = standings.total[declared], units[declared]
    in_unit, in_cycle = np.zeros_like(units), np.zeros_like(units)
    in_unit[declared] = ranks(total, of_unit)
    in_cycle[declared] = ranks(total, np.zeros_like(of_unit))
    return replace(standings, units=units, rank_in_unit=in_unit, rank_in_cycle=in_cycle)


def write_standings(standings: Standings) -> int:
    """Write one row per assessment, and return how many. Belongs into the closing transaction.

    Raises:
        IntegrityError: one of them has its standing already.
    """
    return write_rows(Standing, COLUMNS, rows_of(standings))


def rows_of(standings: Standings) -> Iterator[tuple[Any, ...]]:
    """Yield one row per assessment: its key, unit, points as text, level and ranks."""
    names = ["", *(one.id for one in standings.scheme.rubric.levels)]
    points: dict[int, str | None] = {
        one: f"{one // 100}.{one % 100:02d}" for one in np.unique(standings.total).tolist()
    }
    points[UNDECLARED] = None
    yield from zip(
        standings.assessments.tolist(),
        standings.units.tolist(),
        map(points.__getitem__, standings.total.tolist()),
        map(names.__getitem__, standings.level.tolist()),
        (rank or None for rank in standings.rank_in_unit.tolist()),
        (rank or None for rank in standings.rank_in_cycle.tolist()),
        strict=True,
    )


def _slices(cycle: Cycle) -> Iterator[list[tuple[Any, ...]]]:
    rows = (
        Assessment.objects.filter(cycle=cycle)
        .order_by("pk")
        .annotate(
            # Whole hundredths: decimals cost more to read than everything else together.
            decided=Cast(Round(F("rating__total") * 100), IntegerField())
        )
        .values_list("pk", "organization_path", "packed", "rating__level", "decided")
        .iterator(chunk_size=AT_ONCE)
    )
    while batch := list(itertools.islice(rows, AT_ONCE)):
        yield batch


def _score(
    scheme: Scheme, place: Mapping[str, int], paths: list[str], batch: list[tuple[Any, ...]]
) -> tuple[Integers, ...]:
    """Return keys, points, levels, faults and placed of one slice; add the paths to ``paths``.

    A level above what the points reach is a fault, unless the rubric places branches directly:
    those are scored again one by one by the recheck.
    """
    keys, of_branches, packed, in_force, decided = zip(*batch, strict=True)
    paths.extend(of_branches)
    declared = np.array([one is not None for one in decided], dtype=np.bool_)
    rows = packed if declared.all() else list(itertools.compress(packed, declared))
    # Where bonuses count, every snapshot is read: right for a county, slow for a province.
    counts = scheme.rubric.bonus_counts
    bonus = frozen_bonuses(list(itertools.compress(keys, declared))) if counts else None
    scored = totals(scheme, matrix(scheme.slots, rows), bonus)
    total, reach = np.full(len(keys), UNDECLARED), np.zeros(len(keys), dtype=np.int64)
    total[declared], reach[declared] = scored.total, levels(scheme, scored)
    stored = np.array([UNDECLARED if one is None else one for one in decided], dtype=np.int64)
    level = np.array([place[one or ""] for one in in_force], dtype=np.int64)
    direct = any(one.how == "exactly" for one in scheme.rubric.placements)
    faulty, above = total != stored, level > reach
    flags = (faulty, above) if direct else (faulty | above, np.zeros_like(above))
    return np.array(keys, dtype=np.int64), total, level, *(one.astype(np.int64) for one in flags)


def _levels_before_later_changes(cycle: Cycle, moment: datetime.datetime) -> dict[int, str]:
    changes = RatingChange.objects.filter(
        rating__assessment__cycle=cycle, decided_at__gt=moment
    ).order_by("decided_at", "pk")
    found: dict[int, str] = {}
    for assessment, level in changes.values_list("rating__assessment", "from_level"):
        found.setdefault(assessment, level)
    return found


def _units(cycle: Cycle, paths: list[str]) -> Integers:
    above = [path[: -Organization.steplen] or path for path in paths]
    parents = Organization.objects.below(cycle.organization).filter(numchild__gt=0)
    known = dict(parents.values_list("path", "pk"))
    # A branch may have moved out of the tree since the cycle was opened.
    strange = set(above) - known.keys()
    if strange:
        known |= dict(Organization.objects.filter(path__in=strange).values_list("path", "pk"))
    return np.array([known[path] for path in above], dtype=np.int64)
