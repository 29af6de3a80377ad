"""A small world for engine tests: a handful of facts, and builders for books and rubrics."""

from datetime import date
from decimal import Decimal
from typing import Any

from scoring.engine.conditions import Condition, Verdict
from scoring.engine.facts import (
    FactBook,
    FactDefinition,
    Incident,
    OrganizationFacts,
    default_window,
    read_definitions,
)
from scoring.engine.faults import Faults, Node
from scoring.engine.held import Held
from scoring.engine.reading import read_rubric
from scoring.engine.reading_conditions import read_condition
from scoring.engine.reading_measures import read_measure
from scoring.engine.rubric import Rubric

YEAR = 2026
PROVIDERS = {
    "secretary": {"zh": "书记", "en": "secretary"},
    "party_committee": {"zh": "上级", "en": "superior"},
    "discipline_office": {"zh": "纪检", "en": "discipline"},
    "reviewer": {"zh": "审核", "en": "reviewer"},
    "system": {"zh": "系统", "en": "system"},
}


def fact(key: str, kind: str, provider: str = "secretary", **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "zh": f"事实{key}",
        "en": f"fact {key}",
        "type": kind,
        "provider": provider,
        "period": "year",
        "scope": "branch",
        **more,
    }


FACTS: list[dict[str, Any]] = [
    fact("a.members", "int", unit="人"),
    fact("a.committee", "bool"),
    fact("a.due", "int", unit="人次", provider="party_committee"),
    fact("a.attended", "int", unit="人次", provider="party_committee", at_most="a.due"),
    fact("a.told", "int", unit="人", at_most="a.members"),
    fact("a.months", "int_by_month", unit="次"),
    fact("a.quarters", "int_by_quarter", unit="次"),
    fact("a.outer_quarters", "int_by_quarter", unit="次", provider="party_committee"),
    fact("a.cases", "count_by_year", unit="件", provider="discipline_office"),
    fact("a.docs", "set", options=["目标", "计划", "总结"]),
    fact("a.grade", "enum", options=["差", "中", "好"], provider="reviewer"),
    fact("a.note", "text"),
    fact("a.day", "date"),
    fact("a.money", "money", unit="元", maximum=1000),
    fact("a.rate", "ratio"),
    fact("a.number", "number"),
    fact(
        "a.rows",
        "table",
        columns=[
            {"key": "name", "zh": "名称", "en": "name", "type": "text"},
            {"key": "size", "zh": "人数", "en": "size", "type": "int"},
            {"key": "kind", "zh": "类别", "en": "kind", "type": "enum", "options": ["甲", "乙"]},
        ],
    ),
    fact("a.free", "int", "system", derived={"years_free_of": "a.cases"}),
    fact("a.row_count", "int", "system", derived={"count_rows": "a.rows"}),
    fact("a.smallest", "int", "system", derived={"min_of": ["a.rows", "size"]}),
    fact("a.large", "int", "system", derived={"count_where": ["a.rows", "size", {"at_least": 3}]}),
    fact(
        "a.of_kind", "int", "system", derived={"count_where": ["a.rows", "kind", {"equals": "甲"}]}
    ),
    fact("a.everyone", "int", "system", derived={"sum": ["a.members", "a.told"]}),
    fact("a.told_rate", "ratio", "system", derived={"ratio": ["a.told", "a.members"]}),
    fact("a.per_head", "number", "system", derived={"ratio": ["a.told", "a.members"]}),
    fact("a.supplied", "int", "system"),
]


def facts_document(facts: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"format": "branchstd-facts/1", "providers": PROVIDERS, "facts": facts or FACTS}


DEFINITIONS: dict[str, FactDefinition] = read_definitions(facts_document())


def book(
    now: dict[str, Any] | None = None,
    before: dict[int, dict[str, Any]] | None = None,
    *,
    founded_on: date | None = None,
    incidents: tuple[Incident, ...] = (),
    below: tuple[FactBook, ...] = (),
    held: Held | None = None,
) -> FactBook:
    """Return a book with the facts of the year and of earlier ones."""
    return FactBook(
        DEFINITIONS,
        default_window(YEAR),
        {**(before or {}), YEAR: now or {}},
        incidents=incidents,
        organization=OrganizationFacts("branch", founded_on),
        below=below,
        held=held or Held(),
    )


def condition(document: Any) -> Condition:
    faults = Faults()
    read = read_condition(Node(document, "", faults), DEFINITIONS)
    faults.check()
    assert read is not None
    return read


def measure(document: Any) -> Any:
    faults = Faults()
    read = read_measure(Node(document, "", faults), DEFINITIONS)
    faults.check()
    return read


def ask(document: Any, at: FactBook | None = None) -> Verdict:
    return condition(document).evaluate(at or book())


def item(identifier: str, maximum: Any, scoring: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "number": identifier,
        "name": f"指标{identifier}",
        "requirement": "要求。",
        "max": maximum,
        "scoring": scoring,
        **more,
    }


JUDGED = {
    "kind": "judged",
    "choices": [
        {"id": "full", "name": "好", "share": 1},
        {"id": "half", "name": "中", "share": 0.5},
        {"id": "none", "name": "差", "share": 0},
    ],
}


def dimension(identifier: str, *items: dict[str, Any]) -> dict[str, Any]:
    weight = sum(Decimal(str(one["max"])) for one in items)
    return {
        "id": identifier,
        "name": f"方面{identifier}",
        "name_en": f"dimension {identifier}",
        "weight": str(weight),
        "indicators": list(items),
    }


LEVELS = [
    {
        "id": "three",
        "name": "三星级",
        "name_en": "three stars",
        "stars": 3,
        "min_score": 75,
        "route": "file",
    },
    {"id": "four", "name": "四星级", "name_en": "four stars", "stars": 4, "min_score": 85},
    {
        "id": "five",
        "name": "五星级",
        "name_en": "five stars",
        "stars": 5,
        "min_score": 95,
        "route": "on_site",
    },
]
VETOES = [{"id": "V1", "name": "一票否决", "trigger": "严重问题", "fact": "a.cases"}]
QUOTAS = [{"id": "Q1", "name": "三星占比", "kind": "floor", "level": "three", "share": "0.70"}]


def rubric_document(*dimensions: dict[str, Any], **more: Any) -> dict[str, Any]:
    weight = sum((Decimal(one["weight"]) for one in dimensions), Decimal(0))
    return {
        "format": "branchstd-rubric/1",
        "id": "small",
        "version": "1",
        "name": "小标准",
        "name_en": "small rubric",
        "max": str(weight),
        "dimensions": list(dimensions),
        "levels": LEVELS,
        "vetoes": VETOES,
        "quotas": QUOTAS,
        **more,
    }


def rubric(*dimensions: dict[str, Any], **more: Any) -> Rubric:
    return read_rubric(rubric_document(*dimensions, **more), DEFINITIONS)


def judged_rubric(**more: Any) -> Rubric:
    """Return a rubric of 100 points in one judged item, so that findings set the total."""
    return rubric(dimension("D", item("I", 100, JUDGED)), **more)
