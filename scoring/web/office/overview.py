"""The overview as plain data: distribution, progress, quotas, units by dimension."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.engine.contradictions import clashes
from scoring.engine.rubric import Rubric
from scoring.reports.dashboards import Overview
from scoring.reports.rows import Distribution, UnitRow
from scoring.web import formats
from scoring.web.components import Part

NO_LEVEL, VETOED = "s0", "veto"


@dataclass(frozen=True)
class YearBar:
    """The distribution of one year as a stacked bar."""

    year: int
    parts: tuple[Part, ...]
    label: str


@dataclass(frozen=True)
class LegendEntry:
    """One level in the legend: count this year, and how it moved."""

    kind: str
    name: str
    count: int
    rise: int | None


@dataclass(frozen=True)
class Meter:
    """One progress or quota line. ``value`` and ``mark`` are shares of 0 to 1."""

    name: str
    value: Fraction
    kind: str
    shown: str
    detail: str
    label: str
    mark: Decimal | None = None


@dataclass(frozen=True)
class UnitLine:
    """One unit of the table."""

    row: UnitRow
    progress: tuple[Part, ...]
    words: str
    late: str
    cells: tuple[tuple[str, Decimal | None], ...]  # dimension name, share


@dataclass(frozen=True)
class OverviewPage:
    """Everything the overview shows."""

    bars: tuple[YearBar, ...]
    legend: tuple[LegendEntry, ...]
    meters: tuple[Meter, ...]
    units: tuple[UnitLine, ...]
    dimensions: tuple[str, ...]
    clashes: tuple[str, ...]


def overview_page(found: Overview, rubric: Rubric) -> OverviewPage:
    """Lay out the overview of one year."""
    return OverviewPage(
        bars=tuple(_bar(one, rubric) for one in found.distributions),
        legend=tuple(_legend(found.distributions, rubric)),
        meters=tuple(_meters(found, rubric)),
        units=tuple(_unit(one, rubric) for one in found.units),
        dimensions=tuple(short_names(rubric)),
        clashes=tuple(_clash_sentences(found, rubric)),
    )


def short_names(rubric: Rubric) -> list[str]:
    """Return the dimensions' names without the ending that all of them share."""
    names = [dimension.name for dimension in rubric.dimensions]
    while len(names) > 1 and all(len(name) > 1 and name[-1] == names[0][-1] for name in names):
        names = [name[:-1] for name in names]
    return names


def _kinds(rubric: Rubric) -> list[tuple[str, str, str]]:
    """Return (bar kind, level id, name), highest level first, "no level" last."""
    top = len(rubric.levels)
    named = [
        (f"s{max(5 - place, 3)}", level.id, level.name)
        for place, level in enumerate(reversed(rubric.levels[-top:]))
    ]
    lowest = rubric.levels[0].name
    return [*named, (NO_LEVEL, "", _("Below %(level)s") % {"level": lowest})]


def _bar(one: Distribution, rubric: Rubric) -> YearBar:
    parts = [
        Part(kind, Fraction(one.counts.get(level, 0), one.total or 1), name, count)
        for kind, level, name in _kinds(rubric)
        if (count := one.counts.get(level, 0))
    ]
    if one.vetoed:
        share = Fraction(one.vetoed, one.total)
        parts.append(Part(VETOED, share, _("One-vote veto"), one.vetoed))
    words = "，".join(f"{part.name} {part.count}" for part in parts)
    return YearBar(one.year, tuple(parts), f"{one.year}：{words}")


def _legend(distributions: Sequence[Distribution], rubric: Rubric) -> list[LegendEntry]:
    if not distributions:
        return []
    now = distributions[0]
    before = distributions[1] if len(distributions) > 1 else None
    entries = [
        LegendEntry(
            kind,
            name,
            now.counts.get(level, 0),
            now.counts.get(level, 0) - before.counts.get(level, 0) if before else None,
        )
        for kind, level, name in _kinds(rubric)
    ]
    rise = now.vetoed - before.vetoed if before else None
    return [*entries, LegendEntry(VETOED, _("One-vote veto"), now.vetoed, rise)]


def _meters(found: Overview, rubric: Rubric) -> list[Meter]:
    total = found.branches or 1
    meters = [
        _progress(_("Self-assessment handed in"), found.submitted, total),
        _progress(_("Reviewed"), found.reviewed, total),
    ]
    return meters + [_quota_meter(found, rubric, number) for number in range(len(rubric.quotas))]


def _progress(name: str, done: int, total: int) -> Meter:
    shown = f"{done} / {total}"
    return Meter(name, Fraction(done, total), "ok", shown, "", f"{name} {shown}")


def _quota_meter(found: Overview, rubric: Rubric, number: int) -> Meter:
    quota = rubric.quotas[number]
    level = rubric.level(quota.level)
    wanted = [one.id for one in rubric.levels[rubric.rank(quota.level) - 1 :]]
    now = found.distributions[0] if found.distributions else None
    share = Fraction(now.at_or_above(wanted), now.total or 1) if now else Fraction(0)
    line = formats.percent(quota.share).replace(".0%", "%")
    detail = (_("not under %(share)s") if quota.kind != "cap" else _("not over %(share)s")) % {
        "share": line
    }
    # The publicity page counts proposals and decisions only, so the two shares differ.
    detail = _("%(line)s, predicted included") % {"line": detail}
    name = _("%(level)s or above") % {"level": level.name}
    shown = formats.percent(share)
    return Meter(name, share, "gold", shown, detail, f"{name} {shown}，{detail}", quota.share)


def _unit(row: UnitRow, rubric: Rubric) -> UnitLine:
    total = row.branches or 1
    parts = (
        Part("done", Fraction(row.reviewed, total)),
        Part("waiting", Fraction(row.waiting, total)),
        Part("late", Fraction(row.not_submitted, total)),
    )
    words = _("reviewed %(done)s, waiting %(waiting)s") % {
        "done": row.reviewed,
        "waiting": row.waiting,
    }
    late = _("not handed in %(count)s") % {"count": row.not_submitted} if row.not_submitted else ""
    named = zip(short_names(rubric), rubric.dimensions, strict=True)
    cells = tuple((name, row.rates.get(dimension.id)) for name, dimension in named)
    return UnitLine(row, parts, words, late, cells)


def _clash_sentences(found: Overview, rubric: Rubric) -> list[str]:
    sizes = [unit.branches for unit in found.units]
    return [
        ngettext(
            "%(level)s asks for rank %(rank)s in the annual assessment, which at most "
            "%(most)s of %(count)s branch can reach (%(share)s); the goal is %(goal)s.",
            "%(level)s asks for rank %(rank)s in the annual assessment, which at most "
            "%(most)s of %(count)s branches can reach (%(share)s); the goal is %(goal)s.",
            clash.branches,
        )
        % {
            "level": clash.level.name,
            "rank": clash.rank,
            "most": clash.reachable,
            "count": clash.branches,
            "share": formats.percent(Fraction(clash.reachable, clash.branches)),
            "goal": formats.percent(clash.goal),
        }
        for clash in clashes(rubric, sizes)
    ]
