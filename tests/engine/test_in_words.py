"""What conditions and scorings ask for, in words and without a branch."""

import re
from typing import Any

import pytest

from scoring.engine.in_words import asked, scoring_asked
from scoring.engine.reading import read_rubric
from scoring.engine.wording import LANGUAGES, say
from tests.rubrics.branches import shipped

READING = shipped()
YEAR = re.compile(r"\b(19|20)\d\d")
DEFINITIONS = READING.definitions


def scoring_of(scoring: dict[str, Any]) -> Any:
    item = {"id": "I", "number": "1", "name": "项", "requirement": "求", "max": 4}
    document = {
        "format": "branchstd-rubric/1",
        "id": "small",
        "version": "1",
        "name": "小",
        "name_en": "small",
        "max": 4,
        "dimensions": [
            {
                "id": "D",
                "name": "维",
                "name_en": "d",
                "weight": 4,
                "indicators": [{**item, "scoring": scoring}],
            }
        ],
        "levels": [],
    }
    return read_rubric(document, DEFINITIONS).indicators[0].scoring


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"value": "org.members_full", "at_least": 3}, "正式党员数应不低于 3 人"),
        ({"value": "org.has_committee", "equals": True}, "设支部委员会应为“是”"),
        ({"value": "org.committee_size", "between": [3, 7]}, "支委会人数应在 3 人至 7 人之间"),
        ({"value": "org.committee_size", "odd": True}, "支委会人数应为单数"),
        (
            {"years_since": "org.elected_on", "below": {"value": "org.term_years"}},
            "本届当选日期至考核期末的年数应低于每届任期",
        ),
        (
            {
                "when": {"value": "org.members_total", "at_least": 7},
                "then": {"value": "org.has_committee", "equals": True},
            },
            "前提：党员总数（含预备党员）应不低于 7 人；要求：设支部委员会应为“是”",
        ),
        (
            {"not": {"any": [{"value": "org.has_committee", "equals": True}]}},
            "没有下列情形：下列情形之一：设支部委员会应为“是”",
        ),
        (
            {"period": "life.lecture", "quarter": 4, "at_least": 1},
            "四季度党课次数应不低于 1 次",
        ),
    ],
)
def test_conditions_in_words(condition: dict[str, Any], words: str) -> None:
    scoring = scoring_of({"kind": "boolean", "condition": condition})
    assert scoring.condition is not None
    assert say(asked(scoring.condition, DEFINITIONS)) == words


@pytest.mark.parametrize(
    ("scoring", "words"),
    [
        (
            {
                "kind": "proportional",
                "measure": {"periods_met": "life.committee", "every": "month", "at_least": 1},
            },
            "以 100% 为满分，按比例得分",
        ),
        (
            {"kind": "count_deduction", "measure": {"value": "disc.criticisms"}, "each": "0.5"},
            "每 1 扣 0.5 分，扣完为止",
        ),
        (
            {
                "kind": "count_deduction",
                "measure": {"value": "disc.criticisms"},
                "each": 1,
                "free": 1,
            },
            "的部分，每 1 扣 1 分，扣完为止",
        ),
        (
            {
                "kind": "count_deduction",
                "measure": {"value": "org.members_full"},
                "each": 1,
                "short_of": 4,
            },
            "正式党员数少于 4 人的，每少 1 扣 1 分，扣完为止",
        ),
    ],
)
def test_scorings_in_words(scoring: dict[str, Any], words: str) -> None:
    (reason,) = scoring_asked(scoring_of(scoring), DEFINITIONS)
    assert words in say(reason)


@pytest.mark.parametrize("read", READING.rubrics, ids=lambda read: str(read.rubric.id))
def test_every_demand_of_every_shipped_rubric_can_be_said(read: Any) -> None:
    conditions = [gate.condition for level in read.rubric.levels for gate in level.gates]
    for item in read.rubric.indicators:
        conditions += [item.not_applicable_when, *(tier.condition for tier in item.scoring.tiers)]
        conditions += [part.condition for part in item.scoring.parts]
        for reason in scoring_asked(item.scoring, DEFINITIONS):
            assert all(say(reason, language) for language in LANGUAGES)
    for condition in conditions:
        if condition is not None:
            reason = asked(condition, DEFINITIONS)
            assert all(say(reason, language) for language in LANGUAGES)
            assert not any(YEAR.search(say(reason, language)) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_a_period_is_said_without_a_year(quarter: int, language: str) -> None:
    conditions: list[dict[str, Any]] = [
        {"period": "life.lecture", "quarter": quarter, "at_least": 1},
        {"period": "life.committee", "month": 3 * quarter, "at_least": 1},
    ]
    for condition in conditions:
        scoring = scoring_of({"kind": "boolean", "condition": condition})
        assert scoring.condition is not None
        assert not YEAR.search(say(asked(scoring.condition, DEFINITIONS), language))
