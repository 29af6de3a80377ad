"""Past years over HTTP: the template, what a workbook would bring, hostile files, withdrawal."""

import datetime
import io

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from scoring.facts.models import FactSheet
from scoring.ratings.models import HistoryImport, PastRating
from scoring.web.office.history import GOOD_FOR
from tests.factories import NOW, YEAR, World, make_world, open_cycle_for
from tests.web.past_years import (
    BOMB,
    HEADS,
    PROOF,
    RATED,
    SHEETS,
    STANDARD,
    archive,
    cells,
    checked,
    spoilt,
    taken,
    workbook,
)
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world() -> World:
    return make_world().load()


@pytest.fixture
def office(world) -> Client:
    return signed_in(world.office)


def test_the_template_is_read_back_once_it_is_filled_in(office) -> None:
    answer = office.get(reverse("office:history_template"))
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["历年评级", "历年事件", "历年数据", "党组织名册", "填写说明", "选项"]
    roster = [(row[0].value, row[1].value) for row in book["党组织名册"].iter_rows(min_row=2)]
    assert ("XQ-JG-01", "某县档案局党支部") in roster
    assert "LQ-01" not in dict(roster)  # another county's
    assert book["选项"].sheet_state == "hidden"
    for title, heads in HEADS.items():
        assert [cell.value for cell in book[title][1]] == heads
        for row in SHEETS[title]:
            book[title].append(row)
    assert len(book["历年评级"].data_validations.dataValidation) == 2
    offered = [cell.value for cell in book["选项"]["B"] if cell.value]
    assert offered[-1] == "未定等次"
    assert "五星级" in offered
    content = io.BytesIO()
    book.save(content)
    assert checked(office, content.getvalue()).context["preview"].new == 3


def test_looking_keeps_nothing_and_taking_takes_all(office, world) -> None:
    page = checked(office, workbook(SHEETS))
    assert page.status_code == 200
    lines = [
        (one.year, one.ratings, one.incidents, one.facts) for one in page.context["preview"].years
    ]
    assert lines == [(2025, 1, 0, 1), (2023, 0, 1, 0)]
    assert [
        (one.branch, one.year, one.what, one.proof) for one in page.context["preview"].lines
    ] == [
        (RATED[1], 2025, f"四星级，{STANDARD}，2025年12月20日评定", PROOF),
        (RATED[1], 2023, "违法违纪立案数，2023年3月1日", "某纪立2号"),
        (RATED[1], 2025, "违法违纪立案数：0", "某纪函1号"),
    ]
    assert not HistoryImport.objects.exists()
    assert not FactSheet.objects.exists()
    assert taken(office, page).status_code == 302
    batch = HistoryImport.objects.get()
    assert (batch.ratings, batch.incidents, batch.facts) == (1, 1, 1)
    assert batch.organization == world.department
    shown = office.get(reverse("office:history")).content.decode()
    assert "历史认定表.xlsx" in shown
    again = checked(office, workbook(SHEETS))
    assert again.context["preview"].known == 3
    assert 'name="sealed"' not in again.content.decode()


def test_taking_the_same_page_twice_takes_once(office) -> None:
    page = checked(office, workbook(SHEETS))
    taken(office, page)
    assert taken(office, page).status_code == 302
    assert HistoryImport.objects.count() == 1


def test_what_was_looked_at_cannot_be_changed_lent_or_kept(office, world) -> None:
    page = checked(office, workbook(SHEETS))
    sealed = page.context["preview"].sealed
    take = reverse("office:take_history")
    assert office.post(take, {"sealed": sealed[:-1]}).status_code == 422
    assert office.post(take, {"sealed": ""}).status_code == 422
    other = signed_in(world.second_office)
    assert other.post(take, {"sealed": sealed}).status_code == 422
    with time_machine.travel(NOW + datetime.timedelta(seconds=GOOD_FOR + 5), tick=True):
        assert office.post(take, {"sealed": sealed}).status_code == 422
    assert not HistoryImport.objects.exists()


def test_faults_stand_by_sheet_and_cell(office) -> None:
    sheets = {
        "历年评级": [
            [*RATED[:4], "九星级", *RATED[5:]],
            [*RATED[:6], ""],
            ["LQ-01", "", *RATED[2:]],
        ],
        "历年数据": [["XQ-JG-01", "", 2025, "违法违纪立案数", "=1+1", "某纪函1号"]],
    }
    page = checked(office, workbook(sheets))
    assert page.status_code == 422
    assert cells(page) == [
        ("历年评级", "E2"),
        ("历年评级", "G3"),
        ("历年评级", "A4"),
        ("历年数据", "E2"),
    ]
    text = page.content.decode()
    assert "没有“九星级”这个等次" in text
    assert "没有代码为“LQ-01”的党组织" in text
    assert "请粘贴为数值" in text
    assert not PastRating.objects.exists()


def test_columns_may_stand_in_another_order_and_remarks_beside_them(office) -> None:
    order = [6, 4, 0, 2, 3, 5, 1]
    heads = {"历年评级": [*(HEADS["历年评级"][n] for n in order), "经办人"]}
    wrong = [*RATED[:4], "九星级", *RATED[5:]]
    rows = [[*(row[n] for n in order), "某某"] for row in (RATED, wrong)]
    page = checked(office, workbook({"历年评级": rows}, heads))
    assert cells(page) == [("历年评级", "B3")]
    fine = checked(office, workbook({"历年评级": rows[:1]}, heads))
    assert fine.context["preview"].new == 1


def test_a_missing_column_and_an_empty_book_are_said(office) -> None:
    page = checked(office, workbook({"历年评级": [RATED]}, {"历年评级": HEADS["历年评级"][:-1]}))
    assert "缺少列：证明材料（文号）" in page.content.decode()
    assert "还没有填写内容" in checked(office, workbook({"历年数据": []})).content.decode()
    empty = workbook({"别的": [[]]}, {"别的": ["甲"]})
    assert "请用下载的模板填写" in checked(office, empty).content.decode()


def test_every_fault_of_a_row_is_said_at_once(office) -> None:
    row = ["LQ-01", "", STANDARD, "1999", "九星级", "2025-02-30", ""]
    page = checked(office, workbook({"历年评级": [row]}))
    assert sorted(cells(page)) == [("历年评级", f"{letter}2") for letter in "ADEFG"]


def test_of_many_rows_the_first_are_listed_and_the_rest_are_counted(office, monkeypatch) -> None:
    monkeypatch.setattr("scoring.web.office.history_lines.MOST_LINES", 2)
    page = checked(office, workbook(SHEETS))
    assert len(page.context["preview"].lines) == 2
    assert "另有 1 行未列出" in page.content.decode()


HOSTILE = {
    "empty": b"",
    "text": "支部,年度".encode(),
    "zip": archive(a=b"b"),
    "shell": archive(**{"[Content_Types].xml": b"<x/>", "xl__workbook.xml": b"<x/>"}),
    "cut": workbook(SHEETS)[:-200],
    "entities": spoilt(lambda part: BOMB),
    "broken": spoilt(lambda part: part[: len(part) // 2]),
    "big": spoilt(lambda part: part + b" " * (61 * 1024 * 1024)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_turned_down_in_words(office, name) -> None:
    page = checked(office, HOSTILE[name])
    assert page.status_code == 422
    assert page.context["faults"]
    assert not HistoryImport.objects.exists()


def test_a_picture_is_no_workbook(office) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    assert checked(office, png, "表.xlsx").status_code == 422
    assert checked(office, workbook(SHEETS), "表.pdf").status_code == 422


def test_a_row_far_below_and_signs_that_nobody_types(office) -> None:
    book = load_workbook(io.BytesIO(workbook({"历年评级": [RATED]})))
    sheet = book["历年评级"]
    for place, value in enumerate(["XQ-JG-01\u202e", *RATED[1:3], 2024, *RATED[4:]], 1):
        sheet.cell(200_000, place, value)
    content = io.BytesIO()
    book.save(content)
    assert checked(office, content.getvalue()).context["preview"].new == 2


def test_a_withdrawal_needs_its_reason_and_takes_all_back(office, world) -> None:
    taken(office, checked(office, workbook(SHEETS)))
    batch = HistoryImport.objects.get()
    url = reverse("office:withdraw_history", args=[batch.pk])
    assert office.post(url, {"reason": " "}).status_code == 422
    assert signed_in(world.foreign_office).post(url, {"reason": "x"}).status_code == 404
    assert office.post(url, {"reason": "文号有误"}).status_code == 302
    batch.refresh_from_db()
    assert batch.withdrawal_reason == "文号有误"
    assert not PastRating.objects.in_force().exists()
    assert "已撤回" in office.get(reverse("office:history")).content.decode()
    assert office.post(url, {"reason": "再次"}).status_code == 422


def test_auditors_read_and_write_nothing(world) -> None:
    auditor = signed_in(world.auditor)
    shown = auditor.get(reverse("office:history"))
    assert shown.status_code == 200
    assert 'type="file"' not in shown.content.decode()
    assert checked(auditor, workbook(SHEETS)).status_code == 404


def test_the_record_shows_what_was_attested_with_its_proof(office, world) -> None:
    open_cycle_for(world)
    taken(office, checked(office, workbook(SHEETS)))
    page = signed_in(world.secretary).get(reverse("record:own", args=[YEAR])).content.decode()
    shown = page[page.index('id="past-h"') :]
    for text in (
        "四星级",
        f"{STANDARD}，2025年12月20日评定",
        PROOF,
        "违法违纪立案数：0",
        "某纪立2号",
    ):
        assert text in shown
    batch = HistoryImport.objects.get()
    office.post(reverse("office:withdraw_history", args=[batch.pk]), {"reason": "有误"})
    assert (
        'id="past-h"'
        not in office.get(reverse("record:show", args=[world.branch.pk, YEAR])).content.decode()
    )
