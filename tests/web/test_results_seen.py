"""What a branch reads about its result: nothing before the conclusion, the decided star after."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.reviews.models import Finding
from scoring.workflow.findings import verify_item
from scoring.workflow.reinspection import record_reinspection
from scoring.workflow.review import judge_gate
from tests.factories import YEAR, World
from tests.factories.review import CONFIRMED, REVIEWED, assessment_at, review_of
from tests.web.secretary import october, signed_in, url, world

__all__ = ["october", "world"]

pytestmark = pytest.mark.django_db

HOME = "/self/"


def record(world: World):
    return signed_in(world.secretary).get(reverse("record:own", args=[YEAR]))


def states(page) -> dict[str, str]:
    return {row.text: row.state for _level, rows in page.context["page"].conditions for row in rows}


def test_an_open_review_shows_the_branch_neither_star_nor_points_nor_verdicts(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    review = review_of(assessment)
    finding = Finding.objects.filter(review=review, not_applicable=False).order_by("position")[0]
    steps = {"by": world.reviewer, "now": REVIEWED}
    verify_item(
        finding=finding,
        points=Decimal(0),
        reason_code="other",
        reason="没有记录。",
        seen=0,
        **steps,
    )
    judge_gate(review=review, gate="G5-12", met=False, reason="没有推广价值。", **steps)
    with time_machine.travel(REVIEWED):
        page = record(world)
        assert page.context["page"].level == "五星级"
        assert states(page)["创新获认可、可推广"] == "awaiting"
        years = signed_in(world.secretary).get(reverse("selfassessment:records"))
    assert [str(row.total) for row in years.context["rows"]] == ["100.00"]
    reader = signed_in(world.reviewer).get(
        reverse("record:show", args=[assessment.organization_id, YEAR])
    )
    assert states(reader)["创新获认可、可推广"] == "unmet"


def test_a_decided_star_is_no_prediction(world):
    assessment = assessment_at(Status.CONFIRMED, world)
    later = CONFIRMED + datetime.timedelta(days=90)
    record_reinspection(
        assessment=assessment,
        inspected_on=later.date(),
        inspectors=["甲", "乙"],
        passed=False,
        findings="记录缺页。",
        by=world.inspector,
        now=later,
    )
    with time_machine.travel(later):
        text = signed_in(world.secretary).get(HOME).content.decode()
    assert "<b>四星级</b>" in text
    assert "预计" not in text
    assert "评定结果已经公布" in text


def test_the_page_after_handing_in_ends_with_the_review(world):
    assessment_at(Status.CONCLUDED, world)
    answer = signed_in(world.secretary).get(url("submitted"))
    assert answer.url == f"{HOME}{YEAR}/"
