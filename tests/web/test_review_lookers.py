"""Approvers and inspectors look into a review: every link they are shown opens."""

import datetime
import re

import pytest
import time_machine

from scoring.assessments.enums import Status
from tests.factories import World, make_world
from tests.factories.review import REVIEWED, assessment_at, review_of
from tests.web.reviewer import text_of, url
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db

ELSEWHERE = ("/static/", "/account/")


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize("who", ["approver", "inspector", "reviewer"])
def test_no_link_of_the_item_page_leads_to_a_refusal(world, who):
    pk = assessment_at(Status.SUBMITTED, world).pk
    client = signed_in(getattr(world, who))
    with time_machine.travel(REVIEWED):
        page = text_of(client.get(url("item", pk, "CO5-O1")))
        links = {
            link for link in re.findall(r'href="(/[^"#]*)"', page) if not link.startswith(ELSEWHERE)
        }
        own = {link for link in links if f"/review/{pk}/CO5-" not in link}
        refused = {link for link in own if client.get(link, follow=True).status_code != 200}
    assert url("conclude", pk) in links if who == "reviewer" else url("conclude", pk) not in links
    assert not refused


def test_a_review_whose_branch_let_the_date_pass_goes_on_from_the_conclusion(world):
    assessment = assessment_at(Status.RETURNED, world)
    client = signed_in(world.reviewer)
    place, step = url("conclude", assessment.pk), url("resume", assessment.pk)
    with time_machine.travel(assessment.return_due - datetime.timedelta(hours=1)):
        assert step not in text_of(client.get(place))
    with time_machine.travel(assessment.return_due + datetime.timedelta(hours=1)):
        assert step in text_of(client.get(place))
        assert client.post(step).status_code == 302
    review = review_of(assessment)
    assert review.assessment.status == Status.SUBMITTED
