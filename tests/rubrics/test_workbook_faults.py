"""What is wrong with a workbook is told by sheet and cell; hostile files do no harm."""

import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook

from scoring.engine.document import content_hash
from scoring.engine.wording import say
from scoring.rubrics.workbook.reading import MOST_UNPACKED, read_workbook
from scoring.rubrics.workbook.tables import TooLongForCell
from scoring.rubrics.workbook.writing import workbook_of
from tests.rubrics.test_workbook import DEFINITIONS, edited, errors
from tests.rubrics.test_yaml_files import SHIPPED


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
