"""I11 as well: packed points say what the readable ones say, standings what follows from both."""

import datetime
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from scoring.assessments.models import Assessment, Cycle
from scoring.engine.vectors import Slots, pack, slots_of
from scoring.organizations.models import Organization
from scoring.ratings.models import Standing
from scoring.ratings.standings import COLUMNS, ranked, rows_of, standings_at
from scoring.reports.breach import Breach
from scoring.rubrics.queries import rubric_of

_AT_ONCE = 2_000
_WHAT = (
    _("standing, points: stored %(stored)s, computed %(computed)s"),
    _("standing, level: stored %(stored)s, computed %(computed)s"),
    _("standing, rank in the unit: stored %(stored)s, computed %(computed)s"),
    _("standing, rank in the cycle: stored %(stored)s, computed %(computed)s"),
)


def true_packed(year: int | None) -> Iterator[Breach]:
    """I11: the packed row of every assessment is its vector, slot by slot."""
    for cycle in _cycles(year):
        slots = slots_of(rubric_of(cycle.rubric_version))
        rows = Assessment.objects.filter(cycle=cycle).order_by("pk")
        for pk, vector, packed in rows.values_list("pk", "vector", "packed").iterator(_AT_ONCE):
            if bytes(packed) != _expected(slots, vector):
                yield Breach("I11", f"assessment:{pk}", _("the packed points are not its points"))


def _expected(slots: Slots, vector: dict[str, str | None]) -> bytes:
    try:
        return pack(slots, vector) if vector else b""
    except ValueError:
        return b"?"  # points that cannot be packed agree with nothing


def true_standings(year: int | None) -> Iterator[Breach]:
    """I11: a closed cycle has one standing per branch, as it follows from points and levels."""
    for cycle in _cycles(year):
        stored = {
            row[0]: row
            for row in Standing.objects.filter(assessment__cycle=cycle).values_list(*COLUMNS)
        }
        of_nobody = Standing.objects.filter(assessment__cycle=cycle).exclude(
            Exists(Organization.objects.filter(pk=OuterRef("unit")))
        )
        for key in of_nobody.order_by("pk").values_list("pk", flat=True):
            yield Breach(
                "I11", f"assessment:{key}", _("its standing names a unit that is not there")
            )
        if cycle.closed_at is not None:
            yield from _differing(_computed(cycle, cycle.closed_at, stored), stored)
        elif stored:
            what = _("is open, with %(count)s standings")
            yield Breach("I11", f"cycle:{cycle.pk}", what, {"count": len(stored)})


def _computed(
    cycle: Cycle, closed_at: datetime.datetime, stored: dict[int, tuple[Any, ...]]
) -> dict[int, tuple[Any, ...]]:
    """Return the standings of the closing day, in the units that were right above then."""
    found = standings_at(cycle, closed_at)
    pairs = zip(found.assessments.tolist(), found.units.tolist(), strict=True)
    units = [stored[key][1] if key in stored else unit for key, unit in pairs]
    return {row[0]: row for row in rows_of(ranked(found, np.array(units, dtype=np.int64)))}


def _differing(
    computed: dict[int, tuple[Any, ...]], stored: dict[int, tuple[Any, ...]]
) -> Iterator[Breach]:
    for key, row in computed.items():
        about = f"assessment:{key}"
        if key not in stored:
            yield Breach("I11", about, _("the cycle is closed, it has no standing"))
            continue
        for what, held, true in zip(_WHAT, stored[key][2:], row[2:], strict=True):
            if _plain(held) != _plain(true):
                data = {"stored": _plain(held), "computed": _plain(true)}
                yield Breach("I11", about, what, data)


def _plain(value: Any) -> str:
    return "-" if value is None or value == "" else str(value)


def _cycles(year: int | None) -> list[Cycle]:
    cycles = Cycle.objects.select_related("organization", "rubric_version").defer(
        "rubric_version__document"
    )
    return list((cycles if year is None else cycles.filter(year=year)).order_by("pk"))
