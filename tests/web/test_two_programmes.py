"""The secretary of a branch under two programmes: two cards, one fact sheet, own addresses."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.assessments.models import Assessment
from scoring.workflow.filling import confirm_profile
from tests.factories import NOW, YEAR
from tests.factories.filling import answers, fill_perfectly, fresh, prove
from tests.factories.programmes import SECOND, assessment_in, second_programme
from tests.web.secretary import (  # fixtures among them
    CONGRESS,
    assessment,
    october,
    secretary,
    signed_in,
    world,
)

__all__ = ["assessment", "october", "secretary", "world"]

pytestmark = pytest.mark.django_db

TERM = f"{YEAR}.{SECOND}"
PAGES = [
    ("home_of",), ("profile_of",), ("gates",), ("check",), ("sheet",), ("dimension", 1),
]  # fmt: skip


@pytest.fixture
def second(world, assessment) -> Assessment:
    return assessment_in(second_programme(world), world.branch)


def address(name, *rest, term=TERM):
    return reverse(f"selfassessment:{name}", args=[term, *rest])


def text(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def autosave(client, term, number, entry, value, seen=0):
    return client.post(
        address("autosave_dimension", number, term=term),
        {f"seen:{entry}": seen, entry: value},
        headers={"accept": "application/json"},
    )


def test_an_only_assessment_looks_as_ever(secretary):
    page = secretary.get(reverse("selfassessment:home"))
    assert page.context["programmes"] == []
    assert f"/self/{YEAR}/1/" in text(page)
    assert "programmes-h" not in text(page)


def test_the_home_shows_both_programmes_each_with_its_own_way_on(secretary, second, assessment):
    page = secretary.get(reverse("selfassessment:home"))
    cards = page.context["programmes"]
    assert [card.opener for card in cards] == ["某县委组织部", "某县机关党委"]
    assert [card.current for card in cards] == [True, False]  # what is due first stands below
    assert [card.url for card in cards] == [f"/self/{YEAR}/", f"/self/{TERM}/"]
    assert cards[0].deadline < cards[1].deadline
    shown = text(page)
    assert all(card.name in shown for card in cards)
    assert f'href="/self/{YEAR}/1/' in shown
    assert f'href="/self/{TERM}/1/' not in shown
    other = text(secretary.get(cards[1].url))
    assert f'href="/self/{TERM}/1/' in other
    assert f'href="/self/{YEAR}/1/' not in other


@pytest.mark.parametrize("place", PAGES)
def test_every_page_of_the_second_programme_keeps_to_its_own_addresses(secretary, second, place):
    page = secretary.get(address(*place))
    assert page.status_code == 200
    assert page.context["assessment"].pk == second.pk
    links = re.findall(r'(?:href|action|data-autosave-url)="(/self/[^"#?]*)', page.content.decode())
    stray = [one for one in links if one.startswith(f"/self/{YEAR}/")]
    assert stray == ([f"/self/{YEAR}/"] if place == ("home_of",) else [])


def test_a_plain_year_still_means_what_was_opened_first(secretary, assessment, second):
    for term in (YEAR, f"{YEAR}.star-standardization"):
        page = secretary.get(address("gates", term=term))
        assert page.context["assessment"].pk == assessment.pk


@pytest.mark.parametrize(
    "term", [f"{YEAR}.no-such", f"{YEAR}.{SECOND}.2", f"{YEAR - 1}.{SECOND}", "1999"]
)
def test_what_does_not_exist_and_what_is_foreign_is_the_same_404(world, secretary, second, term):
    missing = secretary.get(address("gates", term=term))
    foreign = signed_in(world.foreign_secretary).get(address("gates"))
    assert missing.status_code == foreign.status_code == 404
    assert autosave(secretary, term, 2, CONGRESS, "1").status_code == 404


def test_a_second_round_has_an_address_of_its_own(world, secretary, second):
    again = assessment_in(second_programme(world, number=2), world.branch)
    page = secretary.get(address("gates", term=f"{TERM}.2"))
    assert page.context["assessment"].pk == again.pk
    assert len(secretary.get(reverse("selfassessment:home")).context["programmes"]) == 3


def test_a_fact_saved_for_one_programme_says_what_it_did_to_the_other(secretary, second):
    said = autosave(secretary, YEAR, 2, CONGRESS, "1").json()
    assert said["out"]["total"] == "0.50"
    assert said["out"]["also"] == "同时计入党支部“五个标准化”建设考核标准：0.00 → 0.50"
    assert said["say"].endswith(said["out"]["also"])
    page = secretary.get(address("dimension", 2))
    assert f'name="{CONGRESS}" value="1"' in text(page)
    assert (
        fresh(second).total
        == fresh(
            Assessment.objects.exclude(pk=second.pk).filter(organization=second.organization).get()
        ).total
    )


def test_without_script_the_next_page_says_it(secretary, second):
    answer = secretary.post(
        address("save_dimension", 2, term=YEAR),
        {f"seen:{CONGRESS}": 0, CONGRESS: "1"},
        follow=True,
    )
    assert "同时计入党支部“五个标准化”建设考核标准：0.00 → 0.50" in text(answer)


def test_each_input_says_where_else_its_fact_counts(secretary, second):
    shown = text(secretary.get(address("dimension", 2, term=YEAR)))
    assert "同时用于：党支部“五个标准化”建设考核标准 2.1" in shown
    alone = text(secretary.get(reverse("selfassessment:records")))
    assert "同时用于" not in alone


def test_no_mark_for_a_programme_that_was_declared(world, secretary, assessment, second):
    Assessment.objects.filter(pk=second.pk).update(status="submitted")
    shown = text(secretary.get(address("dimension", 2, term=YEAR)))
    assert "同时用于" not in shown


def test_the_home_counts_what_the_other_programme_still_needs(world, secretary, assessment, second):
    fill_perfectly(world, assessment)
    second = fresh(second)
    left = second.items_total - second.items_filled
    shown = text(secretary.get(reverse("selfassessment:home")))
    card = secretary.get(reverse("selfassessment:home")).context["programmes"][1]
    assert 0 < left < 10
    assert re.fullmatch(rf"共用\d+项数据，那边只需再填{left}项", card.shared.replace(" ", ""))
    assert card.shared in shown


def test_both_are_handed_in_from_their_own_pages(world, secretary, assessment, second):
    fill_perfectly(world, assessment)
    confirm_profile(assessment=fresh(second), by=world.secretary, now=NOW)
    prove(fresh(second), world.secretary, NOW)
    secretary.post(
        address("save_gates"),
        {f"seen:{key}": 0 for key in answers(second)}
        | {key: value for key, value in answers(second).items() if isinstance(value, str)},
    )
    page = secretary.get(address("check"))
    key = re.search(r'name="submit_key" value="([^"]+)"', page.content.decode())[1]
    form = {"secretary_name": "张书记", "filler_name": "李填报", "submit_key": key}
    star = page.context["form"].fields["star"].choices[0][0]
    answer = secretary.post(address("submit"), form | {"star": star})
    assert (answer.status_code, getattr(answer, "url", "")) == (302, address("submitted"))
    assert fresh(second).status == "submitted"
    assert fresh(assessment).status == "filling"
    assert secretary.get(reverse("selfassessment:home")).context["assessment"].pk == assessment.pk


def test_the_records_and_the_record_tell_the_programmes_apart(world, secretary, assessment, second):
    rows = secretary.get(reverse("selfassessment:records")).context["rows"]
    assert [row.term for row in rows] == [str(YEAR), TERM]
    mine = secretary.get(reverse("record:own", args=[TERM]))
    assert mine.context["assessment"].pk == second.pk
    assert f'href="/record/{YEAR}/"' in text(mine)
    above = signed_in(world.office).get(reverse("record:show", args=[world.branch.pk, TERM]))
    assert above.context["assessment"].pk == second.pk
    assert (
        signed_in(world.office)
        .get(reverse("record:show", args=[world.branch.pk, YEAR]))
        .context["assessment"]
        .pk
        == assessment.pk
    )


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["home", "gates", "dimension"])
def test_more_programmes_do_not_mean_more_queries(world, secretary, second, name):
    rest = {"home": [], "gates": [YEAR], "dimension": [YEAR, 2]}[name]
    url = reverse(f"selfassessment:{name}", args=rest)
    two = queries(secretary, url)
    for number in (2, 3, 4):
        second_programme(world, number=number)
    assert queries(secretary, url) == two


def test_what_stays_as_declared_in_the_other_programme_is_said(secretary, second):
    autosave(secretary, YEAR, 2, CONGRESS, "1")
    shown = text(secretary.get(address("dimension", 2, term=YEAR)))
    assert "已申报的" not in shown
    Assessment.objects.filter(pk=second.pk).update(status="submitted")
    said = autosave(secretary, YEAR, 2, CONGRESS, "2", seen=1).json()
    (kept,) = {one for one in said["out"].values() if one.startswith("已申报的")}
    name = "党支部“五个标准化”建设考核标准"
    assert kept == f"已申报的“{name}”仍按申报时的 2026年 一季度 1 次 计算"
    assert kept in text(secretary.get(address("dimension", 2, term=YEAR)))
    autosave(secretary, YEAR, 2, CONGRESS, "1", seen=2)
    assert "已申报的" not in text(secretary.get(address("dimension", 2, term=YEAR)))
