"""Who is held above before a level below changes."""

import pytest

from scoring.rubrics.queries import latest_published
from scoring.workflow.upward import hold_above
from tests.factories import YEAR
from tests.factories.town import TOWN, VILLAGE, make_county, of, open_year
from tests.factories.versions import later_version

pytestmark = pytest.mark.django_db


def plain(document):
    """Make another standard of the committee's, to which no levels below count."""
    document["id"] = "plain"
    del document["aggregates"]


def test_every_open_assessment_of_the_committee_is_held_not_only_the_one_that_counts():
    """All are scored again together, after the head of the audit chain is taken."""
    county = make_county()
    open_year(county, VILLAGE)
    open_year(county, TOWN)
    later_version(latest_published(TOWN), plain)
    other = open_year(county, "plain")
    assert [one.organization for one in other.assessments.all()] == [county.town]
    held = hold_above(of(county.villages[0], VILLAGE))
    assert {(one.programme, one.year) for one in held} == {(TOWN, YEAR), ("plain", YEAR)}
