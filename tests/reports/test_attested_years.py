"""The summary sets an attested level beside this year's, where nothing was decided here."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.ratings.models import PastRating
from tests.factories.past import history_import
from tests.factories.review import assessment_at
from tests.factories.world import YEAR, make_world
from tests.reports.test_workbook import _reopened, _rows

pytestmark = pytest.mark.django_db


def test_last_year_is_what_was_attested_and_says_so() -> None:
    world = make_world()
    assessment_at(Status.CONFIRMED, world)
    batch = history_import(world)
    for organization, level, name in ((world.branch, "four", "四星级"), (world.sibling, "", "")):
        PastRating.objects.create(
            batch=batch,
            organization=organization,
            programme="star-standardization",
            year=YEAR - 1,
            level=level,
            name=name,
            decided_on=datetime.date(YEAR - 1, 12, 20),
            reference="某组发9号",
        )
    rows = {row[1]: row[2:7] for row in _rows(_reopened(world)["较上年变化"])}
    assert rows[world.branch.name][:2] == ("四星级（历史认定）", "五星级")
    assert rows[world.branch.name][2] is None  # no points were attested
    assert rows[world.sibling.name][0].endswith("（历史认定）")
    assert not rows[world.sibling.name][0].startswith("四")
