"""Conditions, conclusion and approval over HTTP: two persons for every decision."""

import pytest

from scoring.assessments.enums import Status
from scoring.ratings.models import Rating
from scoring.rubrics.queries import rubric_of
from scoring.workflow.review import judge_gate, judged_gates
from tests.factories.review import (
    REVIEWED,
    assessment_at,
    confirmed_veto,
    judge_all,
    review_of,
    verify_all,
)
from tests.web.reviewer import (  # fixtures among them
    assessment,
    late_october,
    review,
    reviewer,
    text_of,
    url,
    world,
)
from tests.web.secretary import signed_in

__all__ = ["assessment", "late_october", "review", "reviewer", "world"]

pytestmark = pytest.mark.django_db


def gate_ids(review):
    rubric = rubric_of(review.assessment.cycle.rubric_version)
    return [gate.id for gate in judged_gates(rubric, review.assessment.star_applied)]


def test_the_claims_of_the_branch_are_shown_and_judged(world, reviewer, review):
    first, second, *_ = gate_ids(review)
    page = text_of(reviewer.get(url("gates", review.assessment_id)))
    assert page.count("已做到。") == len(gate_ids(review))
    posted = {
        f"met:{first}": "yes",
        f"seen:{first}": "",
        f"met:{second}": "no",
        f"reason:{second}": "没有记录。",
        f"seen:{second}": "",
    }
    answer = reviewer.post(url("judge", review.assessment_id), posted)
    assert answer.url == url("conclude", review.assessment_id)
    review.refresh_from_db()
    assert review.gate_findings[first]["met"] is True
    assert review.gate_findings[second]["reason"] == "没有记录。"
    assert world.reviewer.name in text_of(reviewer.get(url("gates", review.assessment_id)))


def test_not_met_needs_a_reason_and_the_other_verdicts_are_kept(reviewer, review):
    first, second, *_ = gate_ids(review)
    posted = {f"met:{first}": "no", f"reason:{first}": " ", f"met:{second}": "yes"}
    page = reviewer.post(url("judge", review.assessment_id), posted)
    assert page.status_code == 422
    assert f'href="#reason-{first}"' in text_of(page)
    review.refresh_from_db()
    assert set(review.gate_findings) == {second}


def test_a_verdict_given_meanwhile_by_somebody_else_stands(world, reviewer, review):
    first = gate_ids(review)[0]
    judge_gate(
        review=review, gate=first, met=True, reason="", by=world.second_reviewer, now=REVIEWED
    )
    posted = {f"met:{first}": "no", f"reason:{first}": "没有记录。", f"seen:{first}": ""}
    page = reviewer.post(url("judge", review.assessment_id), posted)
    assert page.status_code == 422
    assert world.second_reviewer.name in text_of(page)
    review.refresh_from_db()
    assert review.gate_findings[first]["met"] is True


def test_a_reason_without_a_verdict_is_not_lost(reviewer, review):
    first = gate_ids(review)[0]
    page = reviewer.post(url("judge", review.assessment_id), {f"reason:{first}": "记录不全。"})
    assert page.status_code == 422
    assert "请选择是否达到" in text_of(page)
    assert 'value="记录不全。"' in text_of(page)


def test_what_is_missing_is_listed_with_ways_to_it(reviewer, review):
    page = text_of(reviewer.get(url("conclude", review.assessment_id)))
    assert "没有核定" in page
    assert "没有认定" in page
    answer = reviewer.post(url("finish", review.assessment_id), {"conclusion": "同意。"})
    assert answer.status_code == 422
    assert "同意。" in text_of(answer)
    review.assessment.refresh_from_db()
    assert review.assessment.status == Status.SUBMITTED


def test_five_stars_without_a_visit_cannot_be_concluded(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    verify_all(world, assessment)
    judge_all(world, assessment)
    client = signed_in(world.reviewer)
    page = client.post(url("finish", assessment.pk), {"conclusion": ""})
    assert page.status_code == 422
    assert "五星级须有实地查看" in text_of(page) or url("visit", assessment.pk) in text_of(page)


def concluded(world, star="four"):
    assessment = assessment_at(Status.SUBMITTED, world, star=star)
    verify_all(world, assessment)
    judge_all(world, assessment)
    answer = signed_in(world.reviewer).post(
        url("finish", assessment.pk), {"conclusion": "材料齐全，同意。"}
    )
    assert answer.url == url("worklist")
    assessment.refresh_from_db()
    assert assessment.status == Status.CONCLUDED
    return assessment


def test_a_complete_review_is_concluded_and_proposes_the_star(world):
    assessment = concluded(world)
    assert Rating.objects.get(assessment=assessment).proposed_level == "four"
    assert review_of(assessment).conclusion == "材料齐全，同意。"


def test_the_approver_reads_the_decision_and_approves(world):
    assessment = concluded(world)
    client = signed_in(world.approver)
    assert url("approval", assessment.pk) in text_of(client.get(url("approvals")))
    page = text_of(client.get(url("approval", assessment.pk)))
    assert "材料齐全，同意。" in page
    assert "四星级" in page
    assert url("approve", assessment.pk) in page
    assert client.post(url("approve", assessment.pk)).url == url("approvals")
    assessment.refresh_from_db()
    assert assessment.status == Status.APPROVED


def test_a_veto_since_the_conclusion_leaves_only_the_way_back(world):
    assessment = assessment_at(Status.CONCLUDED, world)
    confirmed_veto(world, now=REVIEWED)
    client = signed_in(world.approver)
    page = text_of(client.get(url("approval", assessment.pk)))
    assert "退回审核人" in page
    assert url("approve", assessment.pk) not in page
    assert client.post(url("approve", assessment.pk)).status_code == 422
    home = signed_in(world.secretary).get("/self/")
    assert home.context["page"].gaps[0].id == "gap-veto"


def test_the_approver_may_look_at_the_items_but_decides_none(world):
    assessment = concluded(world)
    client = signed_in(world.approver)
    page = client.get(url("start", assessment.pk), follow=True)
    assert page.status_code == 200
    assert 'name="points"' not in text_of(page)


def test_sending_back_needs_a_reason_that_the_reviewer_reads(world):
    assessment = concluded(world)
    client = signed_in(world.approver)
    refused = client.post(url("send_back", assessment.pk), {"reason": " "})
    assert refused.status_code == 422
    assert 'href="#id_reason"' in text_of(refused)
    client.post(url("send_back", assessment.pk), {"reason": "请复核党课次数。"})
    assessment.refresh_from_db()
    assert assessment.status == Status.SUBMITTED
    page = signed_in(world.reviewer).get(url("conclude", assessment.pk))
    assert "请复核党课次数。" in text_of(page)


def test_who_concluded_cannot_approve_and_is_told_so(world):
    world.reviewer.role_assignments.create(
        organization=world.committee, role="approver", valid_from="2020-01-01"
    )
    assessment = concluded(world)
    client = signed_in(world.reviewer)
    page = text_of(client.get(url("approval", assessment.pk)))
    assert "须由另一人审批" in page
    assert url("approve", assessment.pk) not in page
    assert "由另一人审批" in text_of(client.get(url("approvals")))
    assert client.post(url("approve", assessment.pk)).status_code == 422
    assessment.refresh_from_db()
    assert assessment.status == Status.CONCLUDED


@pytest.mark.parametrize("who", ["reviewer", "office", "secretary", "foreign_reviewer"])
@pytest.mark.parametrize("name", ["approve", "send_back"])
def test_nobody_else_finds_the_approval(world, who, name):
    assessment = concluded(world)
    client = signed_in(getattr(world, who))
    assert client.get(url("approval", assessment.pk)).status_code == 404
    assert client.post(url(name, assessment.pk), {"reason": "x"}).status_code == 404
    assessment.refresh_from_db()
    assert assessment.status == Status.CONCLUDED
