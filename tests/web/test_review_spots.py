"""Re-inspections over HTTP: the pool, the question before a star falls, the result."""

import pytest
import time_machine

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.documents.models import Certificate
from scoring.ratings.models import Rating
from tests.factories import make_world
from tests.factories.review import CONFIRMED, DAY, assessment_at
from tests.web.reviewer import text_of, url
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db

NEXT_YEAR = CONFIRMED + 180 * DAY  # 3 May 2027: the star of 2026 is re-inspected
RECORD = {
    "inspected_on": str((NEXT_YEAR - DAY).date()),
    "first": "吴复检",
    "second": "郑组织",
    "passed": "yes",
    "findings": "",
}
FAILED = RECORD | {"passed": "no", "findings": "记录本缺四个月。"}


@pytest.fixture(autouse=True)
def may():
    with time_machine.travel(NEXT_YEAR, tick=True):
        yield


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def holder(world):
    """Return the assessment of a branch that holds four stars."""
    return assessment_at(Status.CONFIRMED, world, star="four")


@pytest.mark.parametrize("who", ["inspector", "office"])
def test_the_pool_names_the_stars_in_force(world, holder, who):
    page = text_of(signed_in(getattr(world, who)).get(url("spot_checks")))
    assert url("spot_check", holder.pk) in page
    assert "四星级" in page


def test_three_stars_are_not_in_the_pool(world):
    holder = assessment_at(Status.CONFIRMED, world, star="three")
    page = text_of(signed_in(world.inspector).get(url("spot_checks")))
    assert url("spot_check", holder.pk) not in page


def earlier(holder: Assessment, level: str) -> Assessment:
    """Return the same branch's assessment of the year before, its star in force just as long."""
    cycle, rating = Cycle.objects.get(pk=holder.cycle_id), Rating.objects.get(assessment=holder)
    assessment = Assessment.objects.get(pk=holder.pk)
    cycle.pk, cycle.year = None, cycle.year - 1
    cycle.save()
    assessment.pk, assessment.cycle, assessment.year = None, cycle, cycle.year
    assessment.save()
    rating.pk, rating.assessment, rating.level = None, assessment, level
    rating.save()
    return assessment


def test_a_star_of_this_year_is_not_re_inspected_yet(world, holder):
    with time_machine.travel(CONFIRMED + 2 * DAY, tick=True):
        page = text_of(signed_in(world.inspector).get(url("spot_checks")))
        assert url("spot_check", holder.pk) not in page
        before = earlier(holder, "four")
        page = text_of(signed_in(world.inspector).get(url("spot_checks")))
        assert url("spot_check", holder.pk) not in page
        assert url("spot_check", before.pk) in page


def test_a_branch_is_listed_once_with_its_newest_star(world, holder):
    before = earlier(holder, "five")
    client = signed_in(world.inspector)
    page = text_of(client.get(url("spot_checks")))
    assert url("spot_check", holder.pk) in page
    assert url("spot_check", before.pk) not in page
    client.post(url("record_spot_check", holder.pk), FAILED | {"confirmed": "yes"})
    page = text_of(client.get(url("spot_checks")))
    assert url("spot_check", before.pk) not in page


def test_stars_of_two_programmes_are_listed_each_and_told_apart(world, holder):
    before = earlier(holder, "five")
    Cycle.objects.filter(pk=before.cycle_id).update(programme="another")
    Assessment.objects.filter(pk=before.pk).update(programme="another")
    name = before.cycle.rubric_version.name
    client = signed_in(world.inspector)
    page = text_of(client.get(url("spot_checks")))
    assert url("spot_check", holder.pk) in page
    assert url("spot_check", before.pk) in page
    assert page.count(name) == 1  # the default programme needs no name
    assert name in text_of(client.get(url("spot_check", before.pk)))
    assert name not in text_of(client.get(url("spot_check", holder.pk)))


def test_a_passed_re_inspection_keeps_the_star_and_leaves_the_pool(world, holder):
    client = signed_in(world.inspector)
    assert client.get(url("spot_check", holder.pk)).status_code == 200
    assert client.post(url("record_spot_check", holder.pk), RECORD).url == url("spot_checks")
    assert Rating.objects.get(assessment=holder).level == "four"
    page = text_of(client.get(url("spot_checks")))
    assert url("spot_check", holder.pk) not in page
    assert "吴复检 · 郑组织" in text_of(client.get(url("spot_checks"), {"state": "done"}))


def test_a_failed_one_is_asked_for_once_more_before_the_star_falls(world, holder):
    client = signed_in(world.inspector)
    asked = client.post(url("record_spot_check", holder.pk), FAILED)
    assert asked.status_code == 200
    serial = Certificate.objects.get(rating__assessment=holder).serial
    assert serial in text_of(asked)
    assert "由四星级降为三星级" in text_of(asked)
    assert Rating.objects.get(assessment=holder).level == "four"
    client.post(url("record_spot_check", holder.pk), FAILED | {"confirmed": "yes"})
    assert Rating.objects.get(assessment=holder).level == "three"
    assert Certificate.objects.filter(rating__assessment=holder).count() == 2


def test_going_back_from_the_question_loses_nothing(world, holder):
    client = signed_in(world.inspector)
    asked = text_of(client.post(url("record_spot_check", holder.pk), FAILED))
    assert 'name="change"' in asked
    page = client.post(url("record_spot_check", holder.pk), FAILED | {"change": "yes"})
    assert page.status_code == 200
    assert FAILED["findings"] in text_of(page)
    assert Rating.objects.get(assessment=holder).level == "four"


@pytest.mark.parametrize(
    "change",
    [
        {"findings": " ", "passed": "no"},
        {"passed": ""},
        {"second": "吴复检"},
        {"inspected_on": "some day"},
        {"inspected_on": "2026-01-01"},
    ],
)
def test_an_incomplete_record_is_refused(world, holder, change):
    client = signed_in(world.inspector)
    page = client.post(url("record_spot_check", holder.pk), RECORD | change)
    assert page.status_code == 422
    assert "<title>有错误：" in text_of(page)
    assert not holder.reinspections.exists()


@pytest.mark.parametrize("who", ["reviewer", "approver", "secretary", "foreign_office", "auditor"])
def test_nobody_else_finds_the_record(world, holder, who):
    client = signed_in(getattr(world, who))
    assert client.get(url("spot_check", holder.pk)).status_code == 404
    assert client.post(url("record_spot_check", holder.pk), FAILED).status_code == 404
    assert Rating.objects.get(assessment=holder).level == "four"
