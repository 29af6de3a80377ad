"""A simulation as plain JSON data, and as sentences for a terminal."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scoring.engine.wording import say
from scoring.reports.simulation import Simulation
from scoring.reports.simulation_findings import (
    Explained,
    Oddities,
    explained,
    level_counts,
    moved,
    oddities,
)

MOST_LINES = 20
"""Branches that a terminal shows; the workbook and the JSON have all of them."""


def as_json(simulation: Simulation) -> dict[str, Any]:
    """Return everything that was found; points as text with two decimals."""
    rows = list(explained(simulation, moved(simulation)))
    return {
        "rubric": {"id": simulation.new.id, "version": simulation.new.version},
        "decided_by": {"id": simulation.old.id, "version": simulation.old.version},
        "year": simulation.cycle.year,
        "programme": simulation.cycle.programme,
        "branches": len(simulation.branches),
        "undecided": simulation.undecided,
        "one_by_one": simulation.tried.one_by_one,
        "levels": [
            {"level": one.id, "name": one.name, "before": one.before, "after": one.after}
            for one in level_counts(simulation)
        ],
        "rises": [_branch(one) for one in rows if one.moved.rises],
        "falls": [_branch(one) for one in rows if not one.moved.rises],
        "oddities": _oddities(oddities(simulation)),
    }


def _branch(one: Explained) -> dict[str, Any]:
    row = one.moved
    return {
        "code": row.branch.code,
        "name": row.branch.name,
        "before": row.before,
        "after": row.after,
        "total_before": str(row.total_before),
        "total_after": str(row.total_after),
        "why": [say(why, language()) for why in one.why],
        "items": [
            {
                "number": item.number,
                "name": item.name,
                "before": None if item.before is None else str(item.before),
                "after": None if item.after is None else str(item.after),
            }
            for item in one.items
        ],
    }


def _oddities(found: Oddities) -> dict[str, Any]:
    return {
        "quotas": [
            {
                "id": one.id,
                "name": one.name,
                "kind": one.kind,
                "unit": one.unit,
                "allowed": one.allowed,
                "taken": one.taken,
                "branches": one.branches,
            }
            for one in found.quotas
        ],
        "contradictions": [
            {
                "level": one.level.id,
                "rank": one.rank,
                "reachable": one.reachable,
                "branches": one.branches,
                "goal": str(one.goal),
            }
            for one in found.clashes
        ],
        "gates_nobody_passes": [one.gate.id for one in found.gates_closed],
        "gates_nearly_all_pass": [one.gate.id for one in found.gates_idle],
        "items_nobody_loses": [one.item.id for one in found.items_idle],
        "items_all_lose": [one.item.id for one in found.items_lost],
    }


def language() -> str:
    """Return the language of reasons for the person in front of it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def sentences(simulation: Simulation) -> Iterator[str]:
    """Yield what a terminal shows: levels, the first branches that move, counts of oddities."""
    yield _("%(count)s branches of %(year)s tried, nothing was changed.") % {
        "count": len(simulation.branches),
        "year": simulation.cycle.year,
    }
    if simulation.undecided:
        yield _("%(count)s branches without a decision are left out.") % {
            "count": simulation.undecided
        }
    if simulation.tried.changes.readable:
        yield _("The rubric has rules beyond points, lines and conditions: scored one by one.")
    for one in level_counts(simulation):
        ends = ["—" if end is None else str(end) for end in (one.before, one.after)]
        yield f"{one.name or _('No level')}: {' → '.join(ends)}"
    if simulation.other_levels:
        yield _("The levels are not those of the year; they are compared by place.")
    rows = moved(simulation)
    for entry in explained(simulation, rows[:MOST_LINES]):
        yield _line(simulation, entry)
    if len(rows) > MOST_LINES:
        yield _("… and %(count)s more; --output writes all of them.") % {
            "count": len(rows) - MOST_LINES
        }
    yield from _oddity_lines(oddities(simulation))


def _line(simulation: Simulation, entry: Explained) -> str:
    row = entry.moved
    names = {one.id: one.name for one in (*simulation.old.levels, *simulation.new.levels)}
    ends = [names.get(level, _("No level")) for level in (row.before, row.after)]
    why = "；".join(say(why, language()) for why in entry.why)
    return f"{'▲' if row.rises else '▼'} {row.branch.name} {' → '.join(ends)}: {why}"


def _oddity_lines(found: Oddities) -> Iterator[str]:
    for words, entries in (
        (_("Quotas that do not hold: %(count)s"), found.quotas),
        (_("Ranks against goals: %(count)s"), found.clashes),
        (_("Conditions that nobody meets: %(count)s"), found.gates_closed),
        (_("Conditions that nearly all meet: %(count)s"), found.gates_idle),
        (_("Items on which nobody loses points: %(count)s"), found.items_idle),
        (_("Items on which all lose points: %(count)s"), found.items_lost),
    ):
        if entries:
            yield words % {"count": len(entries)}
