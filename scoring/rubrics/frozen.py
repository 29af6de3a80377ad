"""Score what was frozen: a snapshot holds everything that its decision rested on."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.engine.cases import Case
from scoring.engine.facts import FactBook, FactDefinition, Incident, OrganizationFacts, Window
from scoring.engine.level_history import held_of
from scoring.engine.levels import level
from scoring.engine.results import Decision, ScoreSheet
from scoring.engine.rubric import Rubric
from scoring.engine.scoring import score
from scoring.facts.mapping import definitions_at


def frozen_case(
    frozen: Mapping[str, Any],
    rubric: Rubric,
    definitions: Mapping[str, FactDefinition] | None = None,
) -> Case:
    """Return everything that a submission's or a rating's content was scored from.

    ``rubric`` is the version that the content names by its hash, ``definitions`` those of the
    moment of freezing where they are known.
    """
    start, end = (datetime.date.fromisoformat(frozen["window"][one]) for one in ("start", "end"))
    organization = frozen["organization"]
    founded_on = organization["founded_on"]
    book = FactBook(
        definitions=definitions
        or definitions_at(datetime.datetime.fromisoformat(frozen["frozen_at"])),
        window=Window(frozen["year"], start, end),
        sheets={int(year): facts for year, facts in frozen["facts"].items()},
        incidents=tuple(
            Incident(one["fact"], datetime.date.fromisoformat(one["on"]), one["reference"])
            for one in frozen["incidents"]
        ),
        organization=OrganizationFacts(
            organization["kind"],
            datetime.date.fromisoformat(founded_on) if founded_on else None,
        ),
        held=held_of(rubric, {int(year): one for year, one in frozen.get("held", {}).items()}),
        attested=frozenset((fact, year) for fact, year in frozen.get("attested", ())),
    )
    return Case(
        rubric=rubric,
        book=book,
        answers=frozen["answers"],
        findings={item: Decimal(points) for item, points in frozen["findings"].items()},
        gate_findings=frozen["gate_findings"],
        vetoes=tuple(frozen["vetoes"]),
        applied=frozen["decision"]["applied"],
    )


def score_frozen(frozen: Mapping[str, Any], rubric: Rubric) -> tuple[ScoreSheet, Decision]:
    """Return sheet and decision of a submission's or a rating's content, worked out again.

    ``rubric`` is the version that the content names by its hash.
    """
    case = frozen_case(frozen, rubric)
    sheet = score(rubric, case.book, case.answers, case.findings, case.gate_findings)
    decision = level(
        rubric,
        sheet,
        case.book,
        answers=case.answers,
        gate_findings=case.gate_findings,
        vetoes=case.vetoes,
        applied=case.applied,
        barred=frozen["decision"].get("barred", False),
    )
    return sheet, decision
