"""The level that holds: line, dimension floor, gates and vetoes; and what the next one lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.engine.book import MISSING, FactBook
from scoring.engine.gates import gate_verdicts
from scoring.engine.results import (
    Decision,
    GateVerdict,
    Reason,
    ScoreSheet,
    Shortfall,
    State,
    VetoVerdict,
)
from scoring.engine.rubric import Level, Rubric, Veto
from scoring.engine.shortfalls import floor_breaches, line_breaches, shortfalls_of


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
) -> Decision:
    """Return the highest level whose line, floor and gates hold, at most the one applied for.

    A gate that awaits somebody does not hold; ``provisional`` is the level if all of those came
    out met. A confirmed veto leaves no level.

    Of ``answers``, ``gate:<gate>`` → {"claimed": bool, "sentence": str} and ``veto:<veto>`` →
    "none" or "present" are read. ``gate_findings`` are the reviewer's verdicts on judged gates,
    ``vetoes`` the ids of confirmed cases, ``applied`` the level applied for, empty while none is,
    ``measured`` the verdicts on measured gates where they are known for this book.

    Raises:
        ValueError: an unknown level or veto id.

    Source: star-prefecture level_rule; decisions 6 to 8, 11; A-04, A-28.
    """
    _check_known(rubric, vetoes, applied)
    gates = tuple(gate_verdicts(rubric, book, answers, gate_findings or {}, measured))
    verdicts = tuple(_veto(veto, book, answers, veto.id in vetoes) for veto in rubric.vetoes)
    vetoed = any(verdict.applies for verdict in verdicts)
    holding = "" if vetoed else _highest(rubric, sheet, gates, (State.MET, State.NOT_ARISING))
    hoped = (
        ""
        if vetoed
        else _highest(rubric, sheet, gates, (State.MET, State.NOT_ARISING, State.AWAITING))
    )
    provisional = _capped(rubric, hoped, applied)
    following = _above(rubric, provisional)
    return Decision(
        level=_capped(rubric, holding, applied),
        provisional=provisional,
        next_level=following,
        applied=applied,
        gates=gates,
        vetoes=verdicts,
        shortfalls=_shortfalls(rubric, sheet, gates, verdicts, following),
        why=_why(rubric, holding, hoped, applied, vetoed),
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
    rubric: Rubric, sheet: ScoreSheet, gates: tuple[GateVerdict, ...], good: tuple[State, ...]
) -> str:
    for one in reversed(rubric.levels):
        if line_breaches(one, sheet) or floor_breaches(one, sheet):
            continue
        if all(gate.state in good for gate in gates if gate.level == one.id):
            return one.id
    return ""


def _capped(rubric: Rubric, level_id: str, applied: str) -> str:
    if applied and rubric.rank(level_id) > rubric.rank(applied):
        return applied
    return level_id


def _above(rubric: Rubric, level_id: str) -> str:
    rank = rubric.rank(level_id)
    return rubric.levels[rank].id if rank < len(rubric.levels) else ""


def _veto(veto: Veto, book: FactBook, answers: Mapping[str, Any], confirmed: bool) -> VetoVerdict:
    why: list[Reason] = []
    if confirmed:
        why.append(Reason("veto_confirmed", {"veto": veto.name, "trigger": veto.trigger}))
    else:
        answer = answers.get(f"veto:{veto.id}")
        code = {"present": "veto_declared", "none": "veto_declared_none"}.get(str(answer))
        why.append(Reason(code or "veto_not_declared", {"trigger": veto.trigger}))
        value = book.get(veto.fact) if veto.fact else MISSING
        if value is not MISSING and value:
            label = book.definitions[veto.fact].label
            why.append(Reason("veto_recorded", {"fact": label}))
    return VetoVerdict(veto.id, veto.name, confirmed, veto.effect, tuple(why))


def _shortfalls(
    rubric: Rubric,
    sheet: ScoreSheet,
    gates: tuple[GateVerdict, ...],
    vetoes: tuple[VetoVerdict, ...],
    following: str,
) -> tuple[Shortfall, ...]:
    if not following:
        return ()
    barred = tuple(Shortfall("veto", following, veto.why[0]) for veto in vetoes if veto.applies)
    return barred + shortfalls_of(rubric, sheet, gates, rubric.level(following))


def _why(
    rubric: Rubric, holding: str, hoped: str, applied: str, vetoed: bool
) -> tuple[Reason, ...]:
    if vetoed:
        return (Reason("vetoed"),)
    found: list[Reason] = []
    if holding:
        found.append(Reason("level_holds", {"level": _named(rubric.level(holding))}))
    else:
        found.append(Reason("no_level_holds"))
    if hoped != holding:
        found.append(Reason("level_awaits", {"level": _named(rubric.level(hoped))}))
    if applied and rubric.rank(holding) > rubric.rank(applied):
        found.append(Reason("capped_by_application", {"level": _named(rubric.level(applied))}))
    elif applied and rubric.rank(holding) < rubric.rank(applied):
        found.append(Reason("below_application", {"level": _named(rubric.level(applied))}))
    return tuple(found)


def _named(one: Level) -> dict[str, str]:
    return {"zh": one.name, "en": one.name_en}
