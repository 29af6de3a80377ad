"""The workspace over HTTP: one item at a time, the batch, what goes back to the branch."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from scoring.assessments.enums import Status
from scoring.reviews.enums import FindingStatus, ReasonCode
from scoring.rubrics.queries import rubric_of
from scoring.workflow.findings import matching, verify_item
from tests.factories import evidence_file
from tests.factories.review import REVIEWED, assessment_at
from tests.web.reviewer import (  # fixtures among them
    JUDGED,
    PLAIN,
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

PAGES = ["matching", "return_items", "gates", "conclude", "visit"]
WRITES = ["accept_matching", "send_returned", "judge", "finish", "take", "resume", "save_visit"]
ITEM_WRITES = ["verify", "leave_to_visit", "set_aside", "undo"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_review_opens(reviewer, review, name):
    assert reviewer.get(url(name, review.assessment_id)).status_code == 200


@pytest.mark.parametrize("who", ["foreign_reviewer", "secretary", "sibling_secretary", "auditor"])
@pytest.mark.parametrize("name", ["start", *PAGES])
def test_nobody_else_finds_the_pages_of_a_review(world, review, who, name):
    page = signed_in(getattr(world, who)).get(url(name, review.assessment_id))
    assert page.status_code == 404
    assert review.assessment.organization.name not in text_of(page)


@pytest.mark.parametrize("who", ["foreign_reviewer", "secretary", "approver", "inspector"])
@pytest.mark.parametrize("name", ITEM_WRITES)
def test_nobody_else_decides_an_item(world, review, who, name):
    answer = signed_in(getattr(world, who)).post(
        url(name, review.assessment_id, JUDGED), {"points": "1", "seen": 0}
    )
    assert answer.status_code == 404
    assert finding_of(review, JUDGED).status == FindingStatus.PENDING


@pytest.mark.parametrize("name", WRITES)
def test_writing_addresses_answer_post_only(reviewer, review, name):
    assert reviewer.get(url(name, review.assessment_id)).status_code == 405


def test_an_item_the_standard_does_not_have_is_not_found(reviewer, review):
    assert reviewer.get(url("item", review.assessment_id, "CO5-NO")).status_code == 404


def test_start_leads_to_the_first_item_that_needs_a_look(reviewer, review):
    answer = reviewer.get(url("start", review.assessment_id))
    first = finding_of(review, answer.url.rstrip("/").rsplit("/", 1)[1])
    agreeing = matching(review, rubric_of(review.assessment.cycle.rubric_version))
    assert first not in agreeing
    chosen = reviewer.get(url("start", review.assessment_id), {"item": PLAIN})
    assert chosen.url == url("item", review.assessment_id, PLAIN)


def test_the_field_starts_with_the_rules_points_but_empty_where_people_judge(reviewer, review):
    plain = reviewer.get(url("item", review.assessment_id, PLAIN))
    assert f'name="points" value="{finding_of(review, PLAIN).computed}"' in text_of(plain)
    judged = reviewer.get(url("item", review.assessment_id, "CO5-O5"))
    assert 'name="points" value=""' in text_of(judged)


def test_verifying_stores_the_points_and_goes_on(reviewer, review):
    claimed = finding_of(review, JUDGED).claimed
    answer = verify(reviewer, review, JUDGED, str(claimed))
    assert answer.status_code == 302
    assert JUDGED not in answer.url
    held = finding_of(review, JUDGED)
    assert (held.status, held.verified) == (FindingStatus.VERIFIED, claimed)


def test_full_width_digits_are_points_too(reviewer, review):
    verify(reviewer, review, JUDGED, "２.５", reason_code=ReasonCode.UNREADABLE)
    assert finding_of(review, JUDGED).verified == Decimal("2.50")


@pytest.mark.parametrize(
    ("points", "place"), [("", "id_points"), ("many", "id_points"), ("99", "id_points")]
)
def test_points_that_cannot_be_are_said_beside_the_field(reviewer, review, points, place):
    page = verify(reviewer, review, JUDGED, points, reason_code=ReasonCode.UNREADABLE)
    assert page.status_code == 422
    assert f'href="#{place}"' in text_of(page)
    assert f'name="points" value="{points}"' in text_of(page)
    assert finding_of(review, JUDGED).status == FindingStatus.PENDING


def test_other_points_than_claimed_need_a_reason_and_keep_what_was_typed(reviewer, review):
    page = verify(reviewer, review, JUDGED, "1.00")
    assert page.status_code == 422
    assert 'href="#id_reason"' in text_of(page)
    assert 'name="points" value="1.00"' in text_of(page)
    verify(reviewer, review, JUDGED, "1.00", reason="缺签到表。")
    assert finding_of(review, JUDGED).reason == "缺签到表。"


def test_the_second_reviewer_reads_who_decided_what_and_nothing_is_overwritten(
    world, reviewer, review
):
    finding = finding_of(review, JUDGED)
    verify_item(
        finding=finding,
        points=finding.claimed,
        reason_code="",
        reason="",
        seen=0,
        by=world.second_reviewer,
        now=REVIEWED,
    )
    page = verify(reviewer, review, JUDGED, "1.00", reason="缺签到表。", seen=0)
    assert page.status_code == 409
    assert world.second_reviewer.name in text_of(page)
    assert f"{finding.claimed} 分" in text_of(page)
    assert 'name="seen" value="1"' in text_of(page)
    assert finding_of(review, JUDGED).verified == finding.claimed


def test_undo_opens_the_item_again(reviewer, review):
    verify(reviewer, review, JUDGED, str(finding_of(review, JUDGED).claimed))
    answer = reviewer.post(url("undo", review.assessment_id, JUDGED), {"seen": 1})
    assert answer.url == url("item", review.assessment_id, JUDGED)
    assert finding_of(review, JUDGED).status == FindingStatus.PENDING


def test_an_undecided_page_offers_to_undo_the_latest_own_decision(reviewer, review):
    verify(reviewer, review, JUDGED, str(finding_of(review, JUDGED).claimed))
    page = reviewer.get(url("item", review.assessment_id, PLAIN))
    assert url("undo", review.assessment_id, JUDGED) in text_of(page)


def test_an_item_is_left_to_the_visit(reviewer, review):
    answer = reviewer.post(url("leave_to_visit", review.assessment_id, JUDGED), {"seen": 0})
    assert answer.status_code == 302
    assert finding_of(review, JUDGED).status == FindingStatus.ON_SITE
    assert JUDGED in text_of(reviewer.get(url("visit", review.assessment_id)))


def test_the_batch_accepts_the_list_that_was_shown_and_draws_two(reviewer, review):
    page = text_of(reviewer.get(url("matching", review.assessment_id)))
    agreeing = [
        one.indicator for one in matching(review, rubric_of(review.assessment.cycle.rubric_version))
    ]
    assert all(f'name="shown" value="{one}"' in page for one in agreeing)
    assert f'name="shown" value="{JUDGED}"' not in page
    shown = [*agreeing[:3], JUDGED]
    answer = reviewer.post(url("accept_matching", review.assessment_id), {"shown": shown})
    assert answer.url.count("look=") == 2
    verified = review.findings.filter(status=FindingStatus.VERIFIED, not_applicable=False)
    assert sorted(verified.values_list("indicator", flat=True)) == sorted(agreeing[:3])


def test_items_are_set_aside_and_returned_together(reviewer, review):
    pk = review.assessment_id
    refused = reviewer.post(url("set_aside", pk, JUDGED), {"seen": 0})
    assert refused.status_code == 422
    reason = {"seen": 0, "reason_code": ReasonCode.UNREADABLE, "reason": "请补签到表"}
    assert reviewer.post(url("set_aside", pk, JUDGED), reason).status_code == 302
    assert finding_of(review, JUDGED).status == FindingStatus.PENDING
    page = text_of(reviewer.get(url("return_items", pk)))
    assert "材料看不清或缺签到" in page
    sent = {
        "item": [JUDGED],
        f"reason:{JUDGED}": "请补签到表",
        "due": str(timezone.localdate() + datetime.timedelta(days=7)),
    }
    assert reviewer.post(url("send_returned", pk), sent).status_code == 302
    review.assessment.refresh_from_db()
    assert review.assessment.status == Status.RETURNED
    assert timezone.localtime(review.assessment.return_due).hour == 23
    assert finding_of(review, JUDGED).reason == "请补签到表"
    assert "材料看不清或缺签到" not in text_of(reviewer.get(url("return_items", pk)))


def test_what_was_set_aside_can_be_taken_out_again(reviewer, review):
    pk = review.assessment_id
    reviewer.post(url("set_aside", pk, JUDGED), {"seen": 0, "reason": "请补签到表"})
    reviewer.post(url("undo", pk, JUDGED), {"seen": 0})
    assert "请补签到表" not in text_of(reviewer.get(url("return_items", pk)))


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"due": "2026-11-02"}, "id_due"),
        ({"item": [JUDGED], "due": "2026-11-02"}, f"reason-{JUDGED}"),
        ({"item": [JUDGED], f"reason:{JUDGED}": "请补", "due": "2026-10-01"}, "id_due"),
        ({"item": [JUDGED], f"reason:{JUDGED}": "请补", "due": "soon"}, "id_due"),
    ],
)
def test_a_return_that_says_too_little_is_refused(reviewer, review, data, place):
    page = reviewer.post(url("send_returned", review.assessment_id), data)
    assert page.status_code == 422
    assert f'href="#{place}"' in text_of(page)
    review.assessment.refresh_from_db()
    assert review.assessment.status == Status.SUBMITTED


def test_a_reason_beside_an_item_that_was_not_ticked_is_not_lost(reviewer, review):
    due = str(timezone.localdate() + datetime.timedelta(days=7))
    data = {"item": JUDGED, f"reason:{JUDGED}": "缺照片", f"reason:{PLAIN}": "缺批复", "due": due}
    page = reviewer.post(url("send_returned", review.assessment_id), data)
    assert page.status_code == 422
    assert f'href="#item-{PLAIN}"' in text_of(page)
    assert "缺批复" in text_of(page)
    review.assessment.refresh_from_db()
    assert review.assessment.status == Status.SUBMITTED


def test_a_returned_item_waits_and_the_review_resumes_after_the_date(world):
    assessment = assessment_at(Status.RETURNED, world, star="four")
    client = signed_in(world.reviewer)
    item = assessment.review.findings.get(status=FindingStatus.RETURNED).indicator
    page = text_of(client.get(url("item", assessment.pk, item)))
    assert "请补充签到表。" in page
    assert url("verify", assessment.pk, item) + '" formaction' not in page
    early = client.post(url("resume", assessment.pk))
    assert early.url == url("worklist")
    with time_machine.travel(REVIEWED + datetime.timedelta(days=8)):
        late = signed_in(world.reviewer).post(url("resume", assessment.pk))
        assert late.url == url("start", assessment.pk)
    assessment.refresh_from_db()
    assert assessment.status == Status.SUBMITTED


def test_evidence_is_shown_drawn_anew_and_only_inside_our_pages(reviewer, review):
    used = review.assessment.evidence.exclude(path="").get()
    answer = reviewer.get(url("evidence", review.assessment_id, used.pk))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")
    assert answer.content != evidence_file().read()
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    saved = reviewer.get(url("evidence", review.assessment_id, used.pk), {"download": "1"})
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved.content == evidence_file().read()


def test_evidence_of_others_is_not_found(world, review):
    used = review.assessment.evidence.exclude(path="").get()
    for who in (world.foreign_reviewer, world.sibling_secretary):
        answer = signed_in(who).get(url("evidence", review.assessment_id, used.pk))
        assert answer.status_code == 404


def test_the_viewer_goes_through_the_evidence_of_an_item(reviewer, review):
    used = review.assessment.evidence.exclude(path="").get()
    item = used.uses.first().indicator
    page = text_of(reviewer.get(url("item", review.assessment_id, item), {"evidence": "9"}))
    assert url("evidence", review.assessment_id, used.pk) in page
    assert "材料 1 / 1" in page
