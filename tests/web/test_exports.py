"""The page of yearly summaries: asked for, watched, given up, taken."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.documents.exports import Export, ExportState
from scoring.jobs.actions import run_owed
from scoring.jobs.models import Job
from scoring.web.office import export_views
from tests.factories.review import assessment_at
from tests.factories.world import YEAR, World, make_world
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> World:
    settings.BRANCHSTD_HOME = tmp_path
    world = make_world()
    assessment_at(Status.SUBMITTED, world)
    Job.objects.all().delete()
    return world


def text(answer) -> str:
    return answer.content.decode()


def test_a_summary_is_asked_for_made_and_taken(world):
    client = signed_in(world.office)
    page = text(client.get(reverse("office:exports")))
    assert "还没有保存过汇总表" in page
    assert "2 个支部" in page
    answer = client.post(reverse("office:ask_export"), follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('office:exports')}?year={YEAR}"
    assert "郑组织" in text(answer)
    assert "data-poll=" in text(answer)
    assert "再看一次" in text(answer)
    run_owed()
    part = text(client.get(reverse("office:export_progress")))
    assert "<html" not in part
    assert "data-poll" not in part
    export = Export.objects.get()
    link = reverse("office:export", args=[export.pk])
    assert link in part
    assert export.audit_hash[:12] in part
    taken = client.get(link)
    assert taken.status_code == 200
    content = b"".join(taken.streaming_content)
    assert len(content) == export.size
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0] == "总览"
    assert Event.objects.filter(action="export.taken").get().actor == str(world.office)


def test_asking_twice_is_asking_once(world):
    client = signed_in(world.office)
    for _ in range(2):
        client.post(reverse("office:ask_export"))
    assert Export.objects.count() == Job.objects.count() == 1


def test_a_summary_is_given_up(world):
    client = signed_in(world.auditor)
    client.post(reverse("office:ask_export"))
    export = Export.objects.get()
    cancel = reverse("office:cancel_export", args=[export.pk])
    answer = client.post(cancel, follow=True)
    assert "汇总表已取消" in text(answer)
    assert Export.objects.get().state == ExportState.CANCELLED
    assert client.post(cancel).status_code == 422
    assert client.get(reverse("office:export", args=[export.pk])).status_code == 422


def test_progress_stands_in_words_and_numbers(world):
    client = signed_in(world.office)
    client.post(reverse("office:ask_export"))
    Export.objects.update(state=ExportState.BUILDING, rows_done=1500, rows_total=20000)
    page = text(client.get(reverse("office:exports")))
    assert "1500" in page.replace(",", "")
    assert "20000" in page.replace(",", "")
    assert "制作中" in page


def test_what_is_stuck_says_so_and_asks_for_no_more_looking(world):
    client = signed_in(world.office)
    client.post(reverse("office:ask_export"))
    Job.objects.update(attempts=5, stuck_at=timezone.now(), last_error="OSError: full")
    page = text(client.get(reverse("office:exports")))
    assert "失败 5 次" in page
    assert "data-poll" not in page
    assert "OSError" not in page
    client.post(reverse("office:ask_export"))
    run_owed()
    assert Export.objects.get().state == ExportState.DONE


def test_a_damaged_file_is_said_and_not_sent(world, tmp_path):
    client = signed_in(world.office)
    client.post(reverse("office:ask_export"))
    run_owed()
    export = Export.objects.get()
    (tmp_path / export.path).write_bytes(b"PK")
    answer = client.get(reverse("office:export", args=[export.pk]))
    assert answer.status_code == 422
    assert "已损坏" in text(answer)
    assert not Event.objects.filter(action="export.taken").exists()


def test_other_trees_see_and_take_nothing(world):
    signed_in(world.office).post(reverse("office:ask_export"))
    run_owed()
    export = Export.objects.get()
    stranger = signed_in(world.foreign_office)
    assert reverse("office:export", args=[export.pk]) not in text(
        stranger.get(reverse("office:export_progress"))
    )
    missing = stranger.get(reverse("office:export", args=[export.pk + 1]))
    foreign = stranger.get(reverse("office:export", args=[export.pk]))
    assert missing.status_code == foreign.status_code == 404
    assert stranger.post(reverse("office:cancel_export", args=[export.pk])).status_code == 404


def test_the_direct_link_sends_what_is_small_and_leads_to_the_page_else(world, monkeypatch):
    client = signed_in(world.office)
    assert client.get(reverse("office:workbook")).status_code == 200
    monkeypatch.setattr(export_views, "KEPT_ROWS", 1)
    answer = client.get(reverse("office:workbook"))
    assert (answer.status_code, answer.url) == (302, f"{reverse('office:exports')}?year={YEAR}")
    assert reverse("office:workbook") not in text(client.get(reverse("office:exports")))
    assert Event.objects.filter(action="export_summary").count() == 1
