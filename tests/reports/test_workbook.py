"""The yearly workbook, written and opened again: numbers, dates, text, print set-up."""

import dataclasses
import datetime
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scoring.assessments.enums import Status
from scoring.reports.dashboards import overview
from scoring.reports.queries import change_rows, gate_rows, rating_rows
from scoring.reports.workbook.summary import Summary
from scoring.reports.workbook.yearly import write_yearly_summary
from scoring.workflow.annual_close import close_year
from scoring.workflow.reinspection import record_reinspection
from tests.factories.filling import fill_perfectly, fresh
from tests.factories.review import assessment_at, confirmed_veto, rating_of
from tests.factories.world import CHINA, YEAR, World, make_world

pytestmark = pytest.mark.django_db

LATER = datetime.datetime(YEAR + 1, 6, 10, 10, 0, tzinfo=CHINA)
SHEETS = [
    "总览",
    "评定汇总",
    "五个标准化得分",
    "未达到的条件",
    "一票否决和降星",
    "较上年变化",
    "填表说明",
    "字典",
]


def _reopened(world: World) -> Workbook:
    """Build the workbook of the whole tree and read it back from its bytes."""
    file = io.BytesIO()
    write_yearly_summary(
        file,
        organization=world.department,
        year=YEAR,
        version=world.version,
        filled_on=datetime.date(YEAR, 12, 20),
    )
    file.seek(0)
    return openpyxl.load_workbook(file)


def _rows(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """Return the body rows, without title, head and closing line."""
    found = list(sheet.iter_rows(min_row=5, values_only=True))
    return [row for row in found if any(value is not None for value in row)][:-1]


def test_the_workbook_has_every_sheet_in_order_and_hides_its_dictionary() -> None:
    world = make_world()
    assessment_at(Status.CONFIRMED, world)
    book = _reopened(world)
    assert book.sheetnames == SHEETS
    assert book["字典"].sheet_state == "hidden"
    assert book["字典"]["A1"].value == "yearly-summary/1"
    assert len(book["总览"]._charts) == 1


def test_points_are_numbers_dates_are_dates_and_totals_reconcile() -> None:
    world = make_world()
    assessment = assessment_at(Status.CONFIRMED, world)
    book = _reopened(world)
    row = next(row for row in _rows(book["评定汇总"]) if row[2] == world.branch.code)
    rating = rating_of(assessment)
    assert Decimal(str(row[7])) == rating.total == Decimal("100.00")
    assert row[8] == "五星级"
    assert row[11].date() == datetime.date(YEAR + 1, 12, 31)
    cell = book["评定汇总"].cell(5, 8)
    assert (cell.data_type, cell.number_format) == ("n", "0.00")
    scores = next(row for row in _rows(book["五个标准化得分"]) if row[1] == world.branch.name)
    assert sum(Decimal(str(value)) for value in scores[2:7]) == Decimal(str(scores[7]))
    counted = overview(world.department, YEAR, world.version).distributions[0]
    total = next(row for row in _rows(book["总览"]) if row[0] == YEAR)
    assert total[1] == counted.total
    assert total[2] == counted.counts["five"] == 1


def test_every_table_prints_on_a4_landscape_with_its_head_on_each_page() -> None:
    world = make_world()
    assessment_at(Status.CONFIRMED, world)
    book = _reopened(world)
    for name in SHEETS[:6]:
        sheet = book[name]
        assert sheet.freeze_panes == "A5"
        assert sheet.print_title_rows == "$1:$4"
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
        assert "制表人" in sheet.cell(sheet.max_row, 1).value
        assert any(str(merged).startswith("A1:") for merged in sheet.merged_cells.ranges)


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    world = make_world()
    assessment_at(Status.CONFIRMED, world)
    type(world.branch).objects.filter(pk=world.branch.pk).update(name='=HYPERLINK("x")')
    book = _reopened(world)
    cell = next(
        cell for cell in book["评定汇总"]["D"] if cell.value and "HYPERLINK" in str(cell.value)
    )
    assert cell.data_type == "s"
    assert cell.value == '=HYPERLINK("x")'


def test_a_downgrade_shows_with_its_notice_and_the_level_now_in_force() -> None:
    world = make_world()
    assessment = assessment_at(Status.CONFIRMED, world)
    record_reinspection(
        assessment=fresh(assessment),
        inspected_on=LATER.date(),
        inspectors=["周文斌", "郭海涛"],
        passed=False,
        findings="主题党日记录缺四个月。",
        by=world.inspector,
        now=LATER,
    )
    (change,) = change_rows(world.department, YEAR)
    assert (change.from_level, change.to_level) == ("five", "four")
    book = _reopened(world)
    (row,) = _rows(book["一票否决和降星"])
    assert row[2:5] == ("复检不合格，降一档", "五星级", "四星级")
    assert row[6] == change.notice != ""
    listed = next(row for row in _rows(book["评定汇总"]) if row[2] == world.branch.code)
    assert listed[8] == "四星级"


def test_a_veto_shows_as_such_everywhere() -> None:
    world = make_world()
    assessment_at(Status.CONFIRMED, world)
    confirmed_veto(world, now=LATER)
    book = _reopened(world)
    listed = next(row for row in _rows(book["评定汇总"]) if row[2] == world.branch.code)
    assert listed[8] == "一票否决"
    assert listed[10] is None
    (row,) = _rows(book["一票否决和降星"])
    assert row[2:5] == ("一票否决，取消星级", "五星级", "取消")
    total = next(row for row in _rows(book["总览"]) if row[0] == YEAR)
    assert total[6] == 1


def test_a_star_that_is_not_final_is_called_expected() -> None:
    world = make_world()
    assessment_at(Status.SUBMITTED, world)
    rows = {row[1]: row[3] for row in _rows(_reopened(world)["较上年变化"])}
    assert rows[world.branch.name] == "预计五星级"


def test_who_did_not_declare_has_no_star_in_any_count() -> None:
    world = make_world()
    assessment = fill_perfectly(world, assessment_at(Status.FILLING, world))
    assert fresh(assessment).predicted_level == "five"
    close_year(year=YEAR, by=world.office, now=LATER)
    book = _reopened(world)
    total = next(row for row in _rows(book["总览"]) if row[0] == YEAR)
    assert total[2:6] == (0, 0, 0, 2)
    rows = {row[1]: row[3] for row in _rows(book["较上年变化"])}
    assert rows[world.branch.name] == "未申报"


def test_a_gate_that_kept_a_branch_from_its_star_is_listed_with_its_reason() -> None:
    world = make_world()
    assessment = assessment_at(Status.CONFIRMED, world, star="five")
    assert list(gate_rows(world.department, YEAR)) == []
    rating = rating_of(assessment)
    unmet = rating.content.replace('"state":"met"', '"state":"unmet"')
    type(rating).objects.filter(pk=rating.pk).update(content=unmet, proposed_level="four")
    rows = list(gate_rows(world.department, YEAR))
    assert rows
    assert {row.level for row in rows} == {"five"}
    assert all(row.gate and row.why for row in rows)


def test_rows_cost_the_same_queries_for_one_branch_and_for_two(
    django_assert_num_queries: Any,
) -> None:
    world = make_world()
    assessment_at(Status.CONFIRMED, world)
    with django_assert_num_queries(2):
        assert len(rating_rows(world.department, YEAR)) == 2
    with django_assert_num_queries(2):
        assert len(rating_rows(world.branch, YEAR)) == 1


def test_a_level_that_only_an_earlier_version_had_keeps_its_name() -> None:
    world = make_world()
    day = datetime.date(YEAR + 1, 12, 20)
    programme, version = world.version.rubric, world.version
    summary = Summary(world.department, YEAR + 1, programme, version, day)
    kept = tuple(one for one in summary.rubric.levels if one.id != "three")
    later = dataclasses.replace(summary.rubric, levels=kept)
    summary.__dict__["rubric"] = later  # as if the next version had one level less
    words = [summary.level_word(level) for level in ("", "five", "three", "gone")]
    assert words == ["未达星级", "五星级", "三星级", "gone"]


def test_the_command_refuses_what_it_cannot_report_and_writes_nothing(tmp_path: Path) -> None:
    world = make_world()
    assessment_at(Status.CONFIRMED, world)
    target = tmp_path / "summary.xlsx"
    for arguments, words in (
        ((YEAR, "--organization", "NOPE"), "没有代码为 NOPE 的组织"),
        ((1999, "--organization", world.department.code), "1999 年度没有自评"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("export_summary", *arguments, "--output", str(target))
    with pytest.raises(CommandError, match=r"文件夹 .* 不存在"):
        call_command(
            "export_summary",
            YEAR,
            "--organization",
            world.department.code,
            "--output",
            str(tmp_path / "nowhere" / "summary.xlsx"),
        )
    assert not target.exists()
    call_command(
        "export_summary", YEAR, "--organization", world.department.code, "--output", str(target)
    )
    assert openpyxl.load_workbook(target).sheetnames == SHEETS
