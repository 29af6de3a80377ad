"""The forms of a rubric's parts: what they show says the same when it is read back."""

from collections.abc import Iterator
from typing import Any

import pytest

from scoring.engine.document import content_hash
from scoring.engine.reading_measures import MEASURES
from scoring.engine.reading_scoring import KINDS
from scoring.rubrics.parts import part_at, with_part
from scoring.web.rubrics.draft_fields import PartSpec
from scoring.web.rubrics.draft_measures import MEASURE_FIELDS
from scoring.web.rubrics.draft_reading import PartReader, number
from scoring.web.rubrics.draft_rows import changed_rows, rows_of
from scoring.web.rubrics.draft_specs import ITEM, SCORING_SPECS, part_spec
from scoring.web.rubrics.draft_typed import typed_of
from tests.rubrics.branches import shipped

READING = shipped()
DEFINITIONS = READING.definitions
DOCUMENTS = {one.rubric.id: one.document for one in READING.rubrics}
ITEM_SPEC = PartSpec("item", ITEM)


def pointers(document: dict[str, Any]) -> Iterator[str]:
    """Yield every part that has a form of its own."""
    yield ""
    for section in ("dimensions", "levels", "vetoes", "quotas", "bonuses", "placements", "sheets"):
        for n, entry in enumerate(document.get(section) or ()):
            yield f"/{section}/{n}"
            for inner in ("indicators", "gates"):
                for m in range(len(entry.get(inner) or ())):
                    yield f"/{section}/{n}/{inner}/{m}"


def again(pointer: str, part: dict[str, Any]) -> dict[str, Any]:
    """Return a part after its form was opened and saved without a change."""
    spec = part_spec(pointer)
    assert spec is not None
    reader = PartReader(typed_of(spec, part), DEFINITIONS)
    found = reader.part(spec, part)
    assert reader.faults == []
    return found


def item(scoring: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "I",
        "number": "1",
        "name": "项",
        "requirement": "求",
        "max": 4,
        "scoring": scoring,
    }


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_opening_and_saving_every_part_changes_nothing(name: str) -> None:
    document = DOCUMENTS[name]
    saved = document
    for pointer in pointers(document):
        saved = with_part(saved, pointer, again(pointer, part_at(saved, pointer)))
    assert content_hash(saved) == content_hash(document)


def test_there_is_a_form_for_every_scoring_kind() -> None:
    assert set(SCORING_SPECS) == set(KINDS)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_measure_has_fields_or_is_kept_as_text(measure: str) -> None:
    values: dict[str, Any] = {
        "ratio": {"ratio": ["org.members_full", ["org.members_total", "org.activists"]]},
        "difference": {"difference": ["org.members_full", "org.members_total"]},
        "periods_met": {"periods_met": "life.committee", "every": "month", "at_least": 2},
        "period": {"period": "life.committee", "quarter": 2},
        "count": {"count": "org.annual_docs", "of": ["目标", "计划"]},
        "level_held": {"level_held": True},
        "years_held": {"years_held": "five"},
        "share_below": {"share_below": ["star.level", {"at_least": 3}]},
    }
    value = values.get(measure, {measure: "org.members_total"})
    condition = value if measure == "periods_met" else {**value, "at_least": "0.5"}
    part = item({"kind": "boolean", "condition": condition})
    assert again("/dimensions/0/indicators/0", part) == part
    typed = typed_of(ITEM_SPEC, part)
    expected = measure if measure in MEASURE_FIELDS else "yaml"
    assert typed["scoring.condition.measure"] == expected


@pytest.mark.parametrize(
    "condition",
    [
        {"all": [{"value": "org.has_committee", "equals": True}]},
        {
            "when": {"value": "org.has_groups", "equals": True},
            "then": {"value": "a.b", "filled": True},
        },
        {"years_since": "org.elected_on", "below": {"value": "org.term_years"}},
        {"count": "org.members", "where": ["proof", {"equals": True}], "at_least": 3},
        {"value": "org.committee_size", "odd": True},
        {"value": "org.committee_size", "between": [3, 7]},
        {"value": "led.books", "includes": ["党员学习笔记本", "支部会议记录本"]},
        {"value": "org.form", "one_of": ["单独支部", "联合支部"]},
        {"value": "org.has_committee", "equals": False},
    ],
)
def test_conditions_beyond_the_form_are_kept_too(condition: dict[str, Any]) -> None:
    part = item(
        {"kind": "tiered", "tiers": [{"condition": condition, "share": "0.8", "name": "档"}]}
    )
    assert again("/dimensions/0/indicators/0", part) == part


def test_unknown_keys_stay_where_they_are() -> None:
    scoring = {"kind": "judged", "choices": [{"id": "a", "name": "有", "share": 1, "color": "red"}]}
    part = item(scoring) | {"year_end": True, "evidence": {"need": "none", "later": [1]}}
    assert again("/dimensions/0/indicators/0", part) == part


def test_what_is_typed_becomes_the_item() -> None:
    typed = {
        "name": "入党积极分子",
        "max": "４",
        "scoring.kind": "tiered",
        "scoring.tiers.rows": "2",
        "scoring.tiers.0.name": "七成以上",
        "scoring.tiers.0.share": "1",
        "scoring.tiers.0.condition.measure": "ratio",
        "scoring.tiers.0.condition.ratio.0": "正式党员数",  # by its name
        "scoring.tiers.0.condition.ratio.1": "org.members_total\n\norg.activists",
        "scoring.tiers.0.condition.operator": "at_least",
        "scoring.tiers.0.condition.operand": "0.70",
        "scoring.tiers.1.condition.measure": "value",
        "scoring.tiers.1.condition.value": "org.has_committee",
        "scoring.tiers.1.condition.operator": "equals",
        "scoring.tiers.1.condition.operand": "true",
        "evidence.need": "required",
        "evidence.documents": "名册\n记录",
        "on_site": "yes",
        "rest": "year_end: true",
    }
    reader = PartReader(typed, DEFINITIONS)
    found = reader.part(ITEM_SPEC, {})
    first, second = found["scoring"]["tiers"]
    assert first["condition"] == {
        "ratio": ["org.members_full", ["org.members_total", "org.activists"]],
        "at_least": "0.70",
    }
    assert second == {"condition": {"value": "org.has_committee", "equals": True}}
    assert (found["max"], found["on_site"], found["year_end"]) == (4, True, True)
    assert found["evidence"] == {"need": "required", "documents": ["名册", "记录"]}
    assert found["id"]
    assert reader.faults == []


def test_broken_yaml_names_its_input_and_line() -> None:
    typed = {
        "scoring.kind": "boolean",
        "scoring.condition.measure": "yaml",
        "scoring.condition.yaml": "all:\n- {value: a.b\n",
        "rest": "- 1",
        "settings": "a: &x 1\nb: *x",
    }
    reader = PartReader(typed, DEFINITIONS)
    reader.part(ITEM_SPEC, {})
    assert [(name, code) for name, code, _data in reader.faults] == [
        ("scoring.condition.yaml", "yaml_broken"),
        ("rest", "not_a_map"),
    ]
    assert reader.faults[0][2]["line"] == 2
    deep = PartReader({"rest": "[" * 5000}, DEFINITIONS)
    deep.part(ITEM_SPEC, {})
    assert deep.faults


def test_rows_come_go_and_move() -> None:
    typed = typed_of(ITEM_SPEC, item({"kind": "judged", "choices": [{"id": c} for c in "abc"]}))
    name = "scoring.choices"

    def ids(changed: dict[str, str]) -> list[str | None]:
        return [row.get("id") for row in rows_of(changed, name)]

    assert ids(changed_rows(typed, f"add:{name}")) == ["a", "b", "c", None]
    assert ids(changed_rows(typed, f"remove:{name}:1")) == ["a", "c"]
    assert ids(changed_rows(typed, f"up:{name}:2")) == ["a", "c", "b"]
    for nothing in ("reshape", f"up:{name}:0", f"remove:{name}:9", f"remove:{name}:x", "add"):
        assert ids(changed_rows(typed, nothing)) == ["a", "b", "c"]
    assert changed_rows(typed, f"add:{name}")["name"] == "项"


def test_new_rows_get_ids_that_are_free() -> None:
    typed = typed_of(ITEM_SPEC, item({"kind": "judged", "choices": [{"id": "i-1"}, {"id": "x"}]}))
    reader = PartReader(changed_rows(typed, "add:scoring.choices"), DEFINITIONS)
    found = reader.part(ITEM_SPEC, {})
    assert [one["id"] for one in found["scoring"]["choices"]] == ["i-1", "x", "i-2"]


@pytest.mark.parametrize(
    ("text", "value"), [("7", 7), ("０.５", "0.5"), ("0.50", "0.50"), ("x", "x"), ("07", "07")]
)
def test_numbers_stay_exact(text: str, value: object) -> None:
    assert number(text) == value
