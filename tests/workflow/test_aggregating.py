"""What counts below: the latest round, the named kinds, earlier years, and at what price."""

import dataclasses

import pytest

from scoring.engine.aggregates import COUNT, SHARE, Aggregate, Tally
from scoring.organizations.enums import OrganizationKind, Role
from scoring.rubrics.queries import rubric_of
from scoring.workflow.aggregating import Aggregated, aggregated, rated_for
from tests.factories import YEAR, make_user
from tests.factories.filling import fresh
from tests.factories.town import TOWN, VILLAGE, below, make_county, of, open_year, rate

pytestmark = pytest.mark.django_db

UNITS = Aggregate("gov.units_five_good", VILLAGE, COUNT, "met")


@pytest.fixture
def county():
    return make_county()


def counted(county, *sources, years=(YEAR,)):
    town = of(county.town, TOWN)
    rubric = dataclasses.replace(rubric_of(town.cycle.rubric_version), aggregates=sources)
    return aggregated(town, rubric, years)


def test_the_latest_round_of_a_year_counts_once(county):
    open_year(county, TOWN)
    open_year(county, VILLAGE)
    rate(county, county.villages[0])
    assert counted(county, UNITS)[YEAR][UNITS.fact] == Aggregated(1, COUNT, Tally(1, 3, 2))
    open_year(county, VILLAGE, round=2)
    assert counted(county, UNITS)[YEAR][UNITS.fact] == Aggregated(0, COUNT, Tally(0, 3, 3))
    town = of(county.town, TOWN)
    assert {one.round for one in rated_for(town, UNITS, YEAR)} == {2}


def test_a_later_round_of_a_part_leaves_the_others_counted(county):
    open_year(county, TOWN)
    open_year(county, VILLAGE)
    for village in county.villages:
        rate(county, village)
    again = make_user("村组织", (Role.OFFICE, county.villages[0]))
    open_year(county, VILLAGE, round=2, organization=county.villages[0], by=again)
    assert counted(county, UNITS)[YEAR][UNITS.fact] == Aggregated(2, COUNT, Tally(2, 3, 1))
    found = rated_for(of(county.town, TOWN), UNITS, YEAR)
    assert sorted(one.round for one in found) == [1, 1, 2]


def test_only_the_named_kinds_count(county):
    below(county.town, "C-T-J", "东河镇联合党支部", OrganizationKind.JOINT_BRANCH)
    open_year(county, TOWN)
    open_year(county, VILLAGE)
    every = dataclasses.replace(UNITS, level="")
    joint = dataclasses.replace(every, kinds=(OrganizationKind.JOINT_BRANCH,))
    assert counted(county, every)[YEAR][UNITS.fact].value == 4
    assert counted(county, joint)[YEAR][UNITS.fact].value == 1
    town = of(county.town, TOWN)
    assert rated_for(town, joint, YEAR).count() == 1


def test_what_lies_beside_does_not_count(county):
    other = below(county.department, "C-U", "西河镇党委", OrganizationKind.PARTY_COMMITTEE)
    below(other, "C-U-1", "西河镇一村党支部", OrganizationKind.BRANCH)
    open_year(county, TOWN)
    open_year(county, VILLAGE)
    every = dataclasses.replace(UNITS, level="")
    assert counted(county, every)[YEAR][UNITS.fact].value == 3


def test_a_share_and_a_level_that_nobody_knows(county):
    open_year(county, TOWN)
    open_year(county, VILLAGE)
    rate(county, county.villages[0])
    share = dataclasses.replace(UNITS, fact="sat.member_rate", of=SHARE)
    unknown = dataclasses.replace(UNITS, level="gold")
    assert counted(county, share)[YEAR][share.fact].value == "0.3333"
    assert counted(county, unknown)[YEAR][UNITS.fact].value == 0


def test_years_without_anybody_rated_have_nothing_computed(county):
    open_year(county, TOWN)
    assert counted(county, UNITS, years=range(YEAR - 3, YEAR + 1)) == {}
    open_year(county, VILLAGE)
    assert list(counted(county, UNITS, years=range(YEAR - 3, YEAR + 1))) == [YEAR]


def test_two_queries_for_all_years_and_none_without_aggregates(county, django_assert_num_queries):
    open_year(county, TOWN)
    open_year(county, VILLAGE)
    town = fresh(of(county.town, TOWN))
    rubric = rubric_of(town.cycle.rubric_version)
    aggregated(town, rubric, [YEAR])  # the rubrics are read once per process
    with django_assert_num_queries(2):
        aggregated(town, rubric, range(YEAR - 3, YEAR + 1))
    with django_assert_num_queries(0):
        aggregated(town, dataclasses.replace(rubric, aggregates=()), [YEAR])
