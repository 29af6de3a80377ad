"""The declaration: what is owed, once only, frozen for good."""

import datetime
import json

import pytest

from scoring.assessments.actions import change_status, extend_deadline, remove_evidence
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Evidence, Submission
from scoring.audit.models import Event
from scoring.common.canonical import sha256_of
from scoring.common.refusals import NotAllowed, WrongState
from scoring.engine.wording import say
from scoring.reviews.enums import FindingStatus, ReviewStatus
from scoring.reviews.models import Finding, Review
from scoring.workflow.filling import PastDeadline, save_entries
from scoring.workflow.scoring_state import load
from scoring.workflow.submission import (
    CannotSubmit,
    NamesMissing,
    SubmitKeyMissing,
    shortfalls_of,
    submit_assessment,
)
from tests.factories import NOW, YEAR, World, assessment_at, fill_perfectly, make_world
from tests.factories.review import returned

pytestmark = pytest.mark.django_db

LATE = datetime.datetime(YEAR, 11, 1, 0, 0, 1, tzinfo=NOW.tzinfo)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def filled(world: World) -> Assessment:
    return fill_perfectly(world, assessment_at(Status.FILLING, world))


def submit(world, assessment, star="five", key="key-1", *, by=None, now=NOW, names=("张", "李")):
    return submit_assessment(
        assessment=assessment,
        star=star,
        secretary_name=names[0],
        filler_name=names[1],
        submit_key=key,
        by=by or world.secretary,
        now=now,
    )


def codes(world, assessment, star="five"):
    with pytest.raises(CannotSubmit) as refusal:
        submit(world, assessment, star)
    assert all(say(one, "zh") and say(one, "en") for one in refusal.value.shortfalls)
    return [one.code for one in refusal.value.shortfalls]


def test_submit_freezes_everything_and_opens_the_review(world, filled):
    submission = submit(world, filled)
    filled.refresh_from_db()
    assert filled.status == Status.SUBMITTED
    assert (filled.star_applied, filled.submitted_by) == ("five", world.secretary)
    assert str(submission.total) == "100.00"
    assert submission.level == "five"
    assert submission.sha256 == sha256_of(submission.content)
    content = json.loads(submission.content)
    assert content["rubric"]["content_hash"] == world.version.content_hash
    assert content["organization"]["superiors"] == [world.department.pk, world.committee.pk]
    assert content["facts"][str(YEAR)]["org.members_total"] == 20
    assert content["sheet"]["total"] == "100.00"
    assert content["decision"]["applied"] == "five"
    assert content["evidence"][0]["sha256"]
    review = Review.objects.get(assessment=filled)
    assert (review.status, review.route) == (ReviewStatus.OPEN, "on_site")
    assert review.findings.count() == 36
    events = Event.objects.filter(action="submit_assessment")
    assert [event.detail["to"] for event in events] == ["submitted"]


@pytest.mark.parametrize(("star", "route"), [("three", "file"), ("four", "review")])
def test_the_star_applied_for_decides_the_route(world, filled, star, route):
    submission = submit(world, filled, star)
    assert Review.objects.get().route == route
    assert submission.level == star  # never above what was applied for


def test_the_same_key_twice_is_one_submission(world, filled):
    first = submit(world, filled, key="once")
    again = submit(world, filled, key="once")
    assert again == first
    assert Submission.objects.count() == 1
    assert Event.objects.filter(action="submit_assessment").count() == 1


def test_another_key_after_the_submission_is_a_skipped_step(world, filled):
    submit(world, filled, key="once")
    with pytest.raises(WrongState) as refusal:
        submit(world, filled, key="twice")
    assert (refusal.value.state, refusal.value.step) == (Status.SUBMITTED, "submit")


def test_submit_lists_everything_that_is_owed_at_once(world):
    fresh = assessment_at(Status.FILLING, world)
    owed = codes(world, fresh)
    assert owed[0] == "profile_unconfirmed"
    assert {"evidence_missing", "veto_undeclared", "total_below_lowest"} <= set(owed)
    assert not Submission.objects.exists()
    fresh.refresh_from_db()
    assert fresh.status == Status.FILLING
    assert fresh.star_applied == ""  # the refusal took the choice back with it


def test_submit_refuses_a_star_that_does_not_exist(world, filled):
    assert codes(world, filled, "seven") == ["answer_unknown"]
    assert codes(world, filled, "") == ["star_not_chosen"]


def test_submit_refuses_when_evidence_is_missing(world, filled):
    for evidence in Evidence.objects.all():
        remove_evidence(evidence=evidence, by=world.secretary, now=NOW)
    assert set(codes(world, filled)) == {"evidence_missing"}


def test_a_weak_branch_may_apply_for_three_stars_only(world, filled):
    standing = load(filled)
    changes = {
        f"fact:{key}": None
        for key in standing.sheets[YEAR].entries
        if ":" not in key and standing.definitions[key].branch_owned
    }
    seen = {key: standing.version(key) for key in changes}
    save_entries(assessment=filled, changes=changes, seen=seen, by=world.secretary, now=NOW)
    filled.refresh_from_db()
    assert filled.total < 75
    assert codes(world, filled, "four") == ["total_below_lowest"]
    assert submit(world, filled, "three").level == ""


def test_a_present_veto_may_be_declared(world, filled):
    veto = load(filled).rubric.vetoes[0].id
    save_entries(
        assessment=filled,
        changes={f"veto:{veto}": "present"},
        seen={f"veto:{veto}": 1},
        by=world.secretary,
        now=NOW,
    )
    assert submit(world, filled).pk


def test_submit_refuses_after_the_deadline_and_accepts_in_an_extension(world, filled):
    with pytest.raises(PastDeadline):
        submit(world, filled, now=LATE)
    until = LATE + datetime.timedelta(days=2)
    extend_deadline(assessment=filled, until=until, reason="洪水", by=world.office, now=LATE)
    filled.refresh_from_db()
    submission = submit(world, filled, now=until)
    assert submission.submitted_at == until


def test_submit_waits_for_the_end_of_the_window(world, filled):
    end = filled.cycle.window_end
    last_moment = datetime.datetime.combine(end, datetime.time(23, 59, 59), NOW.tzinfo)
    with pytest.raises(CannotSubmit) as refusal:
        submit(world, filled, now=last_moment.astimezone(datetime.UTC))
    (owed,) = refusal.value.shortfalls
    assert owed.code == "window_open"
    assert f"{YEAR}年9月30日" in say(owed, "zh")
    assert f"{YEAR}-9-30" in say(owed, "en")
    after = last_moment + datetime.timedelta(seconds=1)
    assert submit(world, filled, now=after.astimezone(datetime.UTC)).pk


@pytest.mark.parametrize("who", ["sibling_secretary", "reviewer", "office", "auditor"])
def test_only_the_branch_declares(world, filled, who):
    with pytest.raises(NotAllowed):
        submit(world, filled, by=getattr(world, who))
    assert not Submission.objects.exists()


@pytest.mark.parametrize("names", [("", "李"), ("张", "  ")])
def test_submit_needs_two_names(world, filled, names):
    with pytest.raises(NamesMissing):
        submit(world, filled, names=names)


def test_submit_needs_a_key(world, filled):
    with pytest.raises(SubmitKeyMissing):
        submit(world, filled, key=" ")


def test_resubmission_after_a_return_is_the_second_snapshot(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    Finding.objects.filter(indicator="CO5-M6").update(status=FindingStatus.RETURNED)
    Review.objects.update(status=ReviewStatus.RETURNED)
    returned = change_status(
        assessment=submitted,
        step="return",
        by=world.reviewer,
        now=NOW,
        return_due=LATE + datetime.timedelta(days=5),
    )
    save_entries(
        assessment=returned,
        changes={"item:CO5-M6": "none"},
        seen={"item:CO5-M6": 1},
        by=world.secretary,
        now=LATE,
    )
    submission = submit(world, returned, key="again", now=LATE)
    assert submission.number == 2
    assert str(submission.total) == "98.00"
    returned.refresh_from_db()
    assert (returned.status, returned.return_due) == (Status.SUBMITTED, None)
    finding = Finding.objects.get(indicator="CO5-M6")
    assert (str(finding.claimed), finding.status) == ("0.00", FindingStatus.PENDING)
    assert Submission.objects.get(number=1).total == 100  # the first one stays as it was


@pytest.mark.parametrize(("star", "route"), [("three", "file"), ("four", "review"), ("five", None)])
def test_after_a_return_the_star_may_fall_but_not_rise(world, star, route):
    at = returned(world, assessment_at(Status.SUBMITTED, world, star="four"))
    if route is None:
        assert codes(world, at, star) == ["entry_not_returned"]
        at.refresh_from_db()
        assert (at.status, at.star_applied) == (Status.RETURNED, "four")
        return
    assert submit(world, at, star, key="again").star_applied == star
    assert Review.objects.get(assessment=at).route == route


def test_a_perfect_branch_owes_nothing_but_the_star(world, filled):
    assert [one.code for one in shortfalls_of(filled, load(filled))] == ["star_not_chosen"]
