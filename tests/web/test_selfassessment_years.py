"""Two years open at once: the home of either one says that the other is open too."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, YEAR, open_cycle_for
from tests.web.secretary import (  # fixtures among them
    assessment,
    october,
    secretary,
    url,
    world,
)

__all__ = ["assessment", "october", "secretary", "world"]


pytestmark = pytest.mark.django_db
HOME = reverse("selfassessment:home")


def open_early(world, year: int) -> None:
    open_cycle_for(world, year=year, now=NOW - datetime.timedelta(days=1))


def test_each_open_year_leads_to_the_other(world, secretary) -> None:
    assert "年度自评已开启" not in secretary.get(HOME).content.decode()
    open_early(world, YEAR + 1)
    later = reverse("selfassessment:home_of", args=[YEAR + 1])
    here = secretary.get(HOME)
    assert [one.url for one in here.context["open_years"]] == [later]
    assert f"{YEAR + 1} 年度自评已开启，请于{YEAR + 1}年10月31日" in here.content.decode()
    there = secretary.get(later)
    assert [one.url for one in there.context["open_years"]] == [url("home_of")]
    assert f"{YEAR} 年度自评已开启" in there.content.decode()


def test_a_year_past_its_deadline_is_not_open(world, secretary, assessment) -> None:
    open_early(world, YEAR + 1)
    cycle = assessment.cycle
    cycle.declare_by = NOW - datetime.timedelta(days=1)
    cycle.save()
    assert (
        secretary.get(reverse("selfassessment:home_of", args=[YEAR + 1])).context["open_years"]
        == []
    )


def test_more_years_do_not_mean_more_queries(world, secretary) -> None:
    def queries() -> int:
        secretary.get(HOME)
        with CaptureQueriesContext(connection) as found:
            assert secretary.get(HOME).status_code == 200
        return len(found)

    one = queries()
    for year in (YEAR + 1, YEAR + 2):
        open_early(world, year)
    assert queries() == one


def test_a_later_year_is_confirmed_by_its_own_links(world, secretary) -> None:
    open_early(world, YEAR + 1)
    home = reverse("selfassessment:home_of", args=[YEAR + 1])
    own = reverse("selfassessment:profile_of", args=[YEAR + 1])
    page = secretary.get(home)
    assert page.context["page"].profile.url == page.context["page"].continue_url == own
    for name in ("home_of", "profile_of", "gates", "check"):
        text = secretary.get(reverse(f"selfassessment:{name}", args=[YEAR + 1])).content.decode()
        assert f'href="{own}"' in text
        assert 'href="/self/profile/"' not in text
    profile = secretary.get(own).context
    assert profile["home_url"] == home
    answer = secretary.post(reverse("selfassessment:save_profile"), {"year": profile["term"]})
    assert answer.url == home
    later = secretary.get(home)
    assert later.context["assessment"].profile_confirmed_at is not None
    assert later.context["page"].profile.state == "done"
