"""A perfect branch on the real programme, from the declaration to the cancelled star."""

import datetime

import pytest
from django.core.management import call_command

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.documents.enums import CertificateStatus, NoticeKind
from scoring.documents.models import Certificate, Notice
from scoring.ratings.enums import RatingStatus
from scoring.reports.invariants import breaches
from scoring.workflow.reinspection import record_reinspection
from tests.factories import make_world
from tests.factories.review import CONFIRMED, DAY, assessment_at, confirmed_veto, rating_of

pytestmark = pytest.mark.django_db


def test_a_perfect_branch_earns_five_stars_falls_to_four_and_loses_them_by_veto():
    world = make_world()
    assessment = assessment_at(Status.CONFIRMED, world)
    rating = rating_of(assessment)
    assert (rating.level, rating.total) == ("five", 100)
    assert rating.valid_until == datetime.date(2027, 12, 31)
    first = Certificate.objects.get(rating=rating)
    assert (first.level, first.stars, first.valid_until) == ("five", 5, rating.valid_until)

    later = CONFIRMED + 200 * DAY
    record_reinspection(
        assessment=assessment,
        inspected_on=later.date(),
        inspectors=["吴复检", "陈经办"],
        passed=False,
        findings="三会一课记录不全。",
        by=world.inspector,
        now=later,
    )
    rating = rating_of(assessment)
    first.refresh_from_db()
    second = Certificate.objects.valid().get(rating=rating)
    assert rating.level == "four"
    assert first.status == CertificateStatus.DOWNGRADED
    assert second.supersedes == first
    assert (second.level, second.valid_until) == ("four", rating.valid_until)
    assert Notice.objects.get(kind=NoticeKind.DOWNGRADE).organization == world.branch

    confirmed_veto(world, now=later + 30 * DAY)
    rating = rating_of(assessment)
    second.refresh_from_db()
    assert (rating.status, rating.level) == (RatingStatus.CANCELLED, "")
    assert second.status == CertificateStatus.REVOKED
    assert not Certificate.objects.valid().exists()
    assert Notice.objects.filter(kind=NoticeKind.CANCELLATION).count() == 1

    assert [(one.from_level, one.to_level) for one in rating.changes.order_by("pk")] == [
        ("", "five"),
        ("five", "four"),
        ("four", ""),
    ]
    assert breaches() == []
    call_command("replay", 2026)


def test_every_state_change_leaves_exactly_one_event():
    world = make_world()
    assessment = assessment_at(Status.CONFIRMED, world)
    steps = [
        event.action
        for event in Event.objects.about("assessment", assessment.pk).order_by("sequence")
        if "from" in event.detail
    ]
    assert steps == [
        "submit_assessment",
        "conclude_assessment",
        "approve_assessment",
        "publish_assessment",
        "confirm_assessment",
    ]
