"""The conditions that the reviewer judges: what the branch claims, and the verdict on it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from scoring.common.entries import cleaned
from scoring.common.refusals import Refusal
from scoring.engine.rubric import Gate
from scoring.organizations.models import User
from scoring.web import formats
from scoring.web.components import Fault, GateRow
from scoring.web.errors import sentence, worded
from scoring.web.review.dossier import Dossier
from scoring.web.review.words import level_name
from scoring.workflow.judging import claimed_exceptions
from scoring.workflow.review import GateJudged, judge_gate
from scoring.workflow.scoring_state import Standing

REASON = 400


@dataclass(frozen=True)
class Judgement:
    """One judged condition: the claim, and the inputs of the verdict."""

    id: str
    name: str
    asked: str  # what the branch was asked to claim
    claimed: bool | None  # None: nothing was said
    claim: str
    met: str  # "yes", "no" or nothing yet
    reason: str
    line: str  # who judged, and when
    seen: str  # moment of the verdict on screen
    fault: str = ""
    exception: bool = False  # the facts leave it unmet; the reviewer may excuse it


@dataclass(frozen=True)
class LevelGates:
    """The conditions of one star: judged ones, and those that the facts decide."""

    name: str
    judged: tuple[Judgement, ...]
    rows: tuple[GateRow, ...]


def gates_page(
    dossier: Dossier,
    standing: Standing,
    *,
    typed: QueryDict | None = None,
    faults: dict[str, str] | None = None,
) -> list[LevelGates]:
    """Lay out the conditions up to the star applied for; ``typed`` brings a form back."""
    excusable = {one.id for one in claimed_exceptions(standing, dossier.assessment.star_applied)}
    upto = dossier.rubric.rank(dossier.assessment.star_applied) or len(dossier.rubric.levels)
    found = [
        LevelGates(
            name=level_name(dossier.rubric, level.id),
            judged=tuple(
                _judgement(dossier, gate, typed, faults or {})
                for gate in level.gates
                if gate.condition is None or gate.id in excusable
            ),
            rows=tuple(fact_rows(standing, level.id)),
        )
        for level in dossier.rubric.levels[:upto]
    ]
    bonuses = dossier.rubric.claimed_bonuses
    if bonuses:
        judged = tuple(_judgement(dossier, one, typed, faults or {}) for one in bonuses)
        found.append(LevelGates(name=_("Bonuses"), judged=judged, rows=()))
    return found


def fact_rows(standing: Standing, level: str) -> list[GateRow]:
    """Return the conditions of a level that facts decide; unmet first, then awaiting, then met."""
    judged = {gate.id for gate in standing.rubric.level(level).gates if gate.condition is None}
    order = ["unmet", "awaiting", "met", "not_arising"]
    rows = [
        GateRow(
            state=str(verdict.state.value),
            text=verdict.name,
            detail=_("; ").join(dict.fromkeys(worded(reason) for reason in verdict.why)),
        )
        for verdict in standing.decision.gates_of(level)
        if verdict.id not in judged
    ]
    return sorted(rows, key=lambda row: order.index(row.state))


def judge_posted(
    dossier: Dossier, posted: QueryDict, *, by: User, now: datetime.datetime
) -> dict[str, str]:
    """Record every verdict that was changed on screen; return gate id -> why not.

    A verdict that somebody else has given since the page was shown is left alone and said.
    """
    faults = {}
    for gate in dossier.rubric.claimable:
        fault = _judge(dossier, gate, posted, by, now)
        if fault:
            faults[gate.id] = fault
    return faults


def summary(dossier: Dossier, faults: dict[str, str]) -> list[Fault]:
    """Return the lines of the error summary, each leading to its condition."""
    names = {gate.id: gate.name for gate in dossier.rubric.claimable}
    return [
        Fault(f"reason-{gate}", _("%(name)s: %(value)s") % {"name": names[gate], "value": text})
        for gate, text in faults.items()
    ]


def _judge(
    dossier: Dossier, gate: Gate, posted: QueryDict, by: User, now: datetime.datetime
) -> str:
    reason = cleaned(posted.get(f"reason:{gate.id}", "")).strip()[:REASON]
    if f"met:{gate.id}" not in posted:
        return _("Please say whether it is met; a reason alone is no verdict") if reason else ""
    try:
        judge_gate(
            review=dossier.review,
            gate=gate.id,
            met=posted[f"met:{gate.id}"] == "yes",
            reason=reason,
            seen=posted.get(f"seen:{gate.id}", ""),
            by=by,
            now=now,
        )
    except GateJudged as refusal:
        line = _line(refusal.data)
        return _("%(line)s; your verdict was not stored") % {"line": line}
    except Refusal as refusal:
        return sentence(refusal)
    return ""


def _judgement(
    dossier: Dossier, gate: Gate, typed: QueryDict | None, faults: dict[str, str]
) -> Judgement:
    answer = dossier.assessment.answer(f"gate:{gate.id}") or {}
    held = dossier.review.gate_findings.get(gate.id, {})
    met = {True: "yes", False: "no"}.get(held.get("met"), "")
    source = typed if typed is not None else {}
    return Judgement(
        id=gate.id,
        name=gate.name,
        asked=gate.exception or (gate.claim if gate.claim != gate.name else ""),
        exception=bool(gate.exception),
        claimed=answer.get("claimed"),
        claim=answer.get("sentence", ""),
        met=str(source.get(f"met:{gate.id}", met)),
        reason=str(source.get(f"reason:{gate.id}", held.get("reason", ""))),
        line=_stored_line(held) if held else "",
        seen=held.get("at", ""),
        fault=faults.get(gate.id, ""),
    )


def _line(verdict: Mapping[str, Any]) -> str:
    """Return who judged, from ``who``, ``met`` and ``at``."""
    return _("%(who)s judged: %(verdict)s, %(at)s") % {
        "who": verdict["who"],
        "verdict": _("met") if verdict["met"] else _("not met"),
        "at": formats.moment(verdict["at"]),
    }


def _stored_line(held: Mapping[str, Any]) -> str:
    return _line(dict(held, who=held["by"], at=parse_datetime(held["at"])))
