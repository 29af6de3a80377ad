"""Rubric documents: every fault at once, with its place; what a sound one becomes."""

import copy
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.engine.faults import Fault, Faults, FaultsFound, Node, as_decimal, near
from scoring.engine.reading import read_rubric
from scoring.engine.rubric import Rubric
from scoring.engine.wording import LANGUAGES, say
from scoring.rubrics.lined_yaml import load_yaml_with_lines
from tests.engine.small import (
    DEFINITIONS,
    JUDGED,
    dimension,
    item,
    judged_rubric,
    rubric,
    rubric_document,
)

TEN = Path(__file__).parent / "rubrics" / "ten-faults.yaml"


def faults_of(document, lines=None) -> tuple[Fault, ...]:
    with pytest.raises(FaultsFound) as caught:
        read_rubric(document, DEFINITIONS, lines=lines)
    return caught.value.faults


def test_a_document_with_ten_faults_reports_all_ten_with_path_and_line():
    source = load_yaml_with_lines(TEN)
    found = faults_of(source.data, source.lines)
    assert [(fault.line, fault.path, fault.code) for fault in found] == [
        (7, "/colour", "key_unknown"),
        (12, "/dimensions/0/weight", "weight_not_sum"),
        (19, "/dimensions/0/indicators/0/scoring/condition/value", "fact_unknown"),
        (27, "/dimensions/0/indicators/1/scoring/measure/periods_met", "months_of_quarters"),
        (29, "/dimensions/0/indicators/2/number", "id_twice"),
        (33, "/dimensions/0/indicators/2/evidence", "evidence_without_reason"),
        (37, "/dimensions/0/indicators/2/scoring/parts/0/condition/includes", "option_not_of_fact"),
        (38, "/dimensions/0/indicators/2/scoring/parts/1", "condition_or_judged"),
        (45, "/levels/1/min_score", "levels_not_rising"),
        (47, "/levels/1/gates/0/condition", "operator_not_one"),
    ]
    for fault in found:
        assert all(say(fault.reason, language) for language in LANGUAGES)
    assert say(found[2].reason).endswith("；是不是“a.members”")


def test_faults_without_lines_have_line_nought():
    assert {fault.line for fault in faults_of({"format": "x"})} == {0}


@pytest.mark.parametrize("document", [None, [], "text", 3])
def test_what_is_no_map_is_one_fault(document):
    assert [fault.code for fault in faults_of(document)] == ["not_a_map"]


def test_a_sound_document_becomes_a_rubric():
    read = judged_rubric(missing=["目标分"], settings={"validity_years": 1}, source="来源")
    assert isinstance(read, Rubric)
    assert read.max == Decimal(100)
    assert read.missing == ("目标分",)
    assert read.settings == {"validity_years": 1}
    assert [level.route for level in read.levels] == ["file", "review", "on_site"]
    assert read.rank("four") == 2
    assert read.rank("") == 0
    assert read.level("five").stars == 5
    assert read.indicators[0].evidence.need == "on_request"
    with pytest.raises(KeyError):
        read.level("six")


def test_facts_of_an_item_are_those_of_its_scoring_unless_written():
    scoring = {"kind": "boolean", "condition": {"value": "a.row_count", "at_least": 1}}
    read = rubric(dimension("D", item("I", 100, scoring)))
    assert read.indicators[0].facts == ("a.rows",)
    more = item("I", 100, scoring, facts=["a.note", "a.rows"])
    assert rubric(dimension("D", more)).indicators[0].facts == ("a.note", "a.rows")


YES = {"value": "a.members", "at_least": 1}


def changed(path, value):
    """Return a sound document with one part replaced, or taken out."""
    document = copy.deepcopy(rubric_document(dimension("D", item("I", 100, JUDGED))))
    *way, last = path
    at = document
    for step in way:
        at = at[step]
    at[last] = value
    return document


FIRST = ("dimensions", 0, "indicators", 0)


@pytest.mark.parametrize(
    ("path", "value", "fault_path", "code"),
    [
        (("format",), "branchstd-rubric/9", "/format", "choice_unknown"),
        (("max",), 99, "/max", "max_not_sum"),
        (("max",), -1, "/max", "number_not_above"),
        (("settings",), [], "/settings", "not_a_map"),
        (("missing",), [3], "/missing/0", "not_a_text"),
        (("dimensions",), [], "/dimensions", "list_empty"),
        (("dimensions", 0, "weight"), 90, "/dimensions/0/weight", "weight_not_sum"),
        (("dimensions", 0, "indicators"), [], "/dimensions/0/indicators", "list_empty"),
        ((*FIRST, "max"), 0, "/dimensions/0/indicators/0/max", "number_not_above"),
        ((*FIRST, "scoring"), None, "/dimensions/0/indicators/0", "key_missing"),
        ((*FIRST, "facts"), ["a.x"], "/dimensions/0/indicators/0/facts/0", "fact_unknown"),
        (
            (*FIRST, "evidence"),
            {"need": "always"},
            "/dimensions/0/indicators/0/evidence/need",
            "choice_unknown",
        ),
        ((*FIRST, "on_site"), "yes", "/dimensions/0/indicators/0/on_site", "not_a_flag"),
        (
            (*FIRST, "not_applicable_when"),
            {},
            "/dimensions/0/indicators/0/not_applicable_when",
            "measure_not_one",
        ),
        (("levels", 2, "min_score"), 101, "/levels/2/min_score", "level_over_max"),
        (("levels", 1, "min_score"), 75, "/levels/1/min_score", "levels_not_rising"),
        (("levels", 1, "id"), "three", "/levels/1/id", "id_twice"),
        (("levels", 0, "dimension_floor"), 60, "/levels/0/dimension_floor", "number_over"),
        (
            ("levels", 0, "gates"),
            [{"id": "G", "name": "门槛"}],
            "/levels/0/gates/0",
            "condition_or_judged",
        ),
        (
            ("levels", 0, "gates"),
            [{"id": "G", "name": "门", "condition": YES, "facts": ["a.told"]}],
            "/levels/0/gates/0/facts",
            "facts_incomplete",
        ),
        (("vetoes", 0, "fact"), "a.x", "/vetoes/0/fact", "fact_unknown"),
        (("vetoes", 0, "effect"), "praise", "/vetoes/0/effect", "choice_unknown"),
        (("quotas", 0, "level"), "six", "/quotas/0/level", "choice_unknown"),
        (("quotas", 0, "kind"), "hope", "/quotas/0/kind", "choice_unknown"),
        (("quotas", 0, "share"), 70, "/quotas/0/share", "number_over"),
        (("levels",), "none", "/levels", "not_a_list"),
    ],
)
def test_faults_of_the_document(path, value, fault_path, code):
    found = [(one.path, one.code) for one in faults_of(changed(path, value))]
    assert (fault_path, code) in found


def test_gates_are_unique_over_all_levels():
    document = changed(("levels", 0, "gates"), [{"id": "G", "name": "甲", "judged": True}])
    document["levels"][2]["gates"] = [{"id": "G", "name": "乙", "judged": True}]
    assert [(one.path, one.code) for one in faults_of(document)] == [
        ("/levels/2/gates/0/id", "id_twice")
    ]


def test_numbers_of_a_document_are_exact_and_finite():
    assert as_decimal(0.1) == Decimal("0.1")
    assert as_decimal("0.80") == Decimal("0.80")
    assert [as_decimal(one) for one in ("1e101", "1e-101", "1e999999999", 10**101)] == [None] * 4
    assert [as_decimal(one) for one in (True, None, "x", float("nan"), float("inf"), [])] == [
        None
    ] * 6


def test_the_nearest_word_is_suggested():
    assert near("at_lest", ["at_most", "at_least"]) == "at_least"
    assert near("zzz", ["at_most"]) == ""


def test_a_node_hands_out_what_is_there():
    faults = Faults()
    node = Node({"a": [1, "x"]}, "", faults)
    assert node.texts("a") == ("", "x")
    assert node.texts("b") == ()
    assert not Node(3, "", faults).has("a")
    assert Node(3, "", faults).child("a").value is None
    with pytest.raises(FaultsFound):
        faults.check()
