"""The rubrics desk: a draft is cloned, read, written on and checked."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from scoring.rubrics.models import RubricDraft
from tests.factories import World, make_world, open_cycle_for
from tests.web.authoring import ITEM, fields_of, form_of, save, signed_in, text_of

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
