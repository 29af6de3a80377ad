"""Versions side by side, and a cycle that changes its version, on the pages of the office."""

import datetime
import io

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.audit.models import Event
from scoring.rubrics.actions.drafts import clone_version
from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft
from tests.factories import NOW, World, assessment_at, fill_perfectly, make_world
from tests.factories.filling import fresh
from tests.factories.versions import item_of, later_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world().load()


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def changed(document):
    item_of(document, "CO5-M6")["id"] = "CO5-M60"
    document["levels"][0]["min_score"] = 76
    document["name"] = "新名称"


def compare(user, query=""):
    return signed_in(user).get(f"{reverse('rubrics:compare')}?{query}")


def test_two_versions_stand_side_by_side_by_dimension(world):
    version = later_version(world.version, changed)
    for query in (f"before={world.version.pk}&after={version.pk}", f"version={version.pk}"):
        answer = compare(world.auditor, query)
        found = answer.context["found"]
        assert (found.structural, found.wording) == (3, 2)
        assert {"等级", "名称", "版本"} <= {group.title for group in found.groups}
        page = answer.content.decode()
        assert "计分结构有变化" in page
        assert "等级“三星级” · 分数线" in page


def test_a_draft_stands_against_what_it_was_copied_from(world):
    draft = clone_version(
        version=world.version, organization=world.department, by=world.office, now=NOW
    )
    answer = compare(world.office, f"draft={draft.pk}")
    assert "仅文字变化" in answer.content.decode()
    assert answer.context["found"].structural == 0


def test_a_draft_with_another_id_stays_beside_its_base_when_the_form_is_sent(world):
    draft = clone_version(
        version=world.version, organization=world.department, by=world.office, now=NOW
    )
    draft.rubric = draft.document["id"] = "another-id"
    draft.save()
    later = later_version(world.version, changed)
    first = compare(world.office, f"draft={draft.pk}")
    page = first.content.decode()
    assert f'<input type="hidden" name="draft" value="{draft.pk}">' in page
    assert f'<option value="{world.version.pk}" selected>' in page
    assert (first.context["before"], first.context["after"]) == (world.version, draft)
    again = compare(world.office, f"draft={draft.pk}&before={later.pk}&after=")
    assert (again.context["before"], again.context["after"]) == (later, draft)
    other = compare(world.office, f"draft={draft.pk}&before={world.version.pk}&after={later.pk}")
    assert other.context["after"] == later
    assert f'name="draft" value="{draft.pk}"' in other.content.decode()


def twin_of(world):
    """Return a version of another id that bears the same name and version."""
    return later_version(
        world.version,
        lambda document: document.update(id="another-id"),
        number=world.version.version,
    )


def test_standards_of_the_same_name_and_version_show_their_id(world):
    client = signed_in(world.office)
    named = f"{world.version.name} {world.version.version}"
    addresses = [reverse(name) for name in ("office:new_cycle", "rubrics:compare", "rubrics:list")]
    for address in addresses:
        assert "another-id" not in client.get(address).content.decode()
    twin_of(world)
    for address in addresses[:2]:
        page = client.get(address).content.decode()
        assert f"{named}（another-id）" in page
        assert f"{named}（{world.version.rubric}）" in page
    assert '<p class="hint">another-id</p>' in client.get(addresses[2]).content.decode()


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (datetime.date(2099, 1, 1), None, "自 2099年1月1日 起生效"),
        (datetime.date(2020, 1, 1), None, "已生效"),
        (datetime.date(2020, 1, 1), datetime.date(2020, 12, 31), "已失效"),
    ],
)
def test_the_list_tells_from_when_a_version_holds(world, start, end, words):
    version = later_version(world.version, changed)
    RubricDraft.objects.create(
        organization=world.department, rubric=version.rubric, version=version.version,
        name=version.name, document=version.document, status=DraftStatus.ISSUED, issued=version,
        created_at=NOW, created_by=world.office, edited_at=NOW, edited_by=world.office,
        proposed_at=NOW, proposed_by=world.office, decided_at=NOW, decided_by=world.second_office,
        effective_from=start, effective_to=end,
    )  # fmt: skip
    answer = signed_in(world.office).get(reverse("rubrics:list"))
    (line,) = (one for one in answer.context["versions"] if one.version == version)
    assert line.state == words


def test_the_desk_is_reached_before_there_is_any_year(world):
    Cycle.objects.all().delete()
    page = signed_in(world.office).get(reverse("office:overview")).content.decode()
    assert f'href="{reverse("rubrics:list")}"' in page
    assert "全部标准和草稿" in page


def test_without_anything_to_compare_the_page_offers_a_choice(world):
    assert "选择版本" in compare(world.office).content.decode()
    answer = compare(world.office, f"version={world.version.pk}")
    assert "没有更早的版本" in answer.content.decode()
    assert compare(world.office, f"before={world.version.pk}").status_code == 404


@pytest.fixture
def filled(world) -> Assessment:
    assessment = assessment_at(Status.FILLING, world)
    fill_perfectly(world, assessment, now=NOW)
    return fresh(assessment)


def test_a_preview_names_what_would_change(world, filled):
    version = later_version(world.version, changed)
    client, url = signed_in(world.office), reverse("rubrics:repin", args=[filled.cycle_id])
    assert "改用新版本" in client.get(reverse("office:cycles")).content.decode()
    first = client.get(url)
    assert first.context["page"].versions == [version]
    shown = client.get(f"{url}?version={version.pk}")
    report = shown.context["page"].lines.report
    assert (report.branches, report.dropped.total()) == (2, 1)
    assert "将放弃的作答" in shown.content.decode()
    mapped = client.get(f"{url}?version={version.pk}&shown=1&to:item:CO5-M6=item:CO5-M60")
    assert mapped.context["page"].lines.report.dropped.total() == 0
    assert fresh(filled).cycle.rubric_version == world.version
    wrong = client.get(f"{url}?version={version.pk}&shown=1&to:item:CO5-M6=level:five")
    assert wrong.status_code == 422


def test_the_office_moves_the_cycle_after_being_asked(world, filled):
    version = later_version(world.version, changed)
    client, url = signed_in(world.office), reverse("rubrics:move", args=[filled.cycle_id])
    data = {"version": version.pk, "to:item:CO5-M6": "item:CO5-M60"}
    with time_machine.travel(NOW, tick=True):
        asked = client.post(url, data)
        assert "确定 2026 年度全部改用" in asked.content.decode()
        assert fresh(filled).cycle.rubric_version == world.version
        answer = client.post(url, {**data, "confirmed": "yes"})
    assert answer.url == reverse("office:cycles")
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [
        "已改用 2.0 版，共 2 个支部，放弃作答 0 项"
    ]
    after = fresh(filled)
    assert after.cycle.rubric_version == version
    assert after.answer("item:CO5-M60") == "full"
    page = client.get(reverse("rubrics:repin", args=[filled.cycle_id]))
    assert "没有更新的版本" in page.content.decode()


def test_nothing_moves_once_somebody_has_declared(world):
    declared = assessment_at(Status.SUBMITTED, world)
    version = later_version(world.version, changed)
    client = signed_in(world.office)
    shown = client.get(f"{reverse('rubrics:repin', args=[declared.cycle_id])}?version={version.pk}")
    assert shown.status_code == 422
    assert "已有 1 个支部申报" in shown.content.decode()
    with time_machine.travel(NOW, tick=True):
        answer = client.post(
            reverse("rubrics:move", args=[declared.cycle_id]),
            {"version": version.pk, "to:item:CO5-M6": "", "confirmed": "yes"},
        )
    assert answer.status_code == 422
    assert fresh(declared).cycle.rubric_version == world.version
    assert "改用新版本" not in client.get(reverse("office:cycles")).content.decode()


def test_a_choice_that_is_none_moves_nothing(world, filled):
    version = later_version(world.version, changed)
    client, url = signed_in(world.office), reverse("rubrics:move", args=[filled.cycle_id])
    assert client.post(url).status_code == 422
    assert client.post(url, {"version": "999999"}).status_code == 404
    bad = {"version": version.pk, "to:item:CO5-M6": "item:NO", "confirmed": "yes"}
    assert client.post(url, bad).status_code == 422
    assert fresh(filled).cycle.rubric_version == world.version


def run(*arguments, **options) -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_the_commands_compare_and_move(world, filled):
    later_version(world.version, changed)
    text = run("compare_rubrics", "star-standardization@1.0", "star-standardization@2.0")
    assert "[number of points] level “三星级” · line: 75 → 76" in text
    assert "Changes of structure: 3; of wording only: 2" in text
    cycle = str(filled.cycle_id)
    dry = run("repin_cycle", str(filled.cycle.year), "2.0", dry_run=True)
    assert "no longer asked" in dry
    assert "answers given up: 1" in dry
    assert "Nothing was written." in dry
    assert not Event.objects.filter(action="repin_cycle").exists()
    username = world.office.username
    done = run("repin_cycle", cycle, "2.0", by=username, map=["item:CO5-M6=item:CO5-M60"])
    assert "answers given up: 0" in done
    assert Event.objects.filter(action="repin_cycle").count() == 1


@pytest.mark.parametrize(
    ("arguments", "options", "why"),
    [
        (("compare_rubrics", "no", "corp-5std"), {}, "There is no rubric version no"),
        (("repin_cycle", "1899", "2.0"), {}, "There is no cycle"),
        (("repin_cycle", "2050", "2.0"), {}, "There is no cycle"),
        (("repin_cycle", "CYCLE", "9.9"), {}, "There is no rubric version"),
        (("repin_cycle", "CYCLE", "2.0"), {"by": "nobody"}, "no active account"),
        (("repin_cycle", "CYCLE", "2.0"), {"by": "STRANGER"}, "does not run the office"),
        (("repin_cycle", "CYCLE", "2.0"), {"map": ["x"]}, "OLD=NEW"),
        (("repin_cycle", "CYCLE", "2.0"), {"map": ["x=y"], "dry_run": True}, "nothing to carry"),
    ],
)
def test_the_commands_refuse_in_words(world, filled, arguments, options, why):
    later_version(world.version, changed)
    said = {"CYCLE": str(filled.cycle_id)}
    if options.get("by") == "STRANGER":
        options = {"by": world.foreign_office.username}
    with pytest.raises(CommandError, match=why):
        run(*(said.get(one, one) for one in arguments), **options)
