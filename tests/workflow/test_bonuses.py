"""A bonus from the claim to the closed year: counted, frozen, replayed, shown on every page."""

import dataclasses
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.engine.document import compose
from scoring.engine.reading import read_rubric
from scoring.ratings.models import Standing
from scoring.reports.invariants import breaches
from scoring.rubrics.lined_yaml import load_yaml_with_lines
from scoring.rubrics.loading import ReadRubric
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.storing import store
from scoring.workflow.annual_close import close_year
from scoring.workflow.conclusion import ReviewIncomplete, approve_review, conclude_review
from scoring.workflow.filling import save_entries
from scoring.workflow.rating import confirm_rating
from scoring.workflow.review import judge_gate
from scoring.workflow.scoring_state import load
from tests.factories import NOW, YEAR, make_world
from tests.factories.filling import assessment_at, fill_perfectly, fresh
from tests.factories.review import (
    APPROVED,
    CONFIRMED,
    REVIEWED,
    conclude,
    cut,
    judge_all,
    publish,
    rating_of,
    review_of,
    verify_all,
    visit,
)
from tests.rubrics.branches import RUBRICS, definitions, shipped
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db

BONUSES = [
    {
        "id": "BON-1",
        "name": "经验推广",
        "trigger": "做法被县级以上推广",
        "points": 2,
        "judged": True,
        "claim": "做法被县级以上推广。",
    },
    {
        "id": "BON-2",
        "name": "服务队",
        "trigger": "每支志愿服务队",
        "measure": {"value": "mem.service_teams"},
        "each": 0.5,
        "at_most": 1,
    },
    {  # a fact that no item and no condition asks for
        "id": "BON-3",
        "name": "志愿服务",
        "trigger": "党员参加志愿服务",
        "points": 1,
        "condition": {"value": "mem.volunteers", "at_least": 5},
    },
]


def version_with_bonuses() -> RubricVersion:
    """Publish the default programme with two bonuses that count."""
    files = {path.stem: load_yaml_with_lines(path).data for path in RUBRICS}
    document = compose(files, "star-standardization") | {
        "version": "9.0",
        "bonuses": BONUSES,
        "bonus_cap": 5,
        "bonus_counts": True,
    }
    source = next(one.source for one in shipped().rubrics if one.rubric.id == document["id"])
    read = ReadRubric(source, document, read_rubric(document, definitions()))
    reading = dataclasses.replace(shipped(), rubrics=(read,))
    return store(reading=reading, by="test", now=NOW)[0].version


@pytest.fixture
def world():
    made = make_world()
    made.__dict__["version"] = version_with_bonuses()
    return made


def claim(world, assessment, sentence="全县现场会推广。"):
    saved = save_entries(
        assessment=assessment,
        changes={"gate:BON-1": {"claimed": True, "sentence": sentence}},
        seen={},
        by=world.secretary,
        now=NOW,
    )
    assert not saved.refused


@pytest.fixture
def submitted(world):
    assessment = assessment_at(Status.FILLING, world)
    claim(world, assessment)
    return assessment_at(Status.SUBMITTED, world)


def judge(world, assessment, met):
    return judge_gate(
        review=review_of(assessment),
        gate="BON-1",
        met=met,
        reason="" if met else "没有文件。",
        by=world.reviewer,
        now=REVIEWED,
    )


def test_a_claimed_bonus_waits_for_the_reviewer(world, submitted):
    assert submitted.total == Decimal("100.50")  # one service team is measured at once
    verify_all(world, submitted)
    judge_all(world, submitted)
    visit(world, submitted)
    with pytest.raises(ReviewIncomplete) as refused:
        conclude_review(
            review=review_of(submitted), conclusion="同意。", by=world.reviewer, now=REVIEWED
        )
    assert refused.value.data["gates"] == ["BON-1"]
    judge(world, submitted, True)
    assert fresh(submitted).total == Decimal("102.50")


def test_a_bonus_that_nobody_claims_holds_nothing_up(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    assert conclude(world, assessment).total == Decimal("100.50")


def test_a_refused_bonus_gives_nothing(world, submitted):
    judge(world, submitted, False)
    assert conclude(world, submitted).total == Decimal("100.50")


def test_counted_frozen_replayed_and_closed(world, submitted):
    """5.5 off and 2.5 of bonus on: 97 points, above the line of 95 with the bonus alone."""
    cut(world, submitted, "CO5-L7", Decimal("0"))
    standing = load(fresh(submitted))
    lost = Decimal(100) - standing.sheet.base
    judge(world, submitted, True)
    total = conclude(world, submitted).total
    assert total == Decimal(100) - lost + Decimal("2.50")
    approve_review(review=review_of(submitted), by=world.approver, now=APPROVED)
    publish(world, submitted)
    confirm_rating(rating=rating_of(submitted), by=world.office, now=CONFIRMED)
    call_command("replay", str(YEAR))
    close_year(year=YEAR, by=world.office, now=CONFIRMED)
    assert Standing.objects.get(assessment=submitted).total == total
    assert list(breaches(YEAR)) == []


def test_every_page_that_shows_points_shows_the_bonuses(world, submitted):
    judge(world, submitted, True)
    secretary, reviewer = signed_in(world.secretary), signed_in(world.reviewer)
    verdicts = reviewer.get(reverse("review:gates", args=[submitted.pk])).content.decode()
    assert "全县现场会推广。" in verdicts
    assert "加分" in verdicts
    outcome = reviewer.get(reverse("review:conclude", args=[submitted.pk])).content.decode()
    assert "不含加分 100.00 分，含加分 102.50 分。" in outcome
    conclude(world, submitted)
    approve_review(review=review_of(submitted), by=world.approver, now=APPROVED)
    publish(world, submitted)
    record = secretary.get(reverse("record:own", args=[YEAR])).content.decode()
    assert "不含加分 100.00 分，含加分 102.50 分。" in record
    assert "加 2.00 分：做法被县级以上推广" in record


def test_the_branch_claims_on_the_page_of_conditions_and_sees_it_before_declaring(world):
    assessment = assessment_at(Status.FILLING, world)
    fill_perfectly(world, assessment)
    secretary = signed_in(world.secretary)
    conditions = secretary.get(reverse("selfassessment:gates", args=[YEAR])).content.decode()
    assert 'name="gate:BON-1"' in conditions
    claim(world, fresh(assessment), "全省会议推广。")
    check = secretary.get(reverse("selfassessment:check", args=[YEAR])).content.decode()
    assert "支部申报：全省会议推广；等机关党委认定" in check
    assert "不含加分 100.00 分，含加分 100.50 分。" in check
    assert 'name="fact:mem.volunteers"' in conditions
    home = secretary.get(reverse("selfassessment:home_of", args=[YEAR]))
    assert home.status_code == 200
