"""Composition and hashes of rubric documents, and the schema that describes them."""

import copy
import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import yaml

from scoring.engine.document import compose, content_hash, structure_hash
from scoring.engine.faults import FaultsFound
from tests.engine.small import JUDGED, dimension, item, rubric_document

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
BASE = rubric_document(dimension("D", item("I", 100, JUDGED)), id="base")
STARS = {**rubric_document(dimension("E", item("J", 50, JUDGED))), "id": "stars"}
BOTH = {
    "format": "branchstd-rubric/1",
    "id": "both",
    "version": "1",
    "name": "合",
    "name_en": "both",
    "compose": {"dimensions": "base", "levels": "stars", "vetoes": "stars", "quotas": "stars"},
    "add_gates": {"five": [{"id": "G", "name": "门槛", "judged": True}]},
}
DOCUMENTS = {"base": BASE, "stars": STARS, "both": BOTH}


def faults_of(document):
    with pytest.raises(FaultsFound) as caught:
        compose({**DOCUMENTS, "both": document}, "both", lines={"/compose/levels": 8})
    return [(fault.path, fault.code) for fault in caught.value.faults]


def test_sections_are_taken_whole_and_gates_added():
    before = copy.deepcopy(DOCUMENTS)
    whole = compose(DOCUMENTS, "both")
    assert whole["dimensions"] == BASE["dimensions"]
    assert whole["max"] == "100"
    assert [level.get("gates") for level in whole["levels"]] == [[], [], BOTH["add_gates"]["five"]]
    assert "compose" not in whole
    assert "add_gates" not in whole
    assert before == DOCUMENTS


def test_a_document_that_composes_nothing_is_returned_as_it_is():
    assert compose(DOCUMENTS, "base") == BASE
    assert compose(DOCUMENTS, "base") is not BASE


def test_composing_from_a_composed_rubric():
    third = {
        **BOTH,
        "id": "third",
        "compose": {"levels": "both"},
        "dimensions": [],
        "add_gates": {},
    }
    whole = compose({**DOCUMENTS, "third": third}, "third")
    assert whole["levels"][2]["gates"] == BOTH["add_gates"]["five"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"compose": {"levels": "star"}}, ("/compose/levels", "rubric_unknown")),
        ({"compose": {"levels": "both"}}, ("/compose/levels", "compose_circular")),
        ({"levels": []}, ("/compose/levels", "composed_and_written")),
        ({"compose": {"names": "base"}}, ("/compose/names", "key_unknown")),
        ({"compose": []}, ("/compose", "not_a_map")),
        ({"add_gates": {"six": []}}, ("/add_gates/six", "key_unknown")),
        ({"add_gates": []}, ("/add_gates", "not_a_map")),
    ],
)
def test_faults_of_composition(change, fault):
    assert fault in faults_of({**BOTH, **change})


def test_round_about_composition_is_a_fault():
    documents = {
        "a": {"id": "a", "compose": {"levels": "b"}},
        "b": {"id": "b", "compose": {"levels": "a"}},
    }
    with pytest.raises(FaultsFound) as caught:
        compose(documents, "a")
    assert caught.value.faults[0].code == "compose_circular"


def test_an_unknown_rubric_is_a_key_error():
    with pytest.raises(KeyError):
        compose(DOCUMENTS, "none")


def test_gates_cannot_be_added_to_what_is_no_level():
    assert ("/add_gates/five", "key_unknown") in faults_of(
        {**{key: BOTH[key] for key in BOTH if key != "compose"}, "levels": "none"}
    )


def test_hashes_do_not_depend_on_order_or_on_how_numbers_are_written():
    other = json.loads(json.dumps(BASE))
    other["max"] = "100"
    turned = dict(reversed(list(other.items())))
    assert content_hash(turned) == content_hash(BASE)
    shares = [{"share": one} for one in (1, 1.0, Decimal("1.00"))]
    assert len({content_hash(one) for one in shares}) == 1
    assert content_hash({"share": 0.8}) == content_hash({"share": Decimal("0.80")})


def test_content_changes_with_everything_structure_with_what_decides():
    named = {**BASE, "name": "改名"}
    assert content_hash(named) != content_hash(BASE)
    assert structure_hash(named) == structure_hash(BASE)
    harder = copy.deepcopy(BASE)
    harder["levels"][0]["min_score"] = 76
    assert structure_hash(harder) != structure_hash(BASE)
    assert len(content_hash(BASE)) == 64
    assert content_hash({"a": None, "b": True, "c": float("inf")})


SCHEMA = json.loads((FIXTURES / "rubric.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.mark.parametrize(
    "path", sorted((FIXTURES / "rubrics").glob("*.yaml")), ids=lambda p: p.stem
)
def test_shipped_rubrics_obey_the_schema(path):
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


def test_the_schema_is_a_schema_and_refuses_what_reading_refuses():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert list(VALIDATOR.iter_errors(BASE)) == []
    assert list(VALIDATOR.iter_errors(BOTH)) == []
    for change in (
        {"colour": "red"},
        {"levels": "none"},
        {"format": "other"},
        {"dimensions": [dimension("D", item("I", 100, {"kind": "magic"}))]},
        {
            "dimensions": [
                dimension("D", item("I", 100, {"kind": "boolean", "condition": {"value": "a.b"}}))
            ]
        },
        {"vetoes": [{"id": "V"}]},
        {"compose": {"levels": "stars"}},
        {"sheets": []},
        {"bonuses": [{"id": "B", "name": "加分", "trigger": "受表彰", "points": 2}]},
        {"bonus_counts": "yes"},
        {"extends": {"rubric": "base", "weight": 2, "level": "met"}},
    ):
        assert list(VALIDATOR.iter_errors({**BASE, **change})), change
