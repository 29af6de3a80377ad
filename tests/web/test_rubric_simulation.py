"""Trying a rubric on a past year: what the page shows, to whom, and that it keeps nothing."""

import re
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.ratings.models import Rating
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.web.rubrics import simulation_choice
from tests.factories import NOW, YEAR, World, make_world
from tests.factories.programmes import second_programme
from tests.factories.review import assessment_at, conclude, cut
from tests.rubrics.branches import FIXTURES

pytestmark = pytest.mark.django_db
SOURCE = FIXTURES / "rubrics" / "star-standardization.yaml"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def decided(world) -> World:
    """One branch decided with five stars at 98.50 points."""
    first = assessment_at(Status.SUBMITTED, world)
    cut(world, first, "CO5-O1", "2.50")
    conclude(world, first)
    assert Rating.objects.get().proposed_level == "five"
    return world


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def page(client: Client, **query: str):
    return client.get(reverse("rubrics:simulate"), {"year": str(YEAR), **query})


def test_a_raised_line_shows_who_falls_and_by_how_much(decided):
    client = signed_in(decided.office)
    plain = page(client).content.decode()
    assert "没有支部的等级发生变化" in plain
    assert "未改动任何评定" in plain
    assert "按否决前的等级计入" in plain
    answer = page(client, tried="1", **{"line-five": "98.6"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert decided.branch.name in text
    assert "距五星级差 0.10 分（现有 98.50 分，需 98.60 分）" in text
    assert "下降 1 个，上升 0 个" in text
    assert (
        "没有支部的等级发生变化"
        in page(client, tried="1", only="rises", **{"line-five": "98.6"}).content.decode()
    )
    assert Rating.objects.get().proposed_level == "five"


def test_lines_that_no_standard_can_have_are_refused(decided):
    client = signed_in(decided.office)
    crossed = page(client, tried="1", **{"line-four": "96"})
    assert (crossed.status_code, "分数线应逐级升高" in crossed.content.decode()) == (422, True)
    words = page(client, tried="1", **{"line-four": "many"})
    assert words.status_code == 422
    assert 'href="#id_line-four"' in words.content.decode()


def test_a_draft_is_tried_by_who_sees_it_only(decided):
    version = RubricVersion.objects.get(rubric="star-standardization")
    draft = RubricDraft.objects.create(
        organization=decided.department,
        rubric=version.rubric,
        version="2.0",
        name="修订稿",
        document={**version.document, "version": "2.0"},
        created_at=NOW,
        created_by=decided.office,
        edited_at=NOW,
        edited_by=decided.office,
    )
    client = signed_in(decided.office)
    assert "草案：修订稿 2.0" in page(client, draft=str(draft.pk)).content.decode()
    assert page(client, rubric=f"draft:{draft.pk}").status_code == 200
    assert page(client, draft=str(draft.pk + 1)).status_code == 404
    assert page(client, rubric="draft:x").status_code == 404
    draft.document["levels"][0]["min_score"] = 99
    draft.document["dimensions"][0]["indicators"][0]["max"] = "x"
    draft.save()
    faulty = page(client, draft=str(draft.pk))
    text = faulty.content.decode()
    assert faulty.status_code == 422
    assert "/dimensions/0" not in re.sub(r"<[^>]*>", "", text)
    first = draft.document["dimensions"][0]["indicators"][0]["name"]
    assert f"{first}</a>：" in text
    checked = client.get(reverse("rubrics:check_draft", args=[draft.pk])).content.decode()
    links = re.findall(r'<li><a href="([^"]*)">', checked.partition("faults-h")[2])
    assert links
    assert all(f'<a href="{link}">' in text for link in links)
    RubricDraft.objects.update(organization=decided.stranger)
    assert page(client, draft=str(draft.pk)).status_code == 404


def upload(client: Client, content: bytes, **more: str):
    file = SimpleUploadedFile("draft.yaml", content, content_type="application/yaml")
    address = f"{reverse('rubrics:simulate_file')}?year={YEAR}"
    return client.post(address, {"file": file, **more})


def test_a_file_is_tried_and_forgotten(decided):
    versions = RubricVersion.objects.count()
    client = signed_in(decided.auditor)
    answer = upload(client, SOURCE.read_bytes())
    assert answer.status_code == 200
    assert "没有支部的等级发生变化" in answer.content.decode()
    book = upload(client, SOURCE.read_bytes(), **{"as": "workbook"})
    assert load_workbook(BytesIO(b"".join(book.streaming_content))).sheetnames[0] == "分布"
    assert (RubricVersion.objects.count(), RubricDraft.objects.count()) == (versions, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        (b"[", "第 1 行"),
        (b"\xff", "UTF-8"),
        (b"format: x\n", "第 1 行"),
        (b"# " + b"x" * 1024 * 1024, "1024 KB"),
    ],
)
def test_a_file_that_is_no_rubric_is_refused_with_its_place(world, content, said):
    assessment_at(Status.FILLING, world)
    answer = upload(signed_in(world.office), content)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_the_workbook_is_sent_and_noted(decided):
    client = signed_in(decided.office)
    address = reverse("rubrics:simulate_workbook")
    answer = client.get(address, {"year": str(YEAR), "tried": "1", "line-five": "98.6"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book["下降"]["C5"].value == decided.branch.name
    assert Event.objects.filter(action="export_simulation").count() == 1
    back = client.get(address, {"year": str(YEAR), "tried": "1", "line-five": "200"})
    assert back.url.startswith(reverse("rubrics:simulate"))


def test_more_branches_than_a_page_can_read_are_left_to_the_command(decided, monkeypatch):
    client = signed_in(decided.office)
    monkeypatch.setattr(simulation_choice, "FEW_FOR_FACTS", 0)
    other = RubricVersion.objects.get(rubric="corp-5std")
    answer = page(client, version=str(other.pk))
    assert answer.status_code == 422
    assert "manage.py simulate" in answer.content.decode()
    monkeypatch.setattr(simulation_choice, "FEW_FOR_GATES", 0)
    lines = page(client, tried="1", **{"line-five": "98.6"}).content.decode()
    assert "下降 1 个" in lines
    assert "条件达到情况只在命令行统计" in lines


def test_the_second_programme_of_a_year_stays_chosen(decided):
    with time_machine.travel(NOW, tick=True):
        second = second_programme(decided)
    client = signed_in(decided.office)
    text = page(client, cycle=str(second.pk)).content.decode()
    assert f'<option value="{second.pk}" selected>' in text
    assert f'<input type="hidden" name="cycle" value="{second.pk}">' in text
    assert f"{reverse('rubrics:simulate_file')}?year={YEAR}&amp;cycle={second.pk}" in text
    assert 'name="cycle" value' in page(client).content.decode()


def test_before_anything_is_decided_the_page_says_so(world):
    assert page(signed_in(world.office)).status_code == 404  # no such year yet
    client = signed_in(world.office)
    assert "还没有开启年度评定" in client.get(reverse("rubrics:simulate")).content.decode()
    assert client.get(reverse("rubrics:simulate_workbook")).status_code == 404
    assessment_at(Status.FILLING, world)
    answer = page(client)
    assert answer.status_code == 422
    assert "没有已评定的支部" in answer.content.decode()
