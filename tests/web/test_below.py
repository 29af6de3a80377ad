"""The committee's pages: facts counted from below are locked, with their list; years by subject."""

import pytest
import time_machine
from django.urls import reverse

from scoring.organizations.enums import Role
from scoring.rubrics.queries import latest_published
from tests.factories import NOW, YEAR, make_user, make_world
from tests.factories.town import TOWN, VILLAGE, make_county, of, open_year, rate
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def county():
    return make_county()


def shown(user, name, *args):
    return signed_in(user).get(reverse(name, args=args))


def test_a_counted_fact_is_locked_and_says_how_it_came(county):
    open_year(county, VILLAGE)
    open_year(county, TOWN)
    rate(county, county.villages[0])
    town = of(county.town, TOWN)
    page = shown(county.secretary(county.town), "selfassessment:dimension", YEAR, 3)
    assert page.status_code == 200
    html = page.content.decode()
    assert "下级参评 3 个，计入 1 个；其中 2 个还没有评定完毕" in html
    assert reverse("record:below", args=[town.pk]) in html
    assert "由系统计算" in html or "系统计算" in html


def test_the_list_names_each_village_with_its_level_in_force(county):
    open_year(county, VILLAGE)
    open_year(county, TOWN)
    rate(county, county.villages[0])
    rate(county, county.villages[1], met=False)
    town = of(county.town, TOWN)
    for reader in (county.secretary(county.town), county.reviewer, county.office):
        html = shown(reader, "record:below", town.pk).content.decode()
        for village in county.villages:
            assert village.name in html
        assert html.count("五个好达标") == 1
    village_secretary = county.secretary(county.villages[0])
    assert shown(village_secretary, "record:below", town.pk).status_code == 404
    own = of(county.villages[0], VILLAGE)
    assert shown(village_secretary, "record:below", own.pk).status_code == 404


def test_counted_facts_are_no_columns_of_an_office(county):
    open_year(county, VILLAGE)
    open_year(county, TOWN)
    html = signed_in(county.provider).get(
        reverse("provider:sheet", args=[county.department.pk, "party_committee"])
    )
    text = html.content.decode()
    assert county.town.name in text
    assert "无债村数" in text
    assert "五个好村党组织与站所数" not in text


def test_the_form_of_a_year_lists_standards_by_what_they_rate(county):
    page = shown(county.office, "office:new_cycle")
    html = page.content.decode()
    for words in ("党支部", "党委"):
        assert f'<optgroup label="{words}">' in html


def test_the_confirmation_counts_committees_by_their_name(county):
    plan = {
        "standard": latest_published(TOWN).pk,
        "year": YEAR,
        "window_start": f"{YEAR - 1}-10-01",
        "window_end": f"{YEAR}-09-30",
        "declare_on": f"{YEAR}-10-31",
        "declare_at": "17:30",
        "target_score": "80.00",
        "publicity_days": 5,
        "validity_years": 1,
        "issuer_name": "中共某县委组织部",
        "contact_name": "郑组织",
        "contact_phone": "1",
    }
    client = signed_in(county.office)
    asked = client.post(reverse("office:open_cycle"), plan).content.decode()
    assert "1 个党委将立即收到自评任务" in asked
    done = client.post(reverse("office:open_cycle"), plan | {"confirmed": "1"}, follow=True)
    html = done.content.decode()
    assert "年度已向 1 个党委开放" in html
    assert of(county.town, TOWN).cycle.year == YEAR


def test_the_secretary_of_a_committee_has_a_task_list_and_a_stranger_none(county):
    open_year(county, TOWN)
    html = shown(county.secretary(county.town), "selfassessment:home").content.decode()
    assert county.town.name in html
    other = make_world()
    stranger = make_user("赵书记", (Role.SECRETARY, other.branch))
    assert county.town.name not in shown(stranger, "selfassessment:home").content.decode()


def test_the_pages_of_a_committee_do_not_speak_of_branches(county):
    open_year(county, TOWN)
    open_year(county, VILLAGE)
    secretary = county.secretary(county.town)
    home = shown(secretary, "selfassessment:home").content.decode()
    assert "最终以上级党组织核定为准" in home
    assert "上级党组织逐项核定" in home
    check = shown(secretary, "selfassessment:check", YEAR).content.decode()
    assert "提交给上级党组织审核" in check
    gates = shown(secretary, "selfassessment:gates", YEAR).content.decode()
    assert "有的由上级党组织认定" in gates
    assert "机关党委" not in home + check + gates
    town = of(county.town, TOWN).cycle
    page = signed_in(county.office).get(reverse("office:cycles"), {"cycle": town.pk})
    assert "为单个党委延期" in page.content.decode()
    village = of(county.villages[0], VILLAGE).cycle
    page = signed_in(county.office).get(reverse("office:cycles"), {"cycle": village.pk})
    assert "为单个支部延期" in page.content.decode()
