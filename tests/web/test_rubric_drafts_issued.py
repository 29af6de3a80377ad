"""The rubrics desk: a draft is proposed, sent back, issued, dropped; who finds what."""

import pytest
from django.test import Client
from django.urls import reverse

from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft, RubricVersion
from tests.factories import World, make_world
from tests.web.authoring import ITEM, fields_of, save, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world().load()


@pytest.fixture
def office(world: World) -> Client:
    return signed_in(world.office)


@pytest.fixture
def draft(world: World, office: Client) -> RubricDraft:
    answer = office.post(reverse("rubrics:clone", args=[world.version.pk]))
    draft = RubricDraft.objects.get()
    assert answer["location"] == reverse("rubrics:draft", args=[draft.pk])
    return draft


def test_two_persons_make_a_version_of_a_draft(
    world: World, office: Client, draft: RubricDraft
) -> None:
    second = signed_in(world.second_office)
    papers = {
        "basis": "关于修订星级评定标准的通知",
        "document_number": "某组发〔2027〕3号",
        "effective_from": "2027年1月1日",
        "effective_to": "2026年1月1日",
        "revision": 1,
    }
    propose = reverse("rubrics:propose", args=[draft.pk])
    assert "失效日期早于生效日期" in text_of(office.post(propose, papers))
    assert office.post(propose, papers | {"effective_to": ""}).status_code == 302
    issue = reverse("rubrics:issue", args=[draft.pk])
    own = office.post(issue, {"confirmed": "yes", "revision": 1})
    assert own.status_code == 422
    assert "标准须由提请人以外的另一人发布" in text_of(own)
    asked = text_of(second.post(issue, {"revision": 1}))
    assert "某组发〔2027〕3号" in asked
    answer = second.post(issue, {"confirmed": "yes", "revision": 1})
    version = RubricVersion.objects.get(rubric=draft.rubric, version="1.1")
    assert answer["location"] == reverse("rubrics:version", args=[version.pk])
    page = text_of(second.get(answer["location"]))
    assert "某组发〔2027〕3号" in page
    assert "郑组织" in page
    assert "冯组织" in page


def test_a_proposal_goes_back_with_a_reason_and_a_draft_is_dropped(
    world: World, office: Client, draft: RubricDraft
) -> None:
    papers = {"basis": "通知", "document_number": "1号", "effective_from": "2027-1-1"}
    office.post(reverse("rubrics:propose", args=[draft.pk]), papers | {"revision": 1})
    page = office.get(reverse("rubrics:draft_part", args=[draft.pk]), {"at": ITEM})
    assert "草稿现在只能查看" in text_of(page)
    refused = save(office, draft, fields_of(page) | {"name": "改"})
    assert refused.status_code == 422
    back = reverse("rubrics:send_back", args=[draft.pk])
    assert signed_in(world.second_office).post(back).status_code == 422
    signed_in(world.second_office).post(back, {"reason": "分值过高"})
    assert "分值过高" in text_of(office.get(reverse("rubrics:draft", args=[draft.pk])))
    drop = reverse("rubrics:drop", args=[draft.pk])
    asked = office.post(drop)
    assert asked.status_code == 200
    assert "不能撤销" in text_of(asked)
    draft.refresh_from_db()
    assert draft.status == DraftStatus.EDITING
    assert office.post(drop, {"confirmed": "yes"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == DraftStatus.DROPPED


def test_strangers_find_nothing(world: World, draft: RubricDraft) -> None:
    foreign = signed_in(world.foreign_office)
    for name in ("draft", "check_draft", "draft_standard", "draft_part"):
        address = reverse(f"rubrics:{name}", args=[draft.pk])
        assert foreign.get(address).status_code == 404
        assert signed_in(world.secretary).get(address).status_code == 404
    auditor = signed_in(world.auditor)
    assert auditor.get(reverse("rubrics:draft", args=[draft.pk])).status_code == 200
    assert save(auditor, draft, {"at": ITEM, "do": "save"}).status_code == 404


@pytest.mark.parametrize("pointer", ["/nothing", "/dimensions", "/dimensions/99", "/name", "x"])
def test_there_is_no_form_for_what_is_no_part(
    office: Client, draft: RubricDraft, pointer: str
) -> None:
    address = reverse("rubrics:draft_part", args=[draft.pk])
    assert office.get(address, {"at": pointer}).status_code == 404
    assert save(office, draft, {"at": pointer, "do": "save"}).status_code == 404
