"""The level that holds: line, dimension floor, gates and vetoes; and what the next one lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.engine.book import FactBook
from scoring.engine.gates import gate_verdicts
from scoring.engine.placing import Placed, placed
from scoring.engine.results import (
    Decision,
    GateVerdict,
    Reason,
    ScoreSheet,
    Shortfall,
    State,
    VetoVerdict,
)
from scoring.engine.rubric import Level, Rubric
from scoring.engine.shortfalls import floor_breaches, line_breaches, shortfalls_of
from scoring.engine.vetoes import barring, ceiling, veto_verdicts, why_vetoed

HOLDS = (State.MET, State.NOT_ARISING)
HOPED = (*HOLDS, State.AWAITING)


def level(
    rubric: Rubric,
    sheet: ScoreSheet,
    book: FactBook,
    *,
    answers: Mapping[str, Any],
    gate_findings: Mapping[str, bool] | None = None,
    vetoes: Sequence[str] = (),
    applied: str = "",
    measured: Mapping[str, GateVerdict] | None = None,
    barred: bool = False,
) -> Decision:
    """Return the highest level whose line, floor and gates hold, at most the one applied for.

    A gate that awaits somebody does not hold; ``provisional`` is the level if all of those came
    out met. A veto leaves no level, or none above its cap or the level held before. A placement
    gives a level whatever points and gates say, or bounds it.

    Of ``answers``, ``gate:<gate>`` → {"claimed": bool, "sentence": str} and ``veto:<veto>`` →
    "none" or "present" are read. ``gate_findings`` are the reviewer's verdicts on judged gates,
    ``vetoes`` the ids of confirmed cases, ``applied`` the level applied for, empty while none is,
    ``measured`` the verdicts on measured gates where they are known for this book. ``barred``
    tells that the visit was not passed and that no level goes without one.

    Raises:
        ValueError: an unknown level or veto id.

    Source: star-prefecture level_rule; decisions 6 to 8, 11; A-04, A-28.
    """
    _check_known(rubric, vetoes, applied)
    gates = tuple(gate_verdicts(rubric, book, answers, gate_findings or {}, measured))
    verdicts = veto_verdicts(rubric, book, answers, vetoes)
    place = placed(rubric, book)
    top = min((ceiling(rubric, one, book) for one in verdicts), default=len(rubric.levels))
    if place is not None:
        top = min(top, place.rank)
    if barred:
        top = 0
    if place is not None and place.exactly:
        holding = hoped = rubric.levels[top - 1].id if top else ""
    else:
        holding = _highest(rubric, sheet, gates, HOLDS, top)
        hoped = _highest(rubric, sheet, gates, HOPED, top)
    provisional = _capped(rubric, hoped, applied)
    following = _above(rubric, provisional, place)
    bars = barring(rubric, verdicts, book, rubric.rank(following)) if following else ()
    return Decision(
        level=_capped(rubric, holding, applied),
        provisional=provisional,
        next_level=following,
        applied=applied,
        gates=gates,
        vetoes=verdicts,
        shortfalls=_shortfalls(rubric, sheet, gates, bars, following),
        why=_why(rubric, holding, hoped, applied, why_vetoed(rubric, verdicts, book), place),
        placement=place.rule.id if place else "",
        barred=barred,
    )


def one_level_down(rubric: Rubric, level_id: str) -> str:
    """Return the level below, "" below the lowest.

    Raises:
        KeyError: an unknown level.

    Source: STB-08, failed re-inspection.
    """
    rubric.level(level_id)
    rank = rubric.rank(level_id)
    return rubric.levels[rank - 2].id if rank > 1 else ""


def _check_known(rubric: Rubric, vetoes: Sequence[str], applied: str) -> None:
    if applied and not rubric.rank(applied):
        raise ValueError(f"level_unknown: {applied}")
    known = {veto.id for veto in rubric.vetoes}
    for identifier in vetoes:
        if identifier not in known:
            raise ValueError(f"veto_unknown: {identifier}")


def _highest(
    rubric: Rubric,
    sheet: ScoreSheet,
    gates: tuple[GateVerdict, ...],
    good: tuple[State, ...],
    top: int,
) -> str:
    """Return the highest level that holds, of those up to the rank ``top``."""
    for one in reversed(rubric.levels[:top]):
        if line_breaches(one, sheet) or floor_breaches(one, sheet):
            continue
        if all(gate.state in good for gate in gates if gate.level == one.id):
            return one.id
    return ""


def _capped(rubric: Rubric, level_id: str, applied: str) -> str:
    if applied and rubric.rank(level_id) > rubric.rank(applied):
        return applied
    return level_id


def _above(rubric: Rubric, level_id: str, place: Placed | None) -> str:
    """Return the level to work for next: none at the top, or at the most a placement allows."""
    rank = rubric.rank(level_id)
    top = len(rubric.levels)
    if place is not None:
        top = 0 if place.exactly else place.rank
    return rubric.levels[rank].id if rank < top else ""


def _shortfalls(
    rubric: Rubric,
    sheet: ScoreSheet,
    gates: tuple[GateVerdict, ...],
    bars: tuple[VetoVerdict, ...],
    following: str,
) -> tuple[Shortfall, ...]:
    if not following:
        return ()
    barred = tuple(Shortfall("veto", following, veto.why[0]) for veto in bars)
    return barred + shortfalls_of(rubric, sheet, gates, rubric.level(following))


def _why(
    rubric: Rubric,
    holding: str,
    hoped: str,
    applied: str,
    vetoed: tuple[Reason, ...],
    place: Placed | None,
) -> tuple[Reason, ...]:
    if any(one.code in ("vetoed", "disqualified") for one in vetoed):
        return vetoed
    found: list[Reason] = [*place.why] if place else []
    if place is None or not (place.exactly or place.rank == 0):
        found += _why_reached(rubric, holding, hoped)
    if applied and rubric.rank(holding) > rubric.rank(applied):
        found.append(Reason("capped_by_application", {"level": _named(rubric.level(applied))}))
    elif applied and rubric.rank(holding) < rubric.rank(applied):
        found.append(Reason("below_application", {"level": _named(rubric.level(applied))}))
    return (*found, *vetoed)


def _why_reached(rubric: Rubric, holding: str, hoped: str) -> list[Reason]:
    found = [Reason("no_level_holds")]
    if holding:
        found = [Reason("level_holds", {"level": _named(rubric.level(holding))})]
    if hoped != holding:
        found.append(Reason("level_awaits", {"level": _named(rubric.level(hoped))}))
    return found


def _named(one: Level) -> dict[str, str]:
    return {"zh": one.name, "en": one.name_en}
