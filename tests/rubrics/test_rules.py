"""The quantitative rules and who keeps them: an item, a gate, or something named."""

from functools import cache
from typing import Any

import yaml

from tests.rubrics.branches import FIXTURES, RUBRICS, shipped


@cache
def rules() -> dict[str, dict[str, Any]]:
    document = yaml.safe_load((FIXTURES / "rules.yaml").read_text(encoding="utf-8"))
    return {rule["id"]: rule for rule in document["rules"]}


@cache
def cited() -> dict[str, set[str]]:
    """Return rule id -> rubrics that cite it, in items, gates, vetoes, shares or goals."""
    found: dict[str, set[str]] = {}
    for path in RUBRICS:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for rule in _named(document):
            found.setdefault(rule, set()).add(document["id"])
    return found


def _named(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in _named(one)]
    if not isinstance(value, dict):
        return []
    here = [*value.get("rules", []), *([value["rule"]] if value.get("rule") else [])]
    return here + [name for key, one in value.items() if key != "rules" for name in _named(one)]


def test_every_rule_that_must_hold_is_kept_by_somebody():
    lost = [
        rule["id"]
        for rule in rules().values()
        if rule["force"] == "must" and rule["id"] not in cited() and not rule.get("elsewhere")
    ]
    assert lost == []


def test_who_keeps_a_rule_is_said_once():
    twice = {rule["id"] for rule in rules().values() if rule.get("elsewhere")} & set(cited())
    assert twice == set()


def test_rubrics_cite_only_rules_that_exist():
    assert {rule for rule in cited() if rule not in rules()} == set()


def test_rules_name_schemes_that_ship():
    known = {one.rubric.id for one in shipped().rubrics}
    for rule in rules().values():
        assert set(rule["schemes"]) <= known, rule["id"]
