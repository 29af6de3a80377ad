"""Tables of other offices: changed cells only, conflicts shown, pasting whole or not at all."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.facts.models import FactSheet, Record
from scoring.organizations.enums import ProviderKind
from scoring.web.provider.pasting import read_block
from scoring.web.provider.table import cell_id, cell_name
from scoring.workflow.providing import save_provider_entries
from tests.factories import NOW, YEAR, World, assessment_at, make_world

pytestmark = pytest.mark.django_db
INVITED, ATTENDED = "fact:life.superior_invited", "fact:life.superior_attended"
SYNCHRONIZED = "fact:org.setup_synchronized"


@pytest.fixture(autouse=True)
def _october():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world() -> World:
    world = make_world()
    assessment_at(Status.FILLING, world)
    return world


@pytest.fixture
def client(world) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(world.provider_of(ProviderKind.PARTY_COMMITTEE))
    return client


def place(world: World, name: str = "sheet", *more: int) -> str:
    return reverse(f"provider:{name}", args=[world.department.pk, "party_committee", *more])


def value(world: World, key: str, organization=None):
    sheet = FactSheet.objects.filter(organization=organization or world.branch, year=YEAR).first()
    return sheet.value(key) if sheet else None


def posted(world: World, cells: dict[str, str], held: dict[str, list[object]] | None = None):
    row = world.branch.pk
    typed = {cell_name(row, entry): text for entry, text in cells.items()}
    return {**typed, f"held:{row}": json.dumps(held or {})}


def test_the_table_has_a_row_per_branch_and_a_column_per_fact(world, client):
    page = client.get(reverse("provider:table"), follow=True)
    text = page.content.decode()
    assert page.redirect_chain[0][0].startswith(place(world))
    assert "某县档案局党支部" in text
    assert "某县统计局党支部" in text
    assert "邻县档案局党支部" not in text
    assert "上级会议活动应参加人次" in text
    assert "违法违纪立案数" not in text  # the discipline office's


def test_changed_cells_are_saved_and_counted(world, client):
    answer = client.post(
        place(world, "save"), posted(world, {INVITED: "40", ATTENDED: "38", SYNCHRONIZED: "true"})
    )
    assert answer.status_code == 302
    assert value(world, "life.superior_invited") == 40
    assert value(world, "org.setup_synchronized") is True


def test_a_cell_that_cannot_be_taken_keeps_no_other_back(world, client):
    answer = client.post(
        place(world, "save"), posted(world, {INVITED: "40", "fact:star.rank": "很多"})
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{cell_id(world.branch.pk, "fact:star.rank")}"' in text
    assert 'value="很多"' in text
    assert value(world, "life.superior_invited") == 40
    assert value(world, "star.rank") is None


def test_what_somebody_else_wrote_meanwhile_is_shown_and_kept(world, client):
    save_provider_entries(
        organization=world.branch,
        year=YEAR,
        changes={INVITED: "30"},
        seen=None,
        by=world.provider,
        now=NOW,
    )
    data = posted(world, {INVITED: "40"}, {INVITED: [0, ""]})
    answer = client.post(place(world, "save"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "各部门 已在此期间填写为 30" in text
    assert 'value="40"' in text
    assert value(world, "life.superior_invited") == 30
    version = FactSheet.objects.get(organization=world.branch, year=YEAR).version_of(
        "life.superior_invited"
    )
    again = client.post(
        place(world, "save"), posted(world, {INVITED: "40"}, {INVITED: [version, "30"]})
    )
    assert again.status_code == 302
    assert value(world, "life.superior_invited") == 40


def test_an_untouched_cell_never_conflicts(world, client):
    save_provider_entries(
        organization=world.branch,
        year=YEAR,
        changes={INVITED: "30"},
        seen=None,
        by=world.provider,
        now=NOW,
    )
    data = posted(world, {INVITED: "", ATTENDED: "20"}, {INVITED: [0, ""]})
    assert client.post(place(world, "save"), data).status_code == 302
    assert value(world, "life.superior_invited") == 30
    assert value(world, "life.superior_attended") == 20


@pytest.mark.parametrize("held", ["", "[]", "{", '{"a": 1}', "null", '{"a": ["x", "y"]}'])
def test_nonsense_about_what_was_seen_overwrites_nothing(world, client, held):
    save_provider_entries(
        organization=world.branch,
        year=YEAR,
        changes={INVITED: "30"},
        seen=None,
        by=world.provider,
        now=NOW,
    )
    row = world.branch.pk
    data = {cell_name(row, INVITED): "40", f"held:{row}": held}
    assert client.post(place(world, "save"), data).status_code == 422
    assert value(world, "life.superior_invited") == 30


HEAD = "支部\t上级会议活动应参加人次\t上级会议活动实际参加人次\t党组织与行政机构同步设置\n"
GOOD = HEAD + "某县档案局党支部\t40\t40\t是\nXQ-JG-02\t30\t28\t否\n"


def test_a_pasted_block_is_checked_first_and_saved_after(world, client):
    checked = client.post(place(world, "paste"), {"block": GOOD, "step": "check"})
    assert checked.status_code == 200
    assert "将改动 6 格" in checked.content.decode()
    assert value(world, "life.superior_invited") is None
    assert client.post(place(world, "paste"), {"block": GOOD, "step": "take"}).status_code == 302
    assert value(world, "life.superior_invited") == 40
    assert value(world, "org.setup_synchronized", world.sibling) is False


def test_faults_of_a_block_are_told_by_row_and_column_and_nothing_is_saved(world, client):
    block = HEAD + "某县档案局党支部\t40\t四十\t是\n不存在的支部\t1\t1\t是\n"
    answer = client.post(place(world, "paste"), {"block": block, "step": "take"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "C 上级会议活动实际参加人次" in text
    assert "A 支部" in text
    assert '<td class="n" data-l="行">2</td>' in text
    assert '<td class="n" data-l="行">3</td>' in text
    assert value(world, "life.superior_invited") is None


def test_an_unknown_column_name_is_told(world, client):
    block = "支部\t上级会议活动应参加人次\t身高\n某县档案局党支部\t40\t180\n"
    answer = client.post(place(world, "paste"), {"block": block, "step": "take"})
    assert answer.status_code == 422
    assert "没有这个名称的列" in answer.content.decode()
    assert value(world, "life.superior_invited") is None


def test_incidents_are_recorded_counted_and_withdrawn_with_a_reason(world, client):
    address = place(world, "add_incident", world.branch.pk)
    data = {"fact": "disc.criticisms", "happened_on": "2026-3-2", "reference": "通报〔2026〕3号"}
    assert client.post(address, {**data, "happened_on": "2027-1-1"}).status_code == 422
    assert client.post(address, data).status_code == 302
    incident = Record.objects.get()
    assert "通报〔2026〕3号" in client.get(place(world, "branch", world.branch.pk)).content.decode()
    drop = place(world, "withdraw_incident", world.branch.pk, incident.pk)
    assert client.post(drop, {"reason": ""}).status_code == 422
    assert client.post(drop, {"reason": "查无此事"}).status_code == 302
    incident.refresh_from_db()
    assert incident.withdrawal_reason == "查无此事"


def test_the_history_says_who_wrote_what(world, client):
    client.post(place(world, "save"), posted(world, {SYNCHRONIZED: "true"}))
    text = client.get(place(world, "branch", world.branch.pk)).content.decode()
    assert "党组织与行政机构同步设置" in text
    assert "party_committee，2026年10月20日" in text


def test_nobody_opens_the_table_of_another_office_or_tree(world, client):
    other = reverse("provider:sheet", args=[world.department.pk, "discipline_office"])
    assert client.get(other).status_code == 404
    assert client.get(place(world, "branch", world.foreign.pk)).status_code == 404
    assert client.get(place(world), {"year": 1999}).status_code == 404


def test_cells_under_an_empty_head_do_not_shift_the_others() -> None:
    columns: list[Any] = [SimpleNamespace(label=name, typed=str) for name in ("甲", "乙")]
    block = read_block("支部\t\t乙\t甲\n某支部\t9\t2\t1", columns)
    assert [column.label for column in block.columns] == ["乙", "甲"]
    assert block.rows == (("某支部", "2", "1"),)
