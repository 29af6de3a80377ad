"""Rubrics as files on the desk: taken away by readers, brought in by the office."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from scoring.engine.document import content_hash
from scoring.facts.mapping import definitions
from scoring.rubrics.actions.drafts import clone_version
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.workbook.reading import read_workbook
from scoring.rubrics.workbook.writing import workbook_of
from scoring.rubrics.yaml_files import read_yaml, yaml_text
from tests.factories import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world().load()


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def version(name="corp-5std") -> RubricVersion:
    return RubricVersion.objects.get(rubric=name)


def draft_by(user, world) -> RubricDraft:
    return clone_version(version=version(), organization=world.department, by=user, now=NOW)


def upload(client, name, content, **data):
    file = SimpleUploadedFile(name, content)
    with time_machine.travel(NOW, tick=True):
        return client.post(reverse("rubrics:upload_file"), {"file": file, **data})


@pytest.mark.parametrize("kind", ["yaml", "workbook"])
def test_a_version_and_a_draft_are_sent_with_their_content(world, kind):
    draft = draft_by(world.office, world)
    client = signed_in(world.office)
    for query, wanted in (
        (f"version={version().pk}", version().document),
        (f"draft={draft.pk}", draft.document),
    ):
        answer = client.get(f"{reverse(f'rubrics:export_{kind}')}?{query}")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        if kind == "yaml":
            document = read_yaml(answer.content, {}, definitions())
        else:
            document = read_workbook(answer.content, definitions()).document
        assert content_hash(document) == content_hash(wanted)


def test_drafts_of_others_and_nonsense_are_not_found(world):
    draft = draft_by(world.office, world)
    for name in ("rubrics:export_yaml", "rubrics:export_workbook", "rubrics:compare"):
        for query in (f"draft={draft.pk}", "draft=999999"):
            assert (
                signed_in(world.foreign_office).get(f"{reverse(name)}?{query}").status_code == 404
            )
        for query in ("version=x", "version=" + "9" * 30, "draft=-1", "version=999999"):
            assert signed_in(world.office).get(f"{reverse(name)}?{query}").status_code == 404
    assert (
        signed_in(world.auditor)
        .get(f"{reverse('rubrics:export_yaml')}?draft={draft.pk}")
        .status_code
        == 200
    )


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_a_file_without_faults_becomes_a_draft(world, kind):
    document = {**version().document, "version": "7.0"}
    content = (
        yaml_text(document).encode() if kind == "yaml" else workbook_of(document, definitions())
    )
    answer = upload(signed_in(world.office), f"标准.{kind}", content)
    draft = RubricDraft.objects.get()
    assert answer.url == reverse("rubrics:draft", args=[draft.pk])
    assert content_hash(draft.document) == content_hash(document)
    assert (draft.base, draft.created_by) == (version(), world.office)
    assert (draft.organization, draft.version) == (world.department, "7.0")


def test_the_version_can_be_named_beside_the_file(world):
    content = yaml_text(version().document).encode()
    client = signed_in(world.office)
    taken = upload(client, "a.yaml", content)
    assert taken.status_code == 422
    assert not RubricDraft.objects.exists()
    assert upload(client, "a.yaml", content, version="1.5").status_code == 302
    assert RubricDraft.objects.get().document["version"] == "1.5"


def test_faults_of_a_workbook_stand_in_a_table_by_cell(world):
    book = load_workbook(io.BytesIO(workbook_of(version().document, definitions())))
    book["项目"]["F12"] = "很多"
    book["维度"]["D2"] = "=1+1"
    content = io.BytesIO()
    book.save(content)
    answer = upload(signed_in(world.office), "a.xlsx", content.getvalue())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [line.place for line in answer.context["lines"]] == ["维度!D2", "项目!F12"]
    assert "“很多”不是数字" in page
    assert "此处是公式" in page
    assert not RubricDraft.objects.exists()


def test_faults_of_a_yaml_file_stand_in_a_table_by_line(world):
    text = yaml_text(version().document).replace("kind: judged", "kind: guessed", 1)
    answer = upload(signed_in(world.office), "a.yml", text.encode())
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "kind: guessed" in one)
    assert f"第 {line} 行" in [one.place for one in answer.context["lines"]]
    twice = upload(signed_in(world.office), "a.yml", b"id: a\nid: b\n")
    assert "“id”" in twice.content.decode()
    assert not RubricDraft.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"x"),
        ("a", b"x"),
        ("a.xlsx", b"no zip"),
        ("a.yaml", b"x" * 1_100_000),
        ("a.yaml", b""),
    ],
)
def test_other_files_are_refused_in_words(world, name, content):
    answer = upload(signed_in(world.office), name, content)
    assert answer.status_code == 422
    assert answer.context["faults"] or answer.context["lines"]
    assert not RubricDraft.objects.exists()


def test_auditors_bring_nothing_in(world):
    content = yaml_text({**version().document, "version": "7.0"}).encode()
    assert upload(signed_in(world.auditor), "a.yaml", content).status_code == 404
    assert signed_in(world.auditor).get(reverse("rubrics:import_file")).status_code == 404
    assert not RubricDraft.objects.exists()
