"""The secretary's desk over HTTP: who may come, what is saved, whose value stands."""

import pytest
from django.urls import reverse

from scoring.facts.models import FactSheet
from tests.factories import YEAR
from tests.factories.filling import fill_perfectly
from tests.web.secretary import (  # fixtures among them
    CONGRESS,
    assessment,
    autosave,
    october,
    secretary,
    signed_in,
    url,
    world,
)

__all__ = ["assessment", "october", "secretary", "world"]


pytestmark = pytest.mark.django_db


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
    assert said["say"] == "总分 0.50，预计未达星级"
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


def test_the_check_shows_tables_row_by_row_and_dates_in_words(secretary):
    groups, elected = "fact:org.groups", "fact:org.elected_on"
    typed = {
        f"seen:{groups}": 0,
        f"{groups}/1/name": "第一党小组",
        f"{groups}/1/members": "5",
        f"seen:{elected}": 0,
        elected: "2024-05-10",
    }
    secretary.post(url("save_dimension", 1), typed)
    page = secretary.get(url("check")).context["page"]
    lines = [line for answer in page.sections[0].answers for line in answer.lines]
    assert any("第一党小组" in line and "5" in line for line in lines)
    assert any(line.endswith("2024年5月10日") for line in lines)


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


def test_the_desk_speaks_english_too(world, assessment):
    client = signed_in(world.secretary, "en")
    assert "What is to be done" in client.get(reverse("selfassessment:home")).content.decode()


@pytest.mark.parametrize("place", [("dimension", 2), ("gates",), ("check",)])
def test_pages_need_few_queries(secretary, place, django_assert_max_num_queries):
    secretary.get(url(*place))
    with django_assert_max_num_queries(24):
        secretary.get(url(*place))


def test_an_item_that_stops_applying_says_so_at_once(secretary):
    entry = "fact:mem.developed"
    said = autosave(secretary, 3, entry, "0", 0).json()
    assert said["out"]["pts-CO5-M1"] == "不适用"
    again = autosave(secretary, 3, entry, "2", 1).json()
    assert again["out"]["pts-CO5-M1"] == "0.00"


def test_saving_goes_on_where_everything_left_waits_for_others(world, assessment, secretary):
    fill_perfectly(world, assessment)
    sheet = FactSheet.objects.get(organization=world.branch, year=YEAR)
    del sheet.entries["org.setup_synchronized"]
    FactSheet.objects.filter(pk=sheet.pk).update(entries=sheet.entries)
    page = secretary.get(url("dimension", 1)).context["page"]
    left = [item.id for item in page.items if not item.filled]
    assert left
    for at in ("", left[0]):
        assert secretary.post(url("save_dimension", 1), {"at": at}).url == url("gates")
