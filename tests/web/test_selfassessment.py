"""The secretary's desk over HTTP: filling in, conflicts, faults, evidence, handing in."""

import datetime
import json
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Evidence
from tests.factories import (
    NOW,
    YEAR,
    World,
    assessment_at,
    evidence_file,
    fill_perfectly,
    make_world,
)

pytestmark = pytest.mark.django_db

CONGRESS = f"fact:life.congress:{YEAR}-1"


@pytest.fixture(autouse=True)
def _october():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def assessment(world: World) -> Assessment:
    return assessment_at(Status.FILLING, world)


@pytest.fixture
def secretary(world: World, assessment: Assessment) -> Client:
    return signed_in(world.secretary)


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def url(name: str, *rest: object) -> str:
    return reverse(f"selfassessment:{name}", args=[YEAR, *rest])


def autosave(client: Client, number: int, entry: str, value: str, seen: int):
    return client.post(
        url("autosave_dimension", number),
        {f"seen:{entry}": seen, entry: value},
        headers={"accept": "application/json"},
    )


PAGES = ["home", "profile", "records"]
YEAR_PAGES = [("gates",), ("check",), ("sheet",), ("dimension", 1), ("dimension", 5)]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens(secretary, name):
    assert secretary.get(reverse(f"selfassessment:{name}")).status_code == 200


@pytest.mark.parametrize("place", YEAR_PAGES)
def test_every_page_of_the_year_opens(secretary, place):
    assert secretary.get(url(*place)).status_code == 200


def test_the_start_page_leads_the_secretary_home(secretary):
    assert secretary.get("/").url == reverse("selfassessment:home")


def test_before_the_cycle_is_opened_the_home_says_so(world):
    page = signed_in(world.secretary).get(reverse("selfassessment:home"))
    assert "本年度自评还没有开始" in page.content.decode()


@pytest.mark.parametrize("place", YEAR_PAGES)
@pytest.mark.parametrize("who", ["foreign_secretary", "sibling_secretary", "reviewer", "office"])
def test_nobody_else_finds_the_pages_of_the_branch(world, assessment, who, place):
    client = signed_in(getattr(world, who))
    if who == "sibling_secretary":  # has an own assessment in the same cycle
        page = client.get(url(*place))
        assert assessment.organization.name not in page.content.decode()
        return
    assert client.get(url(*place)).status_code == 404
    assert autosave(client, 2, CONGRESS, "1", 0).status_code == 404


@pytest.mark.parametrize("number", [0, 6, 99])
def test_a_dimension_that_does_not_exist_is_not_found(secretary, number):
    assert secretary.get(url("dimension", number)).status_code == 404


@pytest.mark.parametrize(
    ("name", "rest"), [("save_dimension", (1,)), ("save_gates", ()), ("submit", ()), ("upload", ())]
)
def test_writing_addresses_answer_post_only(secretary, name, rest):
    assert secretary.get(url(name, *rest)).status_code == 405


def test_autosave_stores_one_entry_and_says_the_total(secretary, assessment):
    answer = autosave(secretary, 2, CONGRESS, "1", 0)
    assert answer.status_code == 200
    said = answer.json()
    assert said["versions"] == {CONGRESS: 1}
    assert said["out"]["total"] == "0.50"
    assert said["out"]["pts-CO5-L1"] == "0.50"
    assert said["say"] == "总分 0.50，预计未达三星级"
    assessment.refresh_from_db()
    assert str(assessment.total) == "0.50"


def test_home_dimension_check_sheet_and_record_show_the_same_total(secretary):
    autosave(secretary, 2, CONGRESS, "1", 0)
    pages = [
        reverse("selfassessment:home"),
        url("dimension", 2),
        url("check"),
        url("sheet"),
        reverse("record:own", args=[YEAR]),
    ]
    for page in pages:
        assert "0.50" in secretary.get(page).content.decode(), page


def test_a_bad_value_is_named_and_the_good_one_beside_it_is_kept(secretary):
    later = f"fact:life.congress:{YEAR}-2"
    answer = secretary.post(
        url("autosave_dimension", 2),
        {f"seen:{CONGRESS}": 0, CONGRESS: "1", f"seen:{later}": 0, later: "many"},
    )
    said = answer.json()
    assert said["versions"] == {CONGRESS: 1}
    assert "many" in said["faults"][later]


def test_the_second_of_two_devices_sees_both_values(world, secretary):
    autosave(secretary, 2, CONGRESS, "3", 0)
    second = signed_in(world.filler)
    answer = autosave(second, 2, CONGRESS, "2", 0)
    assert answer.status_code == 409
    (conflict,) = answer.json()["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == ("2 次", "3 次")
    assert conflict["who"].startswith("张书记")
    assert conflict["values"] == [[CONGRESS, "3"]]
    kept = autosave(second, 2, CONGRESS, "2", conflict["version"])
    assert kept.json()["versions"] == {CONGRESS: 2}


def test_without_script_an_untouched_stale_field_is_no_conflict(world, secretary):
    autosave(secretary, 2, CONGRESS, "1", 0)
    autosave(secretary, 2, CONGRESS, "3", 1)
    other = f"fact:life.congress:{YEAR}-2"
    form = {f"seen:{CONGRESS}": 1, CONGRESS: "1", f"seen:{other}": 0, other: "4"}
    answer = signed_in(world.filler).post(url("save_dimension", 2), form)
    assert answer.status_code == 302
    page = secretary.get(url("dimension", 2)).context["page"]
    values = [one.value for one in page.items[0].periods[0].controls]
    assert values == ["", "3", "4", ""]


def test_without_script_a_touched_stale_field_shows_both_values(world, secretary):
    autosave(secretary, 2, CONGRESS, "3", 0)
    form = {f"seen:{CONGRESS}": 0, CONGRESS: "2"}
    answer = signed_in(world.filler).post(url("save_dimension", 2), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有错误" in page
    assert "另一台设备刚改过这一项" in page
    assert 'value="3"' in page


def test_three_bad_fields_make_three_links_to_their_fields(secretary):
    bad = {f"fact:life.congress:{YEAR}-{n}": text for n, text in ((1, "-1"), (2, "x"), (3, "1.5"))}
    form = {f"seen:{entry}": 0 for entry in bad} | bad
    page = secretary.post(url("save_dimension", 2), form)
    faults = page.context["faults"]
    text = page.content.decode()
    assert len(faults) == 3
    for fault in faults:
        assert f'href="#{fault.field_id}"' in text
        assert f'id="{fault.field_id}"' in text
        assert text.count(fault.text) == 2  # in the summary and beside the field


def test_a_set_a_table_and_a_yes_survive_the_round_trip(secretary):
    docs, groups, committee = "fact:org.annual_docs", "fact:org.groups", "fact:org.has_committee"
    form = {
        f"seen:{docs}": 0, docs: ["总结", "计划"],
        f"seen:{groups}": 0, f"{groups}/1/name": "第一组", f"{groups}/1/members": "5",
        f"{groups}/3/name": "第三组",
        f"seen:{committee}": 0, committee: "true",
    }  # fmt: skip
    assert secretary.post(url("save_dimension", 1), form).status_code == 302
    page = secretary.get(url("dimension", 1)).context["page"]
    controls = {one.entry: one for item in page.items for one in item.controls}
    assert [one.value for one in controls[docs].options if one.chosen] == ["计划", "总结"]
    assert [row[0].value for row in controls[groups].rows][:2] == ["第一组", "第三组"]
    assert [one.value for one in controls[committee].options if one.chosen] == ["true"]


def test_a_fact_of_another_office_is_shown_locked_and_refused_when_typed(secretary):
    entry = "fact:org.setup_synchronized"
    page = secretary.get(url("dimension", 1)).context["page"]
    locked = {one.entry for item in page.items for one in item.controls if one.kind == "locked"}
    assert entry in locked
    assert entry in autosave(secretary, 1, entry, "true", 0).json()["faults"]


def test_garbled_entries_are_refused_and_never_an_error(secretary):
    for entry in ("fact:life.congress:abc", "fact:nothing", "item:NOPE", "part:x", "gate:/", "?"):
        answer = autosave(secretary, 2, entry, "1", 0)
        assert answer.status_code == 200, entry
        assert entry in answer.json()["faults"]


def test_saving_leads_to_the_next_open_item_and_never_in_a_circle(secretary):
    at, seen = "", []
    for _step in range(60):
        target = secretary.post(url("save_dimension", 1), {"at": at}).url
        if "at=" not in target:
            break
        at = target.split("at=")[1].split("#")[0]
        seen.append(at)
    assert seen == sorted(set(seen))
    assert len(seen) == 6
    assert target == url("dimension", 2)


def test_change_links_of_the_check_return_there(secretary):
    page = secretary.get(url("check")).context["page"]
    assert "back=check" in page.sections[0].answers[0].url
    answer = secretary.post(url("save_dimension", 1), {"back": "check"})
    assert answer.url == url("check")


def test_facts_that_only_conditions_read_can_be_entered(secretary):
    page = secretary.get(url("gates")).context["page"]
    entries = {one.entry for one in page.controls} | {
        one.entry.partition(":2")[0] for periods in page.periods for one in periods.controls
    }
    assert "fact:org.quarterly_plans" in entries
    entry = f"fact:org.quarterly_plans:{YEAR}-1"
    answer = secretary.post(url("autosave"), {f"seen:{entry}": 0, entry: "1"})
    assert answer.json()["versions"] == {entry: 1}


def test_a_claim_is_kept_with_its_sentence_and_no_veto_is_chosen_beforehand(secretary):
    page = secretary.get(url("gates")).context["page"]
    assert not any(one.chosen for veto in page.declarations for one in veto.options)
    claim = page.levels[0].claims[0]
    form = {f"seen:{claim.entry}": 0, claim.entry: "true", f"{claim.entry}/sentence": "班子齐心。"}
    answer = secretary.post(url("save_gates"), form)
    assert answer.url == f"{url('gates')}#vetoes"  # the declarations are still open
    kept = secretary.get(url("gates")).context["page"].levels[0].claims[0]
    assert (kept.claimed, kept.sentence) == ("true", "班子齐心。")


def test_profile_offers_last_year_and_keeps_the_confirmation(secretary, assessment):
    entry = "fact:org.members_total"
    answer = secretary.post(
        reverse("selfassessment:save_profile"), {f"seen:{entry}": 0, entry: "32"}
    )
    assert answer.status_code == 302
    assessment.refresh_from_db()
    assert assessment.profile_confirmed_at is not None
    rows = secretary.get(reverse("selfassessment:profile")).context["rows"]
    assert {row.control.entry: row.control.value for row in rows}[entry] == "32"


def test_one_upload_proves_four_items_and_is_one_file(secretary, assessment):
    items = ["CO5-L1", "CO5-L2", "CO5-L3", "CO5-L4"]
    query = "&".join(f"item={one}" for one in items)
    answer = secretary.post(f"{url('upload')}?{query}", {"file": evidence_file()})
    assert answer.status_code == 200
    assert "用于 4 项" in answer.content.decode()
    (piece,) = Evidence.objects.filter(assessment=assessment)
    assert piece.uses.count() == 4


def test_a_refused_file_comes_back_as_a_tile_with_its_sentence(secretary):
    file = evidence_file("台账.tif")
    answer = secretary.post(f"{url('upload')}?item=CO5-L1", {"file": file})
    assert answer.status_code == 422
    assert "不支持此格式（tif）" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_without_script_file_and_reference_come_with_the_form(secretary, assessment):
    form = {
        "file:CO5-L1": evidence_file(),
        "reference:CO5-L1": "3 号盒第 12 页",
        "stay": "card-CO5-L1",
    }
    answer = secretary.post(url("save_dimension", 2), form)
    assert answer.url.endswith("#card-CO5-L1")
    assert {one.name for one in assessment.evidence.all()} == {"会议记录.png", "3 号盒第 12 页"}


def test_evidence_takes_a_date_other_items_and_can_be_removed_and_put_back(secretary, assessment):
    secretary.post(f"{url('upload')}?item=CO5-L1", {"file": evidence_file()})
    piece = assessment.evidence.get()
    form = {"dated_on": "2026年1月23日", "items": ["CO5-L2", "CO5-L3"]}
    assert secretary.post(url("save_evidence", piece.pk), form).status_code == 302
    piece.refresh_from_db()
    assert piece.dated_on == datetime.date(2026, 1, 23)
    assert set(piece.uses.values_list("indicator", flat=True)) == {"CO5-L2", "CO5-L3"}
    bad = secretary.post(url("save_evidence", piece.pk), form | {"dated_on": "某日"})
    assert bad.status_code == 422
    secretary.post(url("remove_evidence", piece.pk))
    assert not assessment.evidence.kept().exists()
    secretary.post(url("remove_evidence", piece.pk), {"undo": "1"})
    assert assessment.evidence.kept().exists()


def declaration(**change: str) -> dict[str, str]:
    return {
        "star": "five",
        "secretary_name": "张书记",
        "filler_name": "李填报",
        "submit_key": str(uuid.uuid4()),
    } | change


def test_handing_in_says_everything_that_is_missing(secretary, assessment):
    answer = secretary.post(url("submit"), declaration())
    assert answer.status_code == 422
    assert len(answer.context["faults"]) > 2
    assessment.refresh_from_db()
    assert assessment.status == Status.FILLING


def test_a_perfect_branch_hands_in_once_however_often_the_button_is_pressed(
    world, secretary, assessment
):
    fill_perfectly(world, assessment)
    form = declaration()
    for _press in range(2):
        assert secretary.post(url("submit"), form).url == url("submitted")
    assessment.refresh_from_db()
    assert assessment.status == Status.SUBMITTED
    assert assessment.submissions.count() == 1
    page = secretary.get(url("submitted")).content.decode()
    assert "总分 100.00，申报五星级" in page


def test_names_are_asked_for(world, secretary, assessment):
    fill_perfectly(world, assessment)
    answer = secretary.post(url("submit"), declaration(secretary_name=" "))
    assert answer.status_code == 422
    assert assessment.submissions.count() == 0


def test_after_handing_in_nothing_can_be_written(world):
    assessment_at(Status.SUBMITTED, world)
    client = signed_in(world.secretary)
    answer = autosave(client, 2, CONGRESS, "9", 1)
    assert answer.status_code == 422
    assert json.loads(answer.content)["say"]
    assert "disabled" in client.get(url("dimension", 2)).content.decode()
    assert client.get(url("check")).url == url("submitted")


def test_after_the_deadline_the_page_is_read_only_and_says_whom_to_call(world, assessment):
    with time_machine.travel(assessment.deadline() + datetime.timedelta(seconds=1)):
        secretary = signed_in(world.secretary)  # the session of before has ended
        page = secretary.get(url("dimension", 2)).content.decode()
        assert "0000-1234567" in page
        answer = autosave(secretary, 2, CONGRESS, "1", 0)
        assert answer.status_code == 422
        assert "0000-1234567" in answer.json()["say"]
        home = secretary.get(reverse("selfassessment:home")).content.decode()
        assert "填报时间已过" in home


def test_the_desk_speaks_english_too(world, assessment):
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.secretary)
    assert "What is to be done" in client.get(reverse("selfassessment:home")).content.decode()


@pytest.mark.parametrize("place", [("dimension", 2), ("gates",), ("check",)])
def test_pages_need_few_queries(secretary, place, django_assert_max_num_queries):
    secretary.get(url(*place))
    with django_assert_max_num_queries(24):
        secretary.get(url(*place))
