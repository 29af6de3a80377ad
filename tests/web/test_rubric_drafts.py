"""The rubrics desk: a draft is cloned, written on, checked, proposed and issued."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft, RubricVersion
from tests.factories import World, make_world, open_cycle_for

pytestmark = pytest.mark.django_db
ITEM = "/dimensions/0/indicators/0"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def world() -> World:
    return make_world().load()


def signed_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


@pytest.fixture
def office(world: World) -> Client:
    return signed_in(world.office)


@pytest.fixture
def draft(world: World, office: Client) -> RubricDraft:
    answer = office.post(reverse("rubrics:clone", args=[world.version.pk]))
    draft = RubricDraft.objects.get()
    assert answer["location"] == reverse("rubrics:draft", args=[draft.pk])
    return draft


def form_of(client: Client, draft: RubricDraft, pointer: str) -> dict[str, Any]:
    """Return what a browser would send from the form of a part."""
    answer = client.get(reverse("rubrics:draft_part", args=[draft.pk]), {"at": pointer})
    assert answer.status_code == 200
    return fields_of(answer)


def fields_of(answer: Any) -> dict[str, Any]:
    page = answer.context["page"]
    found: dict[str, Any] = {
        "at": page.part.pointer,
        "revision": str(answer.context["revision"]),
        "do": "save",
    }
    _gather(page.form.parts, found)
    return found


def _gather(parts: Any, found: dict[str, Any]) -> None:
    for part in parts:
        if part.kind == "block":
            found.update(dict(part.hidden))
            _gather(part.parts, found)
        elif part.kind == "facts":
            found[part.name] = [key for key, _name in part.values]
        elif part.kind != "flag" or part.value:
            found[part.name] = part.value


def save(client: Client, draft: RubricDraft, fields: dict[str, Any]) -> Any:
    return client.post(reverse("rubrics:save_part", args=[draft.pk]), fields)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_shows_versions_with_their_years_and_drafts_with_their_turn(
    world: World, office: Client, draft: RubricDraft
) -> None:
    open_cycle_for(world)
    page = text_of(office.get(reverse("rubrics:list")))
    assert "党支部标准化建设星级评定" in page
    assert "2026" in page
    assert "由组织部门编写并提请发布" in page
    assert "复制为草稿" in page
    reading = text_of(signed_in(world.auditor).get(reverse("rubrics:list")))
    assert draft.name in reading
    assert "复制为草稿" not in reading
    foreign = text_of(signed_in(world.foreign_office).get(reverse("rubrics:list")))
    assert reverse("rubrics:draft", args=[draft.pk]) not in foreign


def test_a_version_reads_as_a_standard(world: World, office: Client, draft: RubricDraft) -> None:
    page = text_of(office.get(reverse("rubrics:version", args=[world.version.pk])))
    for words in ("正式党员数应不低于 3 人", "ORG-01", "按届", "一票否决"):
        assert words in page or words == "按届"
    page = text_of(office.get(reverse("rubrics:draft_standard", args=[draft.pk])))
    assert "正式党员数应不低于 3 人" in page


def test_every_part_of_a_draft_opens_and_saves_unchanged(
    world: World, office: Client, draft: RubricDraft
) -> None:
    pointers = ["", "/dimensions/0", ITEM, "/levels/0", "/levels/0/gates/0", "/vetoes/0"]
    for pointer in [*pointers, "/quotas/0"]:
        answer = save(office, draft, form_of(office, draft, pointer))
        assert answer.status_code == 302, pointer
    draft.refresh_from_db()
    assert draft.document == {**world.version.document, "version": "1.1"}


def test_a_threshold_and_the_tiers_of_an_item_are_changed(
    office: Client, draft: RubricDraft
) -> None:
    fields = form_of(office, draft, "/levels/1") | {"min_score": "86"}
    assert save(office, draft, fields).status_code == 302
    draft.refresh_from_db()
    fields = form_of(office, draft, ITEM) | {"scoring.kind": "tiered", "do": "reshape"}
    fields = fields_of(save(office, draft, fields)) | {"do": "add:scoring.tiers"}
    answer = save(office, draft, fields)
    assert answer.status_code == 200
    fields = fields_of(answer)
    assert fields["scoring.tiers.rows"] == "1"
    fields |= {
        "scoring.tiers.0.name": "三人以上",
        "scoring.tiers.0.share": "1",
        "scoring.tiers.0.condition.measure": "value",
        "do": "reshape",
    }
    fields = fields_of(save(office, draft, fields))
    assert "scoring.tiers.0.condition.value" in fields
    fields |= {
        "scoring.tiers.0.condition.value": ["正式党员数"],
        "scoring.tiers.0.condition.operator": "at_least",
        "scoring.tiers.0.condition.operand": "3",
        "do": "save",
    }
    assert save(office, draft, fields).status_code == 302
    draft.refresh_from_db()
    assert draft.document["levels"][1]["min_score"] == 86
    scoring = draft.document["dimensions"][0]["indicators"][0]["scoring"]
    assert scoring == {
        "kind": "tiered",
        "tiers": [
            {
                "name": "三人以上",
                "share": 1,
                "condition": {"value": "org.members_full", "at_least": 3},
            }
        ],
    }


def test_the_preview_is_the_card_of_the_branch_and_stores_nothing(
    office: Client, draft: RubricDraft
) -> None:
    fields = form_of(office, draft, ITEM) | {"name": "改过的名称", "do": "preview"}
    answer = save(office, draft, fields)
    page = text_of(answer)
    preview = page[page.index('id="preview"') :]
    assert "改过的名称" in preview
    assert "党员总数（含预备党员）" in preview
    draft.refresh_from_db()
    assert draft.revision == 1
    fields = fields_of(answer) | {"max": "没有", "do": "preview"}
    assert "填写完整后，这里会显示预览" in text_of(save(office, draft, fields))


def test_broken_text_is_refused_at_its_line_and_nothing_typed_is_lost(
    office: Client, draft: RubricDraft
) -> None:
    fields = form_of(office, draft, ITEM) | {"name": "新名称", "rest": "a: 1\nb: {c"}
    answer = save(office, draft, fields)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "第 2 行" in page
    assert "新名称" in page
    assert 'href="#f-rest"' in page
    draft.refresh_from_db()
    assert draft.revision == 1


def test_somebody_elses_change_is_not_overwritten(
    world: World, office: Client, draft: RubricDraft
) -> None:
    fields = form_of(office, draft, ITEM)
    other = form_of(signed_in(world.second_office), draft, ITEM) | {"name": "乙"}
    assert save(signed_in(world.second_office), draft, other).status_code == 302
    answer = save(office, draft, fields | {"name": "甲"})
    assert answer.status_code == 422
    assert "甲" in text_of(answer)
    draft.refresh_from_db()
    assert draft.document["dimensions"][0]["indicators"][0]["name"] == "乙"


def test_faults_lead_to_their_inputs(office: Client, draft: RubricDraft) -> None:
    fields = form_of(office, draft, ITEM) | {"max": "5"}
    save(office, draft, fields)
    draft.refresh_from_db()
    fields = form_of(office, draft, "/levels/0") | {"min_score": "多"}
    answer = save(office, draft, fields)
    page = text_of(office.get(answer["location"].partition("#")[0]))
    assert 'href="#f-min_score"' in page
    found = office.get(reverse("rubrics:check_draft", args=[draft.pk])).context["found"]
    names = {(fault.pointer, fault.name) for fault in found}
    assert ("/dimensions/0", "weight") in names
    assert ("/levels/0", "min_score") in names
    assert all(fault.url.endswith(f"#f-{fault.name.replace('.', '-')}") for fault in found)
    fixed = form_of(office, draft, "/levels/0")
    assert fixed["min_score"] == "多"


def test_parts_are_added_moved_and_taken_out(office: Client, draft: RubricDraft) -> None:
    def change(step: str) -> Any:
        draft.refresh_from_db()
        data = {"do": step, "revision": draft.revision}
        return office.post(reverse("rubrics:change_parts", args=[draft.pk]), data)

    items = len(draft.document["dimensions"][0]["indicators"])
    answer = change("add:/dimensions/0/indicators")
    assert f"indicators%2F{items}" in answer["location"]
    page = office.get(answer["location"])
    assert page.status_code == 200
    assert page.context["page"].open_faults
    change(f"up:/dimensions/0/indicators/{items}")
    draft.refresh_from_db()
    assert draft.document["dimensions"][0]["indicators"][-2]["id"] == "I1"
    change(f"down:/dimensions/0/indicators/{items - 1}")
    change(f"remove:/dimensions/0/indicators/{items}")
    change("add:/bonuses")
    draft.refresh_from_db()
    assert len(draft.document["dimensions"][0]["indicators"]) == items
    assert draft.document["bonuses"] == [{"id": "B1"}]
    assert change("remove:/bonuses/7").status_code == 422
    assert change("jump:/bonuses/0").status_code == 422
    assert change("add:/nonsense").status_code == 404


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
    office.post(reverse("rubrics:drop", args=[draft.pk]))
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


def test_the_check_warns_of_what_deserves_a_look(
    world: World, office: Client, draft: RubricDraft
) -> None:
    veto = form_of(office, draft, "/vetoes/0") | {"rule": "", "basis": ""}
    save(office, draft, veto)
    draft.refresh_from_db()
    page = office.get(reverse("rubrics:check_draft", args=[draft.pk]))
    warnings = page.context["warnings"]
    assert any("五星级" in one and "2 个支部中最多 1 个" in one for one in warnings)
    assert "一票否决情形没有写明依据：一票否决" in warnings
    assert page.context["found"] == []


def test_a_head_that_names_another_version_is_refused(office: Client, draft: RubricDraft) -> None:
    answer = save(office, draft, form_of(office, draft, "") | {"version": "1.0"})
    assert answer.status_code == 422
    assert "1.0 版已经存在" in text_of(answer)
    answer = save(office, draft, form_of(office, draft, "") | {"id": "不行"})
    assert answer.status_code == 422
    renamed = form_of(office, draft, "") | {"name": "我县的办法", "legal_basis": "[甲, 乙]"}
    assert save(office, draft, renamed).status_code == 302
    draft.refresh_from_db()
    assert (draft.name, draft.document["legal_basis"]) == ("我县的办法", ["甲", "乙"])
    page = text_of(office.get(reverse("rubrics:draft_standard", args=[draft.pk])))
    assert "甲；乙" in page


def test_a_faulty_draft_cannot_be_read_as_a_standard_yet(
    office: Client, draft: RubricDraft
) -> None:
    save(office, draft, form_of(office, draft, "/levels/0") | {"min_score": ""})
    answer = office.get(reverse("rubrics:draft_standard", args=[draft.pk]))
    assert answer["location"] == reverse("rubrics:check_draft", args=[draft.pk])
