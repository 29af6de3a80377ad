"""Cases: one organization, its facts and answers in one document, scored without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from scoring.engine.book import FactBook
from scoring.engine.case_parts import (
    read_incidents,
    read_organization,
    read_sheets,
    read_window,
)
from scoring.engine.definitions import FactDefinition
from scoring.engine.faults import Faults, Node, as_decimal, near
from scoring.engine.levels import level
from scoring.engine.results import Decision, ItemScore, Reason, ScoreSheet, as_data
from scoring.engine.rubric import Rubric
from scoring.engine.scoring import score
from scoring.engine.wording import in_both

FORMAT = "branchstd-case/1"
_REQUIRED = ("format", "rubric", "year", "facts")
_OPTIONAL = (
    "name", "notes", "window", "organization", "answers", "incidents", "findings",
    "gate_findings", "vetoes", "applied",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Everything that one scoring needs."""

    rubric: Rubric
    book: FactBook
    answers: Mapping[str, Any] = field(default_factory=dict)
    findings: Mapping[str, Decimal] = field(default_factory=dict)
    gate_findings: Mapping[str, bool] = field(default_factory=dict)
    vetoes: tuple[str, ...] = ()
    applied: str = ""


def read_case(
    document: Any,
    rubrics: Mapping[str, Rubric],
    definitions: Mapping[str, FactDefinition],
    *,
    lines: Mapping[str, int] | None = None,
) -> Case:
    """Return the case of a document (see docs/case-format.md).

    ``rubrics`` holds the rubrics under the names that a case may give.

    Raises:
        FaultsFound: with every fault of the document.
    """
    faults = Faults(lines)
    root = Node(document, "", faults)
    if not root.keys(_REQUIRED, _OPTIONAL):
        faults.check()
    root.one_of("format", (FORMAT,))
    rubric = _rubric(root, rubrics)
    year = int(root.number("year", low=1950, high=2200)) or 2000
    book = FactBook(
        definitions=definitions,
        window=read_window(root.child("window"), year),
        sheets=read_sheets(root.child("facts"), definitions),
        incidents=tuple(read_incidents(root, definitions)),
        organization=read_organization(root.child("organization")),
    )
    case = _answered(root, rubric, book) if rubric else None
    faults.check()
    return cast(Case, case)  # without a rubric there is a fault, which has been raised


def score_case(case: Case) -> dict[str, Any]:
    """Return the score, the level and all reasons of a case as plain JSON data."""
    sheet = score(case.rubric, case.book, case.answers, case.findings, case.gate_findings)
    decision = level(
        case.rubric,
        sheet,
        case.book,
        answers=case.answers,
        gate_findings=case.gate_findings,
        vetoes=case.vetoes,
        applied=case.applied,
    )
    return {
        "rubric": {"id": case.rubric.id, "version": case.rubric.version, "name": case.rubric.name},
        "items": [_item(one) for one in sheet.items],
        "dimensions": [as_data(one) for one in sheet.dimensions],
        "total": str(sheet.total),
        "reachable": str(sheet.reachable),
        **_beside(sheet),
        **_decision(sheet, decision),
    }


def _beside(sheet: ScoreSheet) -> dict[str, Any]:
    """Return part sheets and bonuses, where the rubric has any."""
    found: dict[str, Any] = {}
    if sheet.sheets:
        found["sheets"] = [as_data(one) for one in sheet.sheets]
    if sheet.bonuses:
        bonuses = [as_data(one) | {"why": _why(one.why)} for one in sheet.bonuses]
        found |= {"bonuses": bonuses, "bonus": str(sheet.bonus), "base": str(sheet.base)}
    return found


def _item(item: ItemScore) -> dict[str, Any]:
    return {
        "id": item.id,
        "raw": str(item.raw),
        "points": str(item.points),
        "max": str(item.max),
        "na": item.na,
        "filled": str(item.filled),
        "why": _why(item.why),
    }


def _decision(_sheet: ScoreSheet, decision: Decision) -> dict[str, Any]:
    return {
        "level": decision.level,
        "provisional": decision.provisional,
        "next_level": decision.next_level,
        "applied": decision.applied,
        "gates": [
            {
                "id": gate.id,
                "level": gate.level,
                "name": gate.name,
                "value": gate.value,
                "state": str(gate.state),
                "awaits": list(gate.awaits),
                "why": _why(gate.why),
            }
            for gate in decision.gates
        ],
        "vetoes": [
            {"id": veto.id, "applies": veto.applies, "effect": veto.effect, "why": _why(veto.why)}
            for veto in decision.vetoes
        ],
        "shortfalls": [
            {
                "kind": one.kind,
                "level": one.level,
                "gate": one.gate,
                "points": None if one.points is None else str(one.points),
                "items": list(one.items),
                "why": _why((one.reason,)),
            }
            for one in decision.shortfalls
        ],
        "why": _why(decision.why),
    }


def _why(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [
        {"code": reason.code, "data": as_data(reason.data), **in_both(reason)} for reason in reasons
    ]


def _rubric(root: Node, rubrics: Mapping[str, Rubric]) -> Rubric | None:
    name = root.text("rubric")
    if name and name not in rubrics:
        root.fault("rubric_unknown", "rubric", rubric=name, near=near(name, rubrics))
    return rubrics.get(name)


def answer_keys(rubric: Rubric) -> tuple[str, ...]:
    """Return every key under which a rubric takes an answer, in document order."""
    keys: list[str] = []
    for one in rubric.indicators:
        if one.scoring.kind == "judged":
            keys.append(f"item:{one.id}")
        keys += [f"part:{one.id}/{part.id}" for part in one.scoring.parts if not part.condition]
    gates = (gate for lvl in rubric.levels for gate in lvl.gates if gate.condition is None)
    keys += [f"gate:{gate.id}" for gate in gates]
    keys += [f"gate:{one.id}" for one in rubric.bonuses if one.judged]
    keys += [f"veto:{veto.id}" for veto in rubric.vetoes]
    return (*keys, "star")


def _answered(root: Node, rubric: Rubric, book: FactBook) -> Case:
    known = answer_keys(rubric)
    answers = _mapped(root, "answers", known)
    applied = root.one_of("applied", [one.id for one in rubric.levels])
    return Case(
        rubric=rubric,
        book=book,
        answers={**answers, **({"star": applied} if applied else {})},
        findings=_findings(root, rubric),
        gate_findings={
            key: value is True
            for key, value in _mapped(
                root, "gate_findings", [key[5:] for key in known if key.startswith("gate:")]
            ).items()
        },
        vetoes=tuple(
            node.value
            for node in root.nodes("vetoes")
            if _known(node, str(node.value), [veto.id for veto in rubric.vetoes])
        ),
        applied=applied or str(answers.get("star") or ""),
    )


def _known(node: Node, key: str, known: Any) -> bool:
    if key in known:
        return True
    node.fault("answer_key_unknown", key=key, near=near(key, known))
    return False


def _mapped(root: Node, name: str, known: Any) -> dict[str, Any]:
    node = root.child(name)
    if node.value is None:
        return {}
    if not isinstance(node.value, dict):
        node.fault("not_a_map")
        return {}
    return {
        key: value for key, value in node.value.items() if _known(node.child(key), str(key), known)
    }


def _findings(root: Node, rubric: Rubric) -> dict[str, Decimal]:
    maxima = {one.id: one.max for one in rubric.indicators}
    found: dict[str, Decimal] = {}
    for key, value in _mapped(root, "findings", list(maxima)).items():
        points = as_decimal(value)
        place = root.child("findings").child(key)
        if points is None:
            place.fault("not_a_number", key=key)
        elif points < 0:
            place.fault("number_under", key=key, low=0)
        elif points > maxima[key]:
            place.fault("number_over", key=key, high=str(maxima[key]))
        else:
            found[key] = points
    return found
