"""The engine and a naive second scorer agree on random cases of the shipped programme."""

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from scoring.engine.document import compose
from scoring.engine.facts import FactBook, Incident, OrganizationFacts, default_window
from scoring.engine.facts import read_definitions as definitions_of
from scoring.engine.levels import level
from scoring.engine.reading import read_rubric
from scoring.engine.scoring import score
from tests.engine.naive import Naive, rate
from tests.rubrics.branches import perfect_sheets

CASES = 10_000
BATCHES = 8
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
YEAR = 2026
STATES = {"met": "yes", "unmet": "no", "awaiting": "wait", "not_arising": "skip"}


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


FACTS = load(FIXTURES / "facts.yaml")
DOCUMENT = compose(
    {one.stem: load(one) for one in (FIXTURES / "rubrics").glob("*.yaml")}, "star-standardization"
)
DEFINITIONS = definitions_of(FACTS)
RUBRIC = read_rubric(DOCUMENT, DEFINITIONS)
KEYS = sorted(
    {key for item in RUBRIC.indicators for key in item.facts}
    | {key for lvl in RUBRIC.levels for gate in lvl.gates for key in gate.facts}
    | {
        key
        for item in RUBRIC.indicators
        if item.not_applicable_when
        for key in item.not_applicable_when.facts()
    }
)
SPECS = {one["key"]: one for one in FACTS["facts"]}
TYPED = [key for key in KEYS if "derived" not in SPECS[key]]


def some_date(chance: random.Random) -> str:
    return date(
        chance.randint(2018, 2026), chance.randint(1, 12), chance.randint(1, 28)
    ).isoformat()


VALUES: dict[str, Callable[[dict[str, Any], random.Random], Any]] = {
    "bool": lambda spec, chance: chance.random() < 0.8,
    "enum": lambda spec, chance: chance.choice(spec["options"]),
    "set": lambda spec, chance: [one for one in spec["options"] if chance.random() < 0.8],
    "table": lambda spec, chance: [some_row(spec, chance) for _ in range(chance.randint(0, 3))],
    "date": lambda spec, chance: some_date(chance),
    "text": lambda spec, chance: "批复",
    "count_by_year": lambda spec, chance: chance.choice([0, 0, 0, 0, 1, 2]),
    "int": lambda spec, chance: chance.choice([0, 1, 1, 2, 3, 3, 5, 5, 7, 7, 20, 31, 100]),
}


def some_value(spec: dict[str, Any], chance: random.Random) -> Any:
    if spec["type"] in VALUES:
        return VALUES[spec["type"]](spec, chance)
    return chance.choice(["0", "0.50", "1", "89.99", "90.00", "90.01"])


def some_row(spec: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    return {
        column["key"]: chance.randint(0, 5) if column["type"] == "int" else "某事"
        for column in spec["columns"]
        if chance.random() < 0.9
    }


def some_periods(spec: dict[str, Any], filled: float, chance: random.Random) -> dict[str, int]:
    most = 12 if spec["type"] == "int_by_month" else 4
    return {
        str(n): chance.choice([0, 1, 1, 1, 1, 2])
        for n in range(1, most + 1)
        if chance.random() < filled + 0.1
    }


def random_sheets(chance: random.Random) -> dict[int, dict[str, Any]]:
    """Sheets of six years in which anything may stand."""
    sheets: dict[int, dict[str, Any]] = {year: {} for year in range(YEAR - 5, YEAR + 1)}
    filled = chance.choice([0.3, 0.8, 0.97, 1.0])
    for key in TYPED:
        kind = SPECS[key]["type"]
        if kind.startswith("int_by"):
            for year in (YEAR - 1, YEAR):
                sheets[year][key] = some_periods(SPECS[key], filled, chance)
            continue
        for year in sheets if kind == "count_by_year" else (YEAR,):
            if chance.random() < filled:
                sheets[year][key] = some_value(SPECS[key], chance)
    return sheets


def spoilt_sheets(chance: random.Random) -> dict[int, dict[str, Any]]:
    """Sheets of the perfect branch with a few entries changed or missing."""
    sheets = perfect_sheets()
    for key in chance.sample(TYPED, chance.choice([0, 1, 2, 2, 4, 12])):
        year = YEAR if chance.random() < 0.8 else YEAR - 1
        if SPECS[key]["type"].startswith("int_by"):
            sheets[year][key] = some_periods(SPECS[key], 0.85, chance)
        elif chance.random() < 0.3:
            sheets[year].pop(key, None)
        else:
            sheets[year][key] = some_value(SPECS[key], chance)
    return sheets


def some_case(chance: random.Random) -> dict[str, Any]:
    gates = [
        gate["id"] for lvl in DOCUMENT["levels"] for gate in lvl["gates"] if gate.get("judged")
    ]
    answers: dict[str, Any] = {}
    for item in RUBRIC.indicators:
        if item.scoring.choices and chance.random() < 0.9:
            answers[f"item:{item.id}"] = chance.choice(item.scoring.choices).id
        for part in item.scoring.parts:
            if part.condition is None and chance.random() < 0.9:
                answers[f"part:{item.id}/{part.id}"] = chance.random() < 0.8
    generous = chance.random() < 0.5
    findings = {}
    for item in RUBRIC.indicators:
        if generous or chance.random() < 0.05:
            cut = Decimal(0) if chance.random() < 0.9 else Decimal(chance.randint(0, 100)) / 100
            findings[item.id] = Decimal(item.max) * (1 - cut)
    return {
        "answers": answers,
        "findings": {key: value.quantize(Decimal("0.01")) for key, value in findings.items()},
        "gate_findings": {gate: chance.random() < 0.95 for gate in gates if chance.random() < 0.95},
        "vetoes": ["STB-V1"] if chance.random() < 0.05 else [],
        "applied": chance.choice(["", "three", "four", "five", "five"]),
    }


def engine_rates(case: dict[str, Any], book: FactBook) -> dict[str, Any]:
    sheet = score(RUBRIC, book, case["answers"], case["findings"])
    decision = level(
        RUBRIC,
        sheet,
        book,
        answers=case["answers"],
        gate_findings=case["gate_findings"],
        vetoes=tuple(case["vetoes"]),
        applied=case["applied"],
    )
    return {
        "points": {item.id: None if item.na else item.points for item in sheet.items},
        "dimensions": [one.points for one in sheet.dimensions],
        "total": sheet.total,
        "sheets": {one.id: one.points for one in sheet.sheets},
        "bonus": sheet.bonus or Decimal(0),
        "level": decision.level,
        "provisional": decision.provisional,
        "gates": {gate.id: STATES[gate.state] for gate in decision.gates},
    }


@pytest.mark.parametrize("batch", range(BATCHES))
def test_two_implementations_agree(batch: int) -> None:
    seen: set[str] = set()
    for number in range(batch, CASES, BATCHES):
        chance = random.Random(number)  # noqa: S311 - repeatable cases, no secrets
        sheets = (spoilt_sheets if chance.random() < 0.6 else random_sheets)(chance)
        founded = chance.choice([None, date(2010, 7, 1), date(2024, 10, 1), date(2025, 10, 2)])
        incidents = [("disc.cases", date(chance.randint(2021, 2026), 9, 30))] * chance.choice(
            [0, 0, 0, 1]
        )
        case = some_case(chance)
        book = FactBook(
            DEFINITIONS,
            default_window(YEAR),
            sheets,
            incidents=tuple(Incident(fact, on) for fact, on in incidents),
            organization=OrganizationFacts("branch", founded),
        )
        ours = engine_rates(case, book)
        theirs = rate(
            DOCUMENT,
            Naive(FACTS["facts"], sheets, YEAR, founded, incidents),
            case.pop("answers"),
            **case,
        )
        assert ours == theirs, f"case {number}"
        seen.add(ours["level"])
    assert seen == {"", "three", "four", "five"}  # the cases reach every outcome
