"""Faults of scoring, conditions and measures, each at its place."""

import pytest

from scoring.engine.faults import Fault, FaultsFound
from scoring.engine.reading import read_rubric
from tests.engine.small import DEFINITIONS, dimension, item, rubric_document


def faults_of(document) -> tuple[Fault, ...]:
    with pytest.raises(FaultsFound) as caught:
        read_rubric(document, DEFINITIONS)
    return caught.value.faults


YES = {"value": "a.members", "at_least": 1}


def with_scoring(scoring):
    return rubric_document(dimension("D", item("I", 100, scoring)))


def with_condition(condition):
    return with_scoring({"kind": "boolean", "condition": condition})


def with_measure(measure):
    return with_scoring({"kind": "proportional", "measure": measure})


SCORING = "/dimensions/0/indicators/0/scoring"


@pytest.mark.parametrize(
    ("scoring", "path", "code"),
    [
        ("text", SCORING, "not_a_map"),
        ({}, SCORING, "key_missing"),
        ({"kind": "magic"}, f"{SCORING}/kind", "choice_unknown"),
        ({"kind": "boolean"}, SCORING, "key_missing"),
        ({"kind": "boolean", "condition": YES, "points": 1}, f"{SCORING}/points", "key_unknown"),
        ({"kind": "tiered", "tiers": []}, f"{SCORING}/tiers", "list_empty"),
        ({"kind": "tiered", "tiers": {}}, f"{SCORING}/tiers", "not_a_list"),
        ({"kind": "tiered", "tiers": [{"share": 1}]}, f"{SCORING}/tiers/0", "key_missing"),
        (
            {
                "kind": "tiered",
                "tiers": [{"condition": YES, "share": 0.5}, {"condition": YES, "share": 0.6}],
            },
            f"{SCORING}/tiers/1/share",
            "shares_not_falling",
        ),
        (
            {"kind": "tiered", "tiers": [{"condition": YES, "share": 2}]},
            f"{SCORING}/tiers/0/share",
            "number_over",
        ),
        ({"kind": "proportional"}, SCORING, "key_missing"),
        (
            {"kind": "proportional", "measure": {"value": "a.grade"}},
            f"{SCORING}/measure",
            "measure_unfit",
        ),
        (
            {"kind": "proportional", "measure": {"value": "a.members"}, "target": 0},
            f"{SCORING}/target",
            "number_not_above",
        ),
        (
            {"kind": "count_deduction", "measure": {"ratio": ["a.told", "a.members"]}, "each": 1},
            f"{SCORING}/measure",
            "measure_unfit",
        ),
        (
            {
                "kind": "count_deduction",
                "measure": {"value": "a.members"},
                "each": 1,
                "free": 1,
                "short_of": 2,
            },
            SCORING,
            "free_or_short_of",
        ),
        (
            {"kind": "count_deduction", "measure": {"value": "a.members"}, "each": "much"},
            f"{SCORING}/each",
            "not_a_number",
        ),
        (
            {"kind": "checklist", "parts": [{"id": "p", "name": "名"}]},
            f"{SCORING}/parts/0",
            "condition_or_judged",
        ),
        (
            {
                "kind": "checklist",
                "parts": [{"id": "p", "name": "名", "judged": True, "condition": YES}],
            },
            f"{SCORING}/parts/0",
            "condition_or_judged",
        ),
        (
            {"kind": "checklist", "parts": [{"id": "p", "name": "名", "judged": "yes"}]},
            f"{SCORING}/parts/0/judged",
            "not_a_flag",
        ),
        (
            {"kind": "checklist", "parts": [{"id": "p", "name": "名", "judged": True}] * 2},
            f"{SCORING}/parts/1/id",
            "id_twice",
        ),
        (
            {
                "kind": "judged",
                "choices": [
                    {"id": "a", "name": "好", "share": 0},
                    {"id": "b", "name": "差", "share": 1},
                ],
            },
            f"{SCORING}/choices/1/share",
            "shares_not_falling",
        ),
        (
            {"kind": "judged", "choices": [{"id": "a", "name": " ", "share": 1}]},
            f"{SCORING}/choices/0/name",
            "text_empty",
        ),
        (
            {"kind": "judged", "choices": [{"id": 3, "name": "好", "share": 1}]},
            f"{SCORING}/choices/0/id",
            "not_a_text",
        ),
    ],
)
def test_faults_of_scoring(scoring, path, code):
    assert (path, code) in [(one.path, one.code) for one in faults_of(with_scoring(scoring))]


CONDITION = f"{SCORING}/condition"


@pytest.mark.parametrize(
    ("condition", "path", "code"),
    [
        ("text", CONDITION, "condition_not_a_map"),
        ({"value": "a.members"}, CONDITION, "operator_not_one"),
        ({"value": "a.members", "above": 1, "below": 2}, CONDITION, "operator_not_one"),
        ({"value": "a.members", "at_lest": 1}, f"{CONDITION}/at_lest", "key_unknown"),
        ({"values": "a.members", "at_least": 1}, CONDITION, "measure_not_one"),
        ({"at_least": 1}, CONDITION, "measure_not_one"),
        (
            {"value": "a.members", "ratio": ["a.told", "a.members"], "at_least": 1},
            CONDITION,
            "measure_not_one",
        ),
        ({"value": "a.members", "includes": 1}, f"{CONDITION}/includes", "operator_unfit"),
        ({"value": "a.committee", "at_least": 1}, f"{CONDITION}/at_least", "operator_unfit"),
        ({"value": "a.committee", "equals": "是"}, f"{CONDITION}/equals", "operand_unfit"),
        ({"value": "a.members", "odd": 1}, f"{CONDITION}/odd", "operand_unfit"),
        ({"value": "a.members", "between": [1]}, f"{CONDITION}/between", "operand_unfit"),
        ({"value": "a.members", "between": 3}, f"{CONDITION}/between", "operand_unfit"),
        ({"value": "a.members", "one_of": ["x"]}, f"{CONDITION}/one_of", "operand_unfit"),
        ({"value": "a.members", "at_least": "many"}, f"{CONDITION}/at_least", "operand_unfit"),
        (
            {"value": "a.members", "at_least": {"value": "a.x"}},
            f"{CONDITION}/at_least/value",
            "fact_unknown",
        ),
        (
            {"value": "a.members", "one_of": {"value": "a.told"}},
            f"{CONDITION}/one_of",
            "operand_unfit",
        ),
        ({"value": "a.grade", "at_least": "优"}, f"{CONDITION}/at_least", "option_not_of_fact"),
        (
            {"value": "a.docs", "includes": ["方案", "计划"]},
            f"{CONDITION}/includes",
            "option_not_of_fact",
        ),
        ({"value": "a.months", "at_least": 1}, f"{CONDITION}/value", "fact_type_unfit"),
        ({"value": 3, "at_least": 1}, f"{CONDITION}/value", "measure_malformed"),
        ({"all": []}, f"{CONDITION}/all", "list_empty"),
        ({"any": YES}, f"{CONDITION}/any", "not_a_list"),
        ({"not": None}, CONDITION, "key_missing"),
        ({"not": "x"}, f"{CONDITION}/not", "condition_not_a_map"),
        ({"when": YES}, CONDITION, "key_missing"),
        ({"all": [YES], "any": [YES]}, f"{CONDITION}/any", "key_unknown"),
    ],
)
def test_faults_of_conditions(condition, path, code):
    found = [(one.path, one.code) for one in faults_of(with_condition(condition))]
    assert (path, code) in found


MEASURE = f"{SCORING}/measure"


@pytest.mark.parametrize(
    ("measure", "path", "code"),
    [
        ("text", MEASURE, "measure_not_a_map"),
        ({"value": "a.members", "at_least": 1}, f"{MEASURE}/at_least", "key_unknown"),
        ({"ratio": "a.members"}, f"{MEASURE}/ratio", "measure_malformed"),
        ({"ratio": ["a.members", 3]}, f"{MEASURE}/ratio", "measure_malformed"),
        ({"ratio": ["a.members", "a.note"]}, f"{MEASURE}/ratio", "fact_type_unfit"),
        ({"difference": ["a.members"]}, f"{MEASURE}/difference", "measure_malformed"),
        ({"periods_met": "a.quarters"}, MEASURE, "key_missing"),
        ({"periods_met": "a.quarters", "every": "week"}, f"{MEASURE}/every", "choice_unknown"),
        ({"periods_met": 3, "every": "quarter"}, f"{MEASURE}/periods_met", "measure_malformed"),
        (
            {"periods_met": "a.quarters", "every": "quarter", "at_least": 0},
            f"{MEASURE}/at_least",
            "number_not_above",
        ),
        ({"period": "a.quarters"}, MEASURE, "period_not_one"),
        ({"period": "a.quarters", "quarter": 1, "month": 2}, MEASURE, "period_not_one"),
        ({"period": "a.quarters", "quarter": 5}, f"{MEASURE}/quarter", "number_over"),
        ({"period": "a.quarters", "quarter": 0}, f"{MEASURE}/quarter", "number_under"),
        ({"period": "a.quarters", "month": 5}, f"{MEASURE}/period", "months_of_quarters"),
        ({"period": "a.none", "month": 5}, f"{MEASURE}/period", "fact_unknown"),
        ({"period": 5, "month": 5}, f"{MEASURE}/period", "measure_malformed"),
        ({"count": "a.docs", "of": ["方案"]}, f"{MEASURE}/count", "option_not_of_fact"),
        ({"count": "a.none"}, f"{MEASURE}/count", "fact_unknown"),
        ({"count": 3}, f"{MEASURE}/count", "measure_malformed"),
        ({"count": "a.rows", "where": "size"}, f"{MEASURE}/where", "measure_malformed"),
        (
            {"count": "a.rows", "where": ["size", {"at_least": "x"}]},
            f"{MEASURE}/where",
            "measure_malformed",
        ),
        (
            {"count": "a.rows", "where": ["age", {"equals": 1}]},
            f"{MEASURE}/count",
            "column_unknown",
        ),
        ({"sum": []}, f"{MEASURE}/sum", "measure_malformed"),
        ({"min": 3}, f"{MEASURE}/min", "measure_malformed"),
        ({"years_free_of": "a.members"}, f"{MEASURE}/years_free_of", "fact_type_unfit"),
        ({"share_below": "a.members"}, f"{MEASURE}/share_below", "measure_malformed"),
        ({"share_below": ["a.none", {"equals": 1}]}, f"{MEASURE}/share_below", "fact_unknown"),
    ],
)
def test_faults_of_measures(measure, path, code):
    assert (path, code) in [(one.path, one.code) for one in faults_of(with_measure(measure))]
