"""A rubric that extends another: both are to be met, and their points are blended."""

import copy
from decimal import Decimal

import pytest

from scoring.engine.document import compose
from scoring.engine.faults import FaultsFound
from scoring.engine.levels import level
from scoring.engine.reading import read_rubric
from scoring.engine.scoring import score
from tests.engine.small import DEFINITIONS, JUDGED, book, dimension, item, rubric_document
from tests.engine.test_document import VALIDATOR

GATES = [
    {"id": "G1", "name": "人数", "condition": {"value": "a.members", "at_least": 3}},
    {"id": "G2", "name": "只管村", "condition": {"value": "a.told", "at_least": 1}},
]
BASE = rubric_document(
    dimension("A", item("A1", 15, JUDGED), item("A2", 5, JUDGED)),
    dimension("B", item("B1", 20, JUDGED)),
    id="town",
    name="镇",
    name_en="town",
    levels=[
        {"id": "met", "name": "达标", "name_en": "met", "stars": 0, "min_score": 32,
         "dimension_floor": 0.6, "gates": GATES},
    ],
    quotas=[],
)  # fmt: skip
OWN = rubric_document(
    dimension("C", item("C1", 100, JUDGED)),
    id="street",
    name="街道",
    name_en="subdistrict",
    max=100,
    levels=[
        {"id": "met", "name": "达标", "name_en": "met", "stars": 0, "min_score": 80,
         "sheet_lines": {"street": 80}, "gates": []},
    ],
    vetoes=[],
    quotas=[],
    extends={
        "rubric": "town",
        "weight": 0.5,
        "level": "met",
        "not_applicable": ["A2", "G2"],
        "reason": "只适用于村。",
    },
)  # fmt: skip


def composed(own=OWN, base=BASE):
    return compose({"town": base, "street": own}, "street")


def rated(points, facts=None):
    scheme = read_rubric(composed(), DEFINITIONS)
    known = book({"a.members": 3, **(facts or {})})
    findings = {key: Decimal(str(value)) for key, value in points.items()}
    sheet = score(scheme, known, {}, findings)
    return sheet, level(scheme, sheet, known, answers={})


def test_the_document_is_self_contained_and_the_base_is_not_changed():
    before = copy.deepcopy(BASE)
    whole = composed()
    assert before == BASE
    assert "extends" not in whole
    assert [one["id"] for one in whole["dimensions"]] == ["A", "B", "C"]
    assert [(one["id"], one["weight"], one["dimensions"]) for one in whole["sheets"]] == [
        ("town", "0.5", ["A", "B"]),
        ("street", "0.5", ["C"]),
    ]
    assert whole["dimensions"][0]["dropped"] == [
        {"id": "A2", "number": "A2", "name": "指标A2", "max": 5, "reason": "只适用于村。"}
    ]
    assert whole["levels"][0]["sheet_lines"] == {"town": 32, "street": 80}
    assert whole["levels"][0]["sheet_floors"] == {"town": "0.6"}
    assert [gate["id"] for gate in whole["levels"][0]["gates"]] == ["G1"]
    assert [veto["id"] for veto in whole["vetoes"]] == ["V1"]
    dropped = read_rubric(whole, DEFINITIONS).dimensions[0].dropped
    assert [(one.id, one.reason) for one in dropped] == [("A2", "只适用于村。")]


@pytest.mark.parametrize(
    ("points", "facts", "total", "held"),
    [
        ({"A1": 15, "B1": 20, "C1": 100}, {}, "100.00", "met"),
        # A1 12/15 of 20 = 16, B1 16: exactly 32 of 40, its line; 0.5 × 80 + 0.5 × 80
        ({"A1": 12, "B1": 16, "C1": 80}, {}, "80.00", "met"),
        # 31.99 of 40 fails the line of the base, whatever the rest gives
        ({"A1": 12, "B1": "15.99", "C1": 100}, {}, "89.99", ""),
        # own points 79.99: the total is 89.995, rounded once
        ({"A1": 15, "B1": 20, "C1": "79.99"}, {}, "90.00", ""),
        # 11.99 of 20 is below the floor of the base
        ({"A1": "8.99", "B1": 20, "C1": 100}, {}, "89.99", ""),
        ({"A1": 15, "B1": 20, "C1": 100}, {"a.members": 2}, "100.00", ""),
    ],
)
def test_both_are_to_be_met(points, facts, total, held):
    sheet, decision = rated(points, facts)
    assert (str(sheet.total), decision.level) == (total, held)


def test_a_base_without_floor_puts_none_on_its_dimensions():
    base = copy.deepcopy(BASE)
    del base["levels"][0]["dimension_floor"]
    assert composed(base=base)["levels"][0]["sheet_floors"] == {"town": "0"}


def test_every_level_demands_the_gates_of_the_base_under_ids_of_its_own():
    best = {**OWN["levels"][0], "id": "best", "min_score": 95}
    whole = composed({**OWN, "levels": [*OWN["levels"], best]})
    read = read_rubric(whole, DEFINITIONS)
    assert [[gate.id for gate in one.gates] for one in read.levels] == [["G1"], ["G1-best"]]
    known = book({"a.members": 2})
    sheet = score(read, known, {}, {"A1": Decimal(15), "B1": Decimal(20), "C1": Decimal(100)})
    assert level(read, sheet, known, answers={}).level == ""


def extending(**change):
    return {**OWN, "extends": {**OWN["extends"], **change}}


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        (extending(rubric="twn"), ("/extends/rubric", "rubric_unknown")),
        (extending(rubric="street"), ("/extends/rubric", "compose_circular")),
        (extending(level="mett"), ("/extends/level", "extends_level_unknown")),
        (extending(weight=2), ("/extends/weight", "number_over")),
        (extending(colour=1), ("/extends/colour", "key_unknown")),
        (extending(not_applicable=["A9"]), ("/extends/not_applicable/0", "extends_item_unknown")),
        (extending(not_applicable=["A1", "A2"]),
         ("/extends/not_applicable", "extends_dimension_empty")),
        (extending(reason=None), ("/extends", "key_missing")),
        ({**OWN, "extends": "town"}, ("/extends", "not_a_map")),
        ({**OWN, "sheets": []}, ("/extends", "extends_and_sheets")),
    ],
)  # fmt: skip
def test_faults_of_extending(own, fault):
    with pytest.raises(FaultsFound) as caught:
        composed(own)
    assert fault in [(one.path, one.code) for one in caught.value.faults]


def test_a_base_with_sheets_of_its_own_cannot_be_extended():
    third = {**extending(rubric="street", not_applicable=[]), "id": "third"}
    documents = {"town": BASE, "street": OWN, "third": third}
    with pytest.raises(FaultsFound) as caught:
        compose(documents, "third")
    assert [one.code for one in caught.value.faults] == ["extends_base_unfit"]


def test_broken_parts_are_left_to_the_reading():
    broken = {**OWN, "dimensions": "none", "levels": ["x"], "vetoes": []}
    with pytest.raises(FaultsFound) as caught:
        read_rubric(composed(broken), DEFINITIONS)
    assert "not_a_map" in [one.code for one in caught.value.faults]


def test_the_schema_takes_it_before_and_after_resolving():
    for document in (OWN, composed()):
        assert [one.message for one in VALIDATOR.iter_errors(document)] == []
