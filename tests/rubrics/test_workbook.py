"""Rubrics as workbooks: round trip without loss, faults by sheet and cell, hostile files."""

import copy
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from scoring.engine.document import content_hash
from scoring.rubrics.workbook.decoding import decode_lines
from scoring.rubrics.workbook.reading import read_workbook
from scoring.rubrics.workbook.tables import as_lines, normalized, rows_of
from scoring.rubrics.workbook.writing import workbook_of
from tests.rubrics.test_yaml_files import READING, SHIPPED, VALUES, shuffled

DEFINITIONS = READING.definitions


def edited(name, change) -> bytes:
    """Return the workbook of a shipped rubric after somebody worked on it."""
    book = load_workbook(io.BytesIO(workbook_of(SHIPPED[name].document, DEFINITIONS)))
    change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def errors(content: bytes) -> list[tuple[str, str]]:
    """Return place and code of every fault."""
    return [
        (f"{error.spot.sheet}!{error.spot.cell}", error.reason.code)
        for error in read_workbook(content, DEFINITIONS).errors
    ]


def through_rows(document):
    return decode_lines(as_lines(rows_of(document)))


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_shipped_rubric_comes_back_with_its_hash(name):
    shipped = SHIPPED[name]
    reading = read_workbook(workbook_of(shuffled(shipped.document), DEFINITIONS), DEFINITIONS)
    assert reading.errors == ()
    assert content_hash(reading.document) == shipped.content_hash


def test_another_reader_finds_the_sheets_and_the_points():
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(workbook_of(SHIPPED["star-prefecture"].document, DEFINITIONS))
    )
    parts = ["维度", "项目", "评分", "等级", "条件", "一票否决", "占比", "加分", "分表", "直接定级"]
    assert book.sheet_names == ["基本信息", *parts, "其他", "指标对照"]
    heads, *rows = book.get_sheet_by_name("项目").to_python()
    assert [row[heads.index("满分")] for row in rows] == [
        item.max for item in SHIPPED["star-prefecture"].rubric.indicators
    ]


def test_heads_are_fixed_and_words_are_chosen_from_lists():
    content = workbook_of(SHIPPED["corp-5std"].document, DEFINITIONS)
    book = load_workbook(io.BytesIO(content))
    assert book["项目"].freeze_panes == "C2"
    offered = [rule.formula1 for rule in book["项目"].data_validations.dataValidation]
    assert '"是否达到,分档,按比例,按次扣分,逐条,评议"' in offered
    assert not any(sheet.merged_cells.ranges for sheet in book.worksheets)


LATER = {
    "sheets": [{"id": "a", "name": "甲", "weight": "0.5", "dimensions": ["x"]}],
    "bonuses": [
        {
            "id": "b",
            "name": "表彰",
            "points": 2,
            "condition": {"count": "star.honours", "at_least": 1},
        },
        {
            "id": "c",
            "name": "次数",
            "each": "0.5",
            "measure": {"value": "life.tasks"},
            "at_most": 3,
        },
    ],
    "bonus_cap": 5,
    "placements": [{"id": "n", "name": "新成立", "how": "exactly", "condition": {"all": []}}],
    "settings": {"final_cutoff": "12-31", "goals": [{"year": 1}], "a.b": {"c": None}},
}


def test_keys_that_the_sheets_do_not_know_are_kept():
    document = copy.deepcopy(SHIPPED["star-prefecture"].document) | LATER
    document["levels"][0] |= {"sheet": "a", "sheet_lines": {"a": 60}, "approval": {"higher": True}}
    document["vetoes"][0] |= {"effect": "cap", "level": "three", "expires_after_years": 2}
    document["quotas"][0] |= {"of": "stock", "ties": "all_in", "scope": ["odd"]}
    document["dimensions"][0]["indicators"][0] |= {
        "year_end": True,
        "later": {"deep": [1, {"x": ""}]},
    }
    document["dimensions"][1]["weight"] = 0.5  # as a form may have left it
    found = through_rows(shuffled(document))
    assert found.errors == []
    assert content_hash(found.document) == content_hash(document)
    content = workbook_of(document, DEFINITIONS)
    assert content_hash(read_workbook(content, DEFINITIONS).document) == content_hash(document)


def test_part_sheets_placements_and_rules_of_quotas_have_columns():
    document = copy.deepcopy(SHIPPED["star-prefecture"].document) | LATER
    document["bonus_counts"] = True
    document["levels"][0]["approval"] = {"publicity": False, "higher": True}
    document["placements"][0] |= {"level": "none", "rule": "X-1"}
    document["placements"][0]["condition"] = {"value": "org.members_full", "below": 3}
    document["quotas"][0] |= {
        "of": "new",
        "year_index": 2,
        "rounding": "half_up",
        "scope": "organization",
        "ties": "all_out",
    }
    rows = rows_of(document)
    assert content_hash(through_rows(document).document) == content_hash(document)
    assert (rows["分表"][0]["权重"], rows["分表"][0]["维度编号"]) == (Decimal("0.5"), "x")
    placed = rows["直接定级"][0]
    assert (placed["定法"], placed["等级"], placed["指标"]) == (
        "就定此级",
        "none",
        "org.members_full",
    )
    assert (rows["等级"][0]["公示"], rows["等级"][0]["上级批准"]) == ("否", "是")
    assert [
        rows["占比"][0][head] for head in ("计算对象", "第几年", "取整", "计算范围", "同分")
    ] == [
        "当年新评",
        2,
        "四舍五入",
        "上级组织各自",
        "都不算",
    ]
    head = {row["名称"]: row["内容"] for row in rows["基本信息"]}
    assert (head["加分上限"], head["加分计入等级"]) == (5, "是")
    kept = {row["位置"].partition(".")[0] for row in rows["其他"]}
    assert not kept & {"sheets", "placements", "bonus_cap", "bonus_counts"}


@pytest.mark.parametrize(
    "dimensions",
    [
        None, "text", [], [1], {"a": 1}, [{"id": "a"}, {"id": "a", "indicators": [{"id": "x"}]}],
        [{"indicators": [{"name": "no id", "scoring": {"kind": "tiered", "tiers": [{}]}}]}],
        [{"id": "=1+1", "name": " blank ", "weight": "007", "indicators": "none"}],
        [{"id": "a", "indicators": [{"id": "i", "scoring": {"tiers": [1], "condition": []}}]}],
        [{"id": "a", "indicators": [{"id": "i", "scoring": {"condition": {}, "measure": {}}}]}],
        [{"id": "a", "name": "_x0041_ and\r\nlines\u3000", "weight": True}],
        [{"id": "a\x01", "indicators": [{"id": "i\x02", "name": "x\x03"}]}],
    ],
)  # fmt: skip
def test_a_draft_with_faults_is_written_without_loss(dimensions):
    document = {"id": "draft", "dimensions": dimensions}
    content = workbook_of(document, DEFINITIONS)
    assert content_hash(through_rows(document).document) == content_hash(document)
    assert content_hash(read_workbook(content, DEFINITIONS).document) == content_hash(document)


SECTIONS = st.sampled_from(
    ["dimensions", "levels", "quotas", "vetoes", "bonuses", "max", "name", "x"]
)


@settings(max_examples=60)
@given(st.dictionaries(SECTIONS, VALUES, max_size=4), st.lists(VALUES, max_size=2))
def test_whatever_a_document_holds_comes_back_as_it_was(document, entries):
    document = {**document, "levels": [{"id": "a", "gates": entries, "route": "review"}]}
    found = through_rows(document)
    assert found.errors == []
    assert found.document == normalized(document)


def test_an_edited_cell_changes_the_document():
    def change(book):
        sheet = book["维度"]
        sheet["D2"] = " １０ "  # full-width digits in a text
        book["项目"]["F2"] = "10.0"
        book["等级"]["E3"] = 86.5
        book["基本信息"]["B4"] = "2.0"

    document = read_workbook(edited("star-prefecture", change), DEFINITIONS).document
    assert document["version"] == "2.0"
    assert document["dimensions"][0]["weight"] == 10
    assert document["dimensions"][0]["indicators"][0]["max"] == "10.0"
    assert document["levels"][1]["min_score"] == "86.5"


def test_blank_rows_are_passed_over_and_rows_may_be_sorted():
    def change(book):
        book["条件"].insert_rows(3, 2)
        book["评分"].move_range("A2:N4", rows=400)

    reading = read_workbook(edited("star-prefecture", change), DEFINITIONS)
    assert reading.errors == ()
    shipped = SHIPPED["star-prefecture"].document
    assert reading.document["levels"] == shipped["levels"]
