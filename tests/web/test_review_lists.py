"""The reviewer's lists over HTTP: choose work, file three stars, visits."""

import pytest
from django.utils import timezone

from scoring.assessments.enums import Status
from scoring.rubrics.queries import rubric_of
from scoring.workflow.conclusion import send_back
from scoring.workflow.review import judged_gates
from tests.factories.review import REVIEWED, assessment_at, confirmed_veto, review_of, visit
from tests.web.reviewer import (  # fixtures among them
    JUDGED,
    assessment,
    finding_of,
    late_october,
    review,
    reviewer,
    text_of,
    url,
    verify,
    world,
)
from tests.web.secretary import signed_in

__all__ = ["assessment", "late_october", "review", "reviewer", "world"]

pytestmark = pytest.mark.django_db

DESKS = {
    "worklist": ["reviewer"],
    "filing": ["reviewer"],
    "visits": ["reviewer", "inspector"],
    "approvals": ["approver"],
    "spot_checks": ["inspector", "office"],
}
PEOPLE = ["reviewer", "approver", "inspector", "office", "secretary", "auditor", "system"]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", DESKS)
def test_each_list_opens_for_its_roles_only(world, who, name):
    answer = signed_in(getattr(world, who)).get(url(name))
    assert answer.status_code == (200 if who in DESKS[name] else 403)


def test_an_empty_list_says_what_comes_next(world):
    page = text_of(signed_in(world.reviewer).get(url("worklist")))
    assert "本批次的支部都审完了" in page
    assert "<table" not in page


def test_the_list_shows_the_waiting_branch_and_not_foreign_ones(world, reviewer, review):
    page = text_of(reviewer.get(url("worklist")))
    assert review.assessment.organization.label in page
    assert str(review.submission.total) in page
    foreign = text_of(signed_in(world.foreign_reviewer).get(url("worklist")))
    assert review.assessment.organization.label not in foreign


def test_taking_a_branch_names_the_reviewer_and_a_second_one_is_told(world, reviewer, review):
    answer = reviewer.post(url("take", review.assessment_id))
    assert answer.url == url("start", review.assessment_id)
    review.refresh_from_db()
    assert review.handler == world.reviewer
    second = signed_in(world.second_reviewer)
    page = second.post(url("take", review.assessment_id), follow=True)
    assert f"{world.reviewer.name}" in text_of(page)
    review.refresh_from_db()
    assert review.handler == world.reviewer


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"star": "four"}, True),
        ({"star": "five"}, False),
        ({"holder": "free"}, True),
        ({"holder": "mine"}, False),
        ({"q": "档案局"}, True),
        ({"q": "统计局"}, False),
        ({"state": "returned"}, False),
        ({"state": "nonsense"}, True),
        ({"sort": "-score"}, True),
        ({"sort": "age"}, True),
        ({"sort": "handler__password"}, True),
        ({"page": "99"}, True),
    ],
)
def test_filters_and_order_come_from_the_address(reviewer, review, query, found):
    answer = reviewer.get(url("worklist"), query)
    assert answer.status_code == 200
    assert (url("start", review.assessment_id) in text_of(answer)) is found


def test_the_list_costs_the_same_for_two_branches(
    world, reviewer, review, django_assert_max_num_queries
):
    assessment_at(Status.SUBMITTED, world, star="four", organization=world.sibling)
    reviewer.get(url("worklist"))
    with django_assert_max_num_queries(14):
        page = reviewer.get(url("worklist"))
    assert world.sibling.label in text_of(page)


def test_three_stars_are_filed_from_the_list(world):
    assessment = assessment_at(Status.SUBMITTED, world, star="three")
    client = signed_in(world.reviewer)
    review = review_of(assessment)
    page = text_of(client.get(url("filing")))
    assert f'value="{review.pk}" checked' in page
    answer = client.post(url("file_all"), {"review": [review.pk]}, follow=True)
    assert "已备案 1 个支部" in text_of(answer)
    assessment.refresh_from_db()
    assert assessment.status == Status.CONCLUDED


def test_filing_names_the_predicted_star(world):
    assessment_at(Status.SUBMITTED, world, star="three")
    page = text_of(signed_in(world.reviewer).get(url("filing")))
    assert "三星级" in page
    assert "chip-stop" not in page


def refused_in_bulk(client, review):
    """Post the branch anyway: the list does not offer it, and the action leaves it alone."""
    page = client.post(url("file_all"), {"review": [review.pk]})
    assert page.status_code == 422
    assert [fault.field_id for fault in page.context["faults"]] == [f"review-{review.pk}"]
    review.assessment.refresh_from_db()
    return review.assessment.status == Status.SUBMITTED


def test_a_branch_with_a_confirmed_veto_is_not_filed_in_bulk(world):
    review = review_of(assessment_at(Status.SUBMITTED, world, star="three"))
    confirmed_veto(world, now=REVIEWED)
    client = signed_in(world.reviewer)
    row = client.get(url("filing")).context["rows"][0]
    assert (row.star, row.bulk) == ("未达星级", False)
    page = text_of(client.get(url("filing")))
    assert all(bar in page for bar in row.bars)
    assert "chip-stop" in page
    assert f'value="{review.pk}"' not in page
    assert url("start", review.assessment_id) in page
    assert refused_in_bulk(client, review)


def test_a_condition_that_nobody_claims_keeps_a_branch_off_the_bulk(world):
    review = review_of(assessment_at(Status.SUBMITTED, world, star="three"))
    rubric = rubric_of(review.assessment.cycle.rubric_version)
    gate = judged_gates(rubric, "three")[0]
    del review.assessment.answers[f"gate:{gate.id}"]
    review.assessment.save()
    client = signed_in(world.reviewer)
    assert client.get(url("filing")).context["rows"][0].bars == (gate.name,)
    assert refused_in_bulk(client, review)


def test_what_the_approver_sent_back_is_opened_with_the_reason_in_sight(world):
    review = review_of(assessment_at(Status.CONCLUDED, world, star="three"))
    send_back(review=review, reason="台账未附。", by=world.approver, now=REVIEWED)
    client = signed_in(world.reviewer)
    page = text_of(client.get(url("filing")))
    assert "台账未附。" in page
    assert f'value="{review.pk}"' not in page
    assert refused_in_bulk(client, review)


def test_nothing_else_can_be_filed(reviewer, review):
    page = reviewer.post(url("file_all"), {"review": [review.pk, "x"]})
    assert page.status_code == 422
    review.assessment.refresh_from_db()
    assert review.assessment.status == Status.SUBMITTED


def test_a_visit_is_recorded_by_two_people_with_its_verdicts(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    client = signed_in(world.inspector)
    assert assessment.organization.label in text_of(client.get(url("visits")))
    page = text_of(client.get(url("visit", assessment.pk)))
    assert world.inspector.name in page
    record = {
        "visited_on": str(timezone.localdate(REVIEWED)),
        "first": world.inspector.name,
        "second": "陈经办",
        "passed": "yes",
        "note": "",
        f"met:{JUDGED}": "no",
        f"note:{JUDGED}": "缺党旗",
    }
    assert client.post(url("save_visit", assessment.pk), record).status_code == 302
    held = review_of(assessment).visits.get()
    assert held.visitors == [world.inspector.name, "陈经办"]
    assert held.verdicts == {JUDGED: {"met": False, "note": "缺党旗"}}
    assert url("visit", assessment.pk) not in text_of(client.get(url("visits")))
    item = signed_in(world.reviewer).get(url("item", assessment.pk, JUDGED))
    assert "缺党旗" in text_of(item)


@pytest.mark.parametrize(
    "change",
    [
        {"second": "吴复检"},
        {"second": ""},
        {"visited_on": "2027-01-01"},
        {"visited_on": "yesterday"},
        {"passed": ""},
        {"passed": "no", "note": ""},
        {f"met:{JUDGED}": ""},  # a note without a verdict would be lost
    ],
)
def test_an_incomplete_visit_is_refused_and_kept_on_screen(world, change):
    assessment = assessment_at(Status.SUBMITTED, world)
    record = {
        "visited_on": str(timezone.localdate(REVIEWED)),
        "first": "吴复检",
        "second": "陈经办",
        "passed": "yes",
        "note": "",
        f"met:{JUDGED}": "no",
        f"note:{JUDGED}": "缺党旗",
    }
    client = signed_in(world.inspector)
    page = client.post(url("save_visit", assessment.pk), record | change)
    assert page.status_code == 422
    assert "缺党旗" in text_of(page)
    assert "<title>有错误：" in text_of(page)
    assert not review_of(assessment).visits.exists()


def test_the_own_branch_is_out_of_reach_even_with_the_role(world, assessment, review):
    mixed = world.secretary
    mixed.role_assignments.create(
        organization=world.committee, role="reviewer", valid_from="2020-01-01"
    )
    client = signed_in(mixed)
    assert client.get(url("worklist")).status_code == 200
    assert url("start", assessment.pk) not in text_of(client.get(url("worklist")))
    assert client.get(url("item", assessment.pk, JUDGED)).status_code == 404
    assert verify(client, review, JUDGED, "1").status_code == 404
    assert finding_of(review, JUDGED).verified is None


def test_the_pages_speak_english_too(world, review):
    client = signed_in(world.reviewer, language="en")
    page = text_of(client.get(url("item", review.assessment_id, JUDGED)))
    assert "Return for more" in page
    assert "退回补充" not in page


def test_a_passed_visit_leaves_the_list_of_visits(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    client = signed_in(world.reviewer)
    here = url("start", assessment.pk)
    assert here in text_of(client.get(url("worklist"), {"state": "visit"}))
    visit(world, assessment)
    assert here not in text_of(client.get(url("worklist"), {"state": "visit"}))
