"""Vetoes, exceptions, promotion and placements by a second scorer, and what never raises."""

import copy
import random
from decimal import Decimal
from typing import Any

from scoring.engine.evaluation import evaluate
from scoring.engine.level_history import held_of
from scoring.engine.reading import read_rubric
from scoring.engine.results import Decision
from tests.engine.naive import Naive, rate
from tests.engine.ruled import CASES, NEW, NOTED, SEVEN, document
from tests.engine.small import DEFINITIONS, FACTS, LEVELS, YEAR, book

CONDITIONS = (NOTED, {"value": "a.cases", "above": 0}, {"value": "a.members", "at_least": 7})


def some_veto(number: int, chance: random.Random) -> dict[str, Any]:
    effect = chance.choice(["cancel", "disqualify_year", "cap", "freeze"])
    rule = {**CASES, "id": f"V{number}", "effect": effect}
    if effect == "cap":
        rule["level"] = chance.choice(["three", "four", "five"])
    if chance.random() < 0.5:
        return rule | {"condition": some_condition(chance)}
    return rule | ({"fact": "a.committee", "equals": True} if chance.random() < 0.3 else {})


def some_condition(chance: random.Random) -> dict[str, Any]:
    return copy.deepcopy(chance.choice(CONDITIONS))


def some_level(one: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    gates = []
    if chance.random() < 0.4:
        gates.append({**copy.deepcopy(SEVEN), "id": "G-" + one["id"]})
    if chance.random() < 0.3:
        held: dict[str, Any] = chance.choice([{"years_held": "three"}, {"level_held": True}])
        gates.append({"id": "H-" + one["id"], "name": "持有", "condition": {**held, "at_least": 1}})
    return {**one, "gates": gates, "validity_years": chance.choice([1, 1, 2])}


def some_rules(chance: random.Random) -> dict[str, Any]:
    placements = [
        {
            **NEW,
            "id": f"P{number}",
            "how": chance.choice(["exactly", "at_most"]),
            "level": chance.choice(["none", "three", "four", "five"]),
            "condition": some_condition(chance),
        }
        for number in range(chance.choice([0, 0, 1, 2]))
    ]
    rules: dict[str, Any] = {
        "vetoes": [some_veto(number, chance) for number in range(chance.randint(0, 3))],
        "placements": placements,
        "levels": [some_level(one, chance) for one in LEVELS],
    }
    if chance.random() < 0.4:
        rules["promotion"] = {"steps": chance.choice([1, 2]), "exception": "可以例外"}
    return rules


def some_case(chance: random.Random, rules: dict[str, Any]) -> dict[str, Any]:
    now: dict[str, Any] = {}
    if chance.random() < 0.7:
        now["a.note"] = chance.choice(["x", "y"])
    if chance.random() < 0.8:
        now["a.cases"] = chance.choice([0, 0, 1])
    if chance.random() < 0.8:
        now["a.members"] = chance.choice([6, 7])
    if chance.random() < 0.6:
        now["a.committee"] = chance.random() < 0.3
    gates = [gate["id"] for one in rules["levels"] for gate in one["gates"]]
    gates += ["PROMOTION-four", "PROMOTION-five"]
    return {
        "now": now,
        "held": {year: chance.choice(["", "three", "four", "five"]) for year in range(2022, 2026)
                 if chance.random() < 0.5},
        "answers": {f"gate:{one}": {"claimed": chance.random() < 0.7, "sentence": "事实"}
                    for one in gates if chance.random() < 0.5},
        "gate_findings": {one: chance.random() < 0.6 for one in gates if chance.random() < 0.3},
        "vetoes": [one["id"] for one in rules["vetoes"] if chance.random() < 0.2],
        "points": Decimal(chance.choice(["74.99", "75", "84.99", "85", "95", "95", "100"])),
        "applied": chance.choice(["", "", "three", "four", "five"]),
    }  # fmt: skip


def engine(rules: dict[str, Any], case: dict[str, Any]) -> Decision:
    read = read_rubric(document(**rules), DEFINITIONS)
    at = book(case["now"], held=held_of(read, case["held"]))
    evaluation = evaluate(read, at, case["answers"])
    return evaluation.decision(
        evaluation.sheet({"I": case["points"]}),
        gate_findings=case["gate_findings"],
        vetoes=tuple(case["vetoes"]),
        applied=case["applied"],
    )


def naive(rules: dict[str, Any], case: dict[str, Any]) -> tuple[str, str]:
    branch = Naive(FACTS, {YEAR: case["now"]}, YEAR, None, [])
    branch.held = case["held"]
    branch.terms = {one["id"]: one["validity_years"] for one in rules["levels"]}
    found = rate(
        document(**copy.deepcopy(rules)), branch, case["answers"],
        findings={"I": case["points"]}, gate_findings=case["gate_findings"],
        vetoes=case["vetoes"], applied=case["applied"],
    )  # fmt: skip
    return found["level"], found["provisional"]


def test_two_implementations_agree_and_bounds_never_raise() -> None:
    seen: set[tuple[str, str]] = set()
    order = ["", "three", "four", "five"]
    for number in range(1500):
        chance = random.Random(number)  # noqa: S311 - repeatable cases, no secrets
        rules = some_rules(chance)
        case = some_case(chance, rules)
        decision = engine(rules, case)
        assert (decision.level, decision.provisional) == naive(rules, case), f"case {number}"
        seen.add((decision.level, decision.provisional))
        # without its vetoes and its promotion no branch stands lower
        freer = {key: value for key, value in rules.items() if key not in ("promotion", "vetoes")}
        free = engine(freer, {**case, "vetoes": []})
        assert order.index(decision.level) <= order.index(free.level)
        assert order.index(decision.provisional) <= order.index(free.provisional)
        # one more confirmed veto raises nobody
        every = {**case, "vetoes": [one["id"] for one in rules["vetoes"]]}
        assert order.index(engine(rules, every).level) <= order.index(decision.level)
        assert engine(rules, case) == decision  # the same again
    assert {one for one, _ in seen} == set(order)
    assert ("four", "five") in seen
