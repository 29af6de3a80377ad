"""Rubrics as workbooks: round trip without loss, faults by sheet and cell, hostile files."""

import copy
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from scoring.engine.document import content_hash
from scoring.engine.wording import say
from scoring.rubrics.workbook.decoding import decode_lines
from scoring.rubrics.workbook.reading import MOST_UNPACKED, read_workbook
from scoring.rubrics.workbook.tables import TooLongForCell, as_lines, normalized, rows_of
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


@pytest.mark.parametrize(
    ("cell", "value", "wanted"),
    [
        ("维度!D2", "十", ("维度!D2", "number_malformed")),
        ("维度!D2", 11, ("维度!D2", "weight_not_sum")),
        ("维度!D2", None, ("维度!D2", "key_missing")),
        ("维度!D2", "=5+5", ("维度!D2", "cell_formula")),
        ("维度!G1", "备注", ("维度!G1", "head_unknown")),
        ("维度!G1", "编号", ("维度!G1", "head_twice")),
        ("维度!H3", "x", ("维度!H1", "column_headless")),
        ("项目!G2", "随便", ("项目!G2", "cell_no_choice")),
        ("项目!A3", "STB-D99", ("项目!A3", "cell_parent")),
        ("项目!A3", None, ("项目!A3", "cell_missing")),
        ("项目!R2", "也许", ("项目!R2", "cell_no_choice")),
        ("项目!S2", "{a: [", ("项目!S2", "cell_yaml_broken")),
        ("评分!B2", "别的", ("评分!B2", "cell_no_choice")),
        ("评分!B2", None, ("评分!B2", "cell_missing")),
        ("评分!E2", 2, ("评分!E2", "number_over")),
        ("条件!I3", "no.such", ("条件!I3", "fact_unknown")),
        ("条件!I2", "no.such", ("条件!I2", "cell_two_facts")),
        ("条件!J3", "随便", ("条件!J3", "cell_no_choice")),
        ("条件!K3", "随便", ("条件!K3", "cell_no_choice")),
        ("条件!L2", None, ("条件!I2", "cell_missing")),
        ("条件!M2", "{value: disc.cases, equals: 0}", ("条件!I2", "cells_and_yaml")),
        ("等级!E3", 60, ("等级!E3", "levels_not_rising")),
        ("基本信息!A5", "别名", ("基本信息!A5", "cell_no_choice")),
        ("其他!A2", None, ("其他!B2", "cell_missing")),
        ("其他!B2", "[", ("其他!B2", "cell_yaml_broken")),
        ("其他!A3", "name", ("其他!B3", "cell_twice")),
    ],
)
def test_faults_name_sheet_and_cell(cell, value, wanted):
    title, _, place = cell.partition("!")

    def change(book):
        book[title][place] = value

    found = errors(edited("star-prefecture", change))
    assert wanted in found


@pytest.mark.parametrize("value", [1e30, 123456789012345678901.5, float("inf"), -1e308])
def test_numbers_beyond_reason_are_told_and_do_not_break_the_reading(value):
    def change(book):
        book["项目"]["F2"] = value
        book["项目"]["F2"].number_format = "0.00"

    found = errors(edited("star-prefecture", change))
    assert "项目!F2" in [place for place, _code in found]


def test_a_cell_that_shows_many_places_keeps_its_number():
    def change(book):
        book["维度"]["D2"].number_format = "0." + "0" * 40

    shipped = SHIPPED["star-prefecture"].document
    (first, *_) = read_workbook(edited("star-prefecture", change), DEFINITIONS).document[
        "dimensions"
    ]
    assert Decimal(first["weight"]) == shipped["dimensions"][0]["weight"]


def test_what_a_column_says_already_is_not_said_again_beside_it():
    def change(book):
        book["项目"]["T2"] = "{name: 别的, scoring: {kind: judged, free: 1}}"

    found = errors(edited("star-prefecture", change))
    assert found.count(("项目!T2", "cell_twice")) == 2
    assert ("项目!T2", "cell_yaml_broken") in errors(
        edited("star-prefecture", lambda book: book["项目"].__setitem__("T2", "["))
    )


def test_every_fault_has_its_sentence():
    def change(book):
        book["维度"]["D2"] = "=1"
        book["维度"].merge_cells("A3:B4")
        book.create_sheet("我的笔记")["A1"] = "x"
        book["评分"]["N2"] = "不是映射"

    reading = read_workbook(edited("star-prefecture", change), DEFINITIONS)
    codes = {error.reason.code for error in reading.errors}
    assert codes >= {"cell_formula", "cell_merged", "sheet_unknown"}
    for error in reading.errors:
        assert say(error.reason, "zh")
        assert say(error.reason, "en")


@pytest.mark.parametrize("sheet", ["基本信息", "项目", "条件", "一票否决", "占比", "加分", "其他"])
def test_a_sheet_that_every_export_has_is_missed(sheet):
    content = edited("star-prefecture", lambda book: book.remove(book[sheet]))
    found = read_workbook(content, DEFINITIONS).errors
    said = [say(one.reason, "zh") for one in found if one.reason.code == "sheet_missing"]
    assert len(said) == 1
    assert f"“{sheet}”" in said[0]


def test_a_file_from_before_the_newer_sheets_is_read():
    def older(book):
        for sheet in ("分表", "直接定级", "指标对照"):
            book.remove(book[sheet])

    reading = read_workbook(edited("star-prefecture", older), DEFINITIONS)
    assert reading.errors == ()
    assert content_hash(reading.document) == SHIPPED["star-prefecture"].content_hash


def test_settings_of_a_workbook_are_checked_at_their_cell():
    def change(book):
        for row in book["其他"].iter_rows(min_row=2):
            if row[0].value == "settings.validity_years":
                row[1].value = "many"

    ((place, code),) = errors(edited("star-prefecture", change))
    assert (place.partition("!")[0], code) == ("其他", "not_a_number")


def test_broken_yaml_in_a_cell_is_said_in_chinese_with_its_line():
    def change(book):
        book["其他"]["A9"], book["其他"]["B9"] = "notes", "a: 1\nb: [1"

    (error,) = read_workbook(edited("star-prefecture", change), DEFINITIONS).errors
    said = say(error.reason, "zh")
    assert "第 2 行" in said
    assert "expected" not in said


def test_a_missing_key_is_named_by_its_column():
    def change(book):
        book["项目"]["E2"] = None

    (error, *_) = read_workbook(edited("star-prefecture", change), DEFINITIONS).errors
    assert (error.spot.cell, error.reason.data["key"]) == ("E2", "要求")


def test_an_uncomputed_error_and_a_date_are_told(tmp_path):
    def change(book):
        book["维度"]["B2"] = "#REF!"
        book["维度"]["B2"].data_type = "e"

    assert ("维度!B2", "cell_error") in errors(edited("star-prefecture", change))


def test_files_that_are_no_workbook_are_refused():
    for content in (b"", b"PK\x03\x04 not a zip", b"<html>", workbook_of({}, {})[:-200]):
        assert errors(content) == [("!", "workbook_unreadable")]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("[Content_Types].xml", "<x/>")
    assert errors(archive.getvalue()) == [("!", "workbook_unreadable")]


def rewritten(part: str, text: bytes) -> bytes:
    """Return a workbook with one part of its archive replaced."""
    source = zipfile.ZipFile(io.BytesIO(workbook_of({}, {})))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            made.writestr(entry.filename, text if entry.filename == part else source.read(entry))
    return target.getvalue()


def test_bombs_do_not_go_off():
    assert errors(rewritten("xl/styles.xml", b" " * (MOST_UNPACKED + 1))) == [
        ("!", "workbook_too_large")
    ]
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 99) for n in range(1, 9))
    laugh = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + laughs + b"]><x>&a8;</x>"
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        assert errors(rewritten(part, laugh))
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        assert errors(rewritten(part, b"<broken"))


def test_a_sheet_without_end_is_refused():
    book = Workbook()
    book.active.title = "维度"
    book.active["A1"] = "编号"
    book.active.cell(1_000_000, 1, "x")
    content = io.BytesIO()
    book.save(content)
    assert ("维度!A1", "sheet_too_large") in errors(content.getvalue())


def test_a_text_longer_than_a_cell_is_told_before_writing():
    with pytest.raises(TooLongForCell) as refused:
        workbook_of({"dimensions": [{"id": "a", "name": "长" * 33_000}]}, DEFINITIONS)
    assert refused.value.sheet == "维度"
