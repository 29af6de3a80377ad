"""What no page ever sends: numbers beyond every row, names that are no entry, odd addresses."""

import pytest
import time_machine
from django.urls import reverse

from scoring.assessments.enums import Status
from tests.factories.review import REVIEWED, assessment_at, review_of
from tests.web.secretary import october, signed_in, world

__all__ = ["october", "world"]

pytestmark = pytest.mark.django_db

BEYOND = 10**30


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("review:start", [BEYOND]),
        ("review:approval", [BEYOND]),
        ("review:evidence", [1, BEYOND]),
        ("review:spot_check", [BEYOND]),
        ("record:show", [BEYOND, 2026]),
        ("record:own", [BEYOND]),
        ("record:certificate", [BEYOND]),
        ("selfassessment:dimension", [2026, BEYOND]),
    ],
)
@pytest.mark.parametrize("who", ["reviewer", "approver", "inspector", "secretary"])
def test_a_number_that_no_row_can_have_is_a_missing_page(world, name, args, who):
    assert signed_in(getattr(world, who)).get(reverse(name, args=args)).status_code == 404


def test_a_number_that_no_row_can_have_is_not_written_to(world):
    client = signed_in(world.reviewer)
    assert client.post(reverse("review:take", args=[BEYOND])).status_code == 404
    assert client.post(reverse("review:file_all"), {"review": BEYOND}).status_code == 422


@pytest.mark.parametrize("target", ["NaN", "-1", "//elsewhere.example", "self", ""])
def test_the_switch_of_the_keys_leads_to_pages_only(world, target):
    answer = signed_in(world.secretary).post(
        reverse("account:single_keys"), {"keys": "on", "next": target}
    )
    assert answer.url == "/"


def test_a_name_that_is_no_entry_is_refused_in_words(world):
    assessment_at(Status.FILLING, world)
    name = "a\x00b"
    answer = signed_in(world.secretary).post(
        reverse("selfassessment:save_profile"), {f"seen:{name}": "0", name: "1"}
    )
    assert answer.status_code == 422


def test_signs_that_nobody_types_reach_no_database(world):
    """PostgreSQL refuses NUL, so these ended in the page for our own faults there."""
    pk = assessment_at(Status.SUBMITTED, world).pk
    odd = "说\x00明"
    with time_machine.travel(REVIEWED):
        client = signed_in(world.reviewer)
        assert client.get("/review/", {"q": odd, "star": odd}).status_code == 200
        for name, data in {
            "finish": {"conclusion": odd},
            "judge": {"met:G5-12": "no", "reason:G5-12": odd, "seen:G5-12": ""},
            "send_returned": {"item": odd, f"reason:{odd}": odd, "due": "2026-11-01"},
            "accept_matching": {"shown": odd},
        }.items():
            assert client.post(reverse(f"review:{name}", args=[pk]), data).status_code < 500
    assert review_of(pk).gate_findings["G5-12"]["reason"] == "说明"
