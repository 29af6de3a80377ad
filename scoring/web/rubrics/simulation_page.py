"""A trial as plain data for the page: bars, legend, who moves and why, what is odd."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from scoring.engine.rubric import Rubric
from scoring.reports.simulation import Simulation
from scoring.reports.simulation_findings import (
    Explained,
    ItemShift,
    LevelCount,
    Moved,
    Oddities,
    explained,
    level_counts,
    moved,
    oddities,
)
from scoring.web import formats
from scoring.web.components import Part
from scoring.web.errors import worded

PER_PAGE = 25
RISES, FALLS = "rises", "falls"
TOP, LOWEST_KIND, NOBODY = 5, 3, "s0"


@dataclass(frozen=True)
class Bar:
    """The levels before or after as a stacked bar."""

    name: str
    parts: tuple[Part, ...]
    label: str


@dataclass(frozen=True)
class Entry:
    """One level of the legend. ``rise`` None: one of the rubrics does not have it."""

    kind: str
    name: str
    before: str
    after: str
    rise: int | None


@dataclass(frozen=True)
class Line:
    """One branch whose level differs."""

    moved: Moved
    before: str
    after: str
    why: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True)
class Hint:
    """One oddity: what it is about, and the objects with their counts."""

    title: str
    text: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class TrialPage:
    """Everything that the result shows."""

    branches: int
    undecided: int
    bars: tuple[Bar, ...]
    legend: tuple[Entry, ...]
    rises: int
    falls: int
    only: str
    page: Page[Moved]
    lines: tuple[Line, ...]
    hints: tuple[Hint, ...]
    remarks: tuple[str, ...]


def trial_page(
    simulation: Simulation, *, only: str = "", number: str = "", all_gates: bool = True
) -> TrialPage:
    """Lay out a trial; ``only`` keeps those that rise or fall, ``number`` is the page asked for."""
    rows = moved(simulation)
    rises = sum(one.rises for one in rows)
    wanted = [one for one in rows if only not in (RISES, FALLS) or one.rises == (only == RISES)]
    page = Paginator(wanted, PER_PAGE).get_page(number)
    counts = level_counts(simulation)
    return TrialPage(
        branches=len(simulation.branches),
        undecided=simulation.undecided,
        bars=(
            _bar(_("As decided"), simulation.old, [(one, one.before) for one in counts]),
            _bar(_("As tried"), simulation.new, [(one, one.after) for one in counts]),
        ),
        legend=tuple(_entry(one, simulation) for one in counts),
        rises=rises,
        falls=len(rows) - rises,
        only=only,
        page=page,
        lines=tuple(_line(one, simulation) for one in explained(simulation, list(page))),
        hints=tuple(one for one in _hints(oddities(simulation)) if one.entries),
        remarks=tuple(_remarks(simulation, all_gates=all_gates)),
    )


def _kind(rubric: Rubric, level: str) -> str:
    """Return the colour of a level: the highest has that of five stars."""
    below_top = len(rubric.levels) - rubric.rank(level)
    return f"s{max(TOP - below_top, LOWEST_KIND)}" if level else NOBODY


def _name(name: str) -> str:
    return name or _("No level")


def _bar(name: str, rubric: Rubric, counts: Sequence[tuple[LevelCount, int | None]]) -> Bar:
    held = [(one, count) for one, count in counts if count]
    total = sum(count for _one, count in held)
    parts = tuple(
        Part(_kind(rubric, one.id), Fraction(count, total), _name(one.name), count)
        for one, count in held
    )
    words = "，".join(f"{part.name} {part.count}" for part in parts)
    return Bar(name, parts, f"{name}：{words}")


def _entry(one: LevelCount, simulation: Simulation) -> Entry:
    both = one.before is not None and one.after is not None
    rubric = simulation.old if one.after is None else simulation.new
    return Entry(
        kind=_kind(rubric, one.id),
        name=_name(one.name),
        before=formats.NOTHING if one.before is None else str(one.before),
        after=formats.NOTHING if one.after is None else str(one.after),
        rise=(one.after or 0) - (one.before or 0) if both else None,
    )


def _line(one: Explained, simulation: Simulation) -> Line:
    before = {level.id: level.name for level in simulation.old.levels}
    after = {level.id: level.name for level in simulation.new.levels}
    return Line(
        moved=one.moved,
        before=_name(before.get(one.moved.before, "")),
        after=_name(after.get(one.moved.after, "")),
        why=tuple(map(worded, one.why)),
        items=tuple(map(_shift, one.items)),
    )


def _shift(shift: ItemShift) -> str:
    ends = f"{formats.points(shift.before)} → {formats.points(shift.after)}"
    return f"{shift.number} {shift.name} {ends}"


def _remarks(simulation: Simulation, *, all_gates: bool) -> list[str]:
    found = []
    if simulation.undecided:
        text = _("%(count)s branches without a decision are left out.")
        found.append(text % {"count": simulation.undecided})
    if simulation.other_levels:
        found.append(_("The levels are not those of the year; they are compared by place."))
    if simulation.tried.changes.readable:
        found.append(
            _("The rubric has rules beyond points, lines and conditions: scored one by one.")
        )
    if not all_gates:
        found.append(_("The branches are many: conditions are counted by the command only."))
    return found


def _hints(found: Oddities) -> list[Hint]:
    return [
        Hint(
            _("Ranks against goals"),
            _("So few branches can have the rank that the goal is out of reach."),
            tuple(
                _("%(level)s: rank %(rank)s, %(most)s of %(all)s branches, goal %(goal)s")
                % {
                    "level": one.level.name,
                    "rank": one.rank,
                    "most": one.reachable,
                    "all": one.branches,
                    "goal": formats.percent(one.goal),
                }
                for one in found.clashes
            ),
        ),
        Hint(
            _("Shares that do not hold"),
            _("With these levels a share of the rubric is missed."),
            tuple(f"{one.name}：{one.taken} / {one.allowed}" for one in found.quotas),
        ),
        Hint(
            _("Conditions that nobody meets"),
            _("The level cannot be reached, or nobody was asked for it that year."),
            tuple(f"{one.level.name}：{one.gate.name}" for one in found.gates_closed),
        ),
        Hint(
            _("Conditions that nearly all meet"),
            _("They keep hardly anybody back, and still have to be proved."),
            tuple(
                f"{one.level.name}：{one.gate.name} {one.passed}/{one.branches}"
                for one in found.gates_idle
            ),
        ),
        Hint(
            _("Items on which nobody loses points"),
            _("They tell no branch from another."),
            tuple(f"{one.item.number} {one.item.name}" for one in found.items_idle),
        ),
        Hint(
            _("Items on which all lose points"),
            _("Too hard, or nobody entered the facts that year."),
            tuple(f"{one.item.number} {one.item.name}" for one in found.items_lost),
        ),
    ]
