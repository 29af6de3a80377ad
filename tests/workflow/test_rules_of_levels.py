"""Rules of levels on the whole way: exceptions, promotion, terms, approval, cut-off, quotas."""

import datetime
import json

import pytest

from scoring.assessments.enums import Status
from scoring.assessments.models import Cycle
from scoring.common.refusals import WrongState
from scoring.documents.models import Certificate
from scoring.organizations.enums import Role
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Rating
from scoring.ratings.queries import confirmable_at_once, publishable, quota_verdicts, year_index
from scoring.ratings.standings import standings_at
from scoring.reports.recompute import replay
from scoring.rubrics.queries import rubric_of
from scoring.workflow.annual_close import close_year
from scoring.workflow.approving import NotHigherApprover
from scoring.workflow.conclusion import (
    CutoffAhead,
    ReviewIncomplete,
    approve_review,
    conclude_review,
)
from scoring.workflow.filling import save_entries
from scoring.workflow.rating import confirm_rating
from scoring.workflow.review import UnknownGate, judge_gate
from scoring.workflow.scoring_state import load
from tests.factories import NOW, YEAR, make_user, make_world, open_cycle_for
from tests.factories.filling import fresh
from tests.factories.review import (
    APPROVED,
    CONFIRMED,
    DAY,
    REVIEWED,
    assessment_at,
    cut,
    finding_of,
    judge_all,
    publish,
    rating_of,
    review_of,
    verify_all,
    visit,
)
from tests.factories.ruled import under, with_level

LATER = CONFIRMED + 30 * DAY
PROMOTION = {"steps": 1, "exception": "成绩特别突出的可以越级。"}


@pytest.fixture
def world(db):
    return make_world()


def close(world, assessment, *, by=None, now=REVIEWED):
    return conclude_review(
        review=review_of(assessment), conclusion="同意。", by=by or world.reviewer, now=now
    )


# ---- promotion and exceptions


def test_promotion_asks_for_the_level_before_and_freezes_it(world):
    under(world, promotion={"steps": 1})
    assessment = assessment_at(Status.CONCLUDED, world, star="three")
    rating = rating_of(assessment)
    assert rating.proposed_level == "three"
    assert json.loads(rating.content)["held"] == {}
    assert replay(rating.content) == []


def test_the_star_of_the_year_before_counts(world):
    under(world, promotion={"steps": 1})
    assessment = assessment_at(Status.SUBMITTED, world)
    assert fresh(assessment).predicted_level == "three"
    before = assessment_of_the_year_before(world)
    Rating.objects.create(
        assessment=before, status=RatingStatus.CONFIRMED, proposed_level="four", level="four",
        total="90.00", content="{}", sha256="0" * 64, proposed_at=NOW, proposed_by=world.office,
        confirmed_at=NOW, confirmed_by=world.office, valid_until=datetime.date(YEAR, 12, 31),
    )  # fmt: skip
    standing = load(fresh(assessment))
    assert standing.book.held.by_year == {YEAR - 1: "four"}
    assert standing.decision.provisional == "five"


def assessment_of_the_year_before(world):
    return open_cycle_for(world, year=YEAR - 1).assessments.get(organization=world.branch)


def test_an_exception_is_claimed_judged_and_replayed(world):
    under(world, promotion=PROMOTION)
    filling = assessment_at(Status.FILLING, world)
    claims = {
        f"gate:PROMOTION-{star}": {"claimed": True, "sentence": "全国先进。"}
        for star in ("four", "five")
    }
    done = save_entries(assessment=filling, changes=claims, seen=None, by=world.secretary, now=NOW)
    assert not done.refused
    assessment = assessment_at(Status.SUBMITTED, world)
    verify_all(world, assessment)
    judge_all(world, assessment)
    visit(world, assessment)
    with pytest.raises(ReviewIncomplete) as refused:
        close(world, assessment)
    assert refused.value.gates == ["PROMOTION-four", "PROMOTION-five"]
    for star, met in (("four", True), ("five", False)):
        judge_gate(
            review=review_of(assessment), gate=f"PROMOTION-{star}", met=met,
            reason="" if met else "不够突出。", by=world.reviewer, now=REVIEWED,
        )  # fmt: skip
    with pytest.raises(UnknownGate):
        judge_gate(
            review=review_of(assessment), gate="G3-01", met=True, reason="",
            by=world.reviewer, now=REVIEWED,
        )  # fmt: skip
    rating = close(world, assessment)
    assert rating.proposed_level == "four"
    assert replay(rating.content) == []


# ---- terms, publicity, higher approval, cut-off


def test_a_level_has_a_term_of_its_own(world):
    under(world, levels=with_level("five", validity_years=3))
    rating = rating_of(assessment_at(Status.CONFIRMED, world))
    assert rating.valid_until == datetime.date(YEAR + 3, 12, 31)


def test_a_level_without_publicity_is_confirmed_once_it_is_approved(world):
    under(world, levels=with_level("three", approval={"publicity": False}))
    assessment = assessment_at(Status.CONCLUDED, world, star="three")
    with pytest.raises(WrongState):
        confirm_rating(rating=rating_of(assessment), by=world.office, now=APPROVED)
    approve_review(review=review_of(assessment), by=world.approver, now=APPROVED)
    assert not publishable(assessment.cycle).exists()
    assert list(confirmable_at_once(assessment.cycle)) == [rating_of(assessment)]
    rating = confirm_rating(rating=rating_of(assessment), by=world.office, now=APPROVED)
    assert (rating.status, rating.level) == (RatingStatus.CONFIRMED, "three")
    assert rating.publicity is None
    assert fresh(assessment).status == Status.CONFIRMED
    assert Certificate.objects.get().rating == rating


def test_other_levels_of_that_rubric_still_need_their_publicity(world):
    under(world, levels=with_level("three", approval={"publicity": False}))
    assessment = assessment_at(Status.APPROVED, world, star="four")
    with pytest.raises(WrongState):
        confirm_rating(rating=rating_of(assessment), by=world.office, now=CONFIRMED)
    publish(world, assessment)
    assert confirm_rating(rating=rating_of(assessment), by=world.office, now=CONFIRMED).level


def test_a_level_may_be_approved_further_up_only(world):
    under(world, levels=with_level("five", approval={"higher": True}))
    assessment = assessment_at(Status.CONCLUDED, world)
    review = review_of(assessment)
    with pytest.raises(NotHigherApprover) as refused:
        approve_review(review=review, by=world.approver, now=APPROVED)
    assert refused.value.unit == world.committee.name
    above = make_user("钱审批", (Role.APPROVER, world.department))
    assert approve_review(review=review_of(assessment), by=above, now=APPROVED).approved_by == above


def test_lower_levels_are_approved_as_before(world):
    under(world, levels=with_level("five", approval={"higher": True}))
    assessment = assessment_at(Status.CONCLUDED, world, star="four")
    approved = approve_review(review=review_of(assessment), by=world.approver, now=APPROVED)
    assert approved.approved_by == world.approver


def test_nothing_is_concluded_before_the_final_cutoff(world):
    under(world, settings=lambda held: {**held, "final_cutoff": "12-31"})
    assessment = assessment_at(Status.SUBMITTED, world, star="three")
    verify_all(world, assessment)
    judge_all(world, assessment)
    eve = datetime.datetime(YEAR, 12, 30, 23, 59, tzinfo=NOW.tzinfo)
    with pytest.raises(CutoffAhead) as refused:
        close(world, assessment, now=eve)
    assert refused.value.day == datetime.date(YEAR, 12, 31)
    assert close(world, assessment, now=eve + datetime.timedelta(minutes=1)).proposed_level


def test_a_failed_visit_leaves_nothing_where_every_level_needs_one(world):
    under(world, levels=lambda levels: [{**levels[2], "gates": []}], quotas=[])
    assessment = assessment_at(Status.SUBMITTED, world)
    verify_all(world, assessment)
    visit(world, assessment, passed=False)
    rating = close(world, assessment)
    assert rating.proposed_level == ""
    assert replay(rating.content) == []


def test_a_failed_visit_counts_where_a_higher_level_asks_for_none(world):
    under(world, levels=lambda levels: [
        {**levels[0], "gates": []},
        {**levels[1], "gates": [], "route": "on_site"},
        {**levels[2], "gates": [], "route": "review", "min_score": 100},
    ], quotas=[])  # fmt: skip
    assessment = assessment_at(Status.SUBMITTED, world)
    verify_all(world, assessment)
    cut(world, assessment, "CO5-L7", "0")
    assert load(fresh(assessment)).decision.level == "four"
    visit(world, assessment, passed=False)
    assert close(world, assessment).proposed_level == "three"


# ---- quotas and the close


def test_quotas_count_new_stars_of_the_year_of_the_programme(world):
    cap = {"id": "Q", "name": "新五星", "kind": "cap", "level": "five", "share": "0.3", "of": "new"}
    later = {**cap, "id": "R", "year_index": 2}
    under(world, quotas=[{**cap, "year_index": 1}, later])
    assessment = assessment_at(Status.CONCLUDED, world)
    cycle = assessment.cycle
    assert year_index(cycle) == 1
    (found,) = quota_verdicts(cycle, rubric_of(cycle.rubric_version))
    assert (found.id, found.allowed, found.taken, found.holds) == ("Q", 0, 1, False)
    assert found.cut.outside == (assessment.pk,)


def test_a_close_holds_levels_that_were_placed_directly(world):
    place = {
        "id": "P", "name": "直接定级", "level": "five", "how": "exactly",
        "condition": {"value": "mem.group_eligible", "at_least": 1},
    }  # fmt: skip
    lines = {"three": 98, "four": 99, "five": 100}
    under(
        world,
        placements=[place],
        levels=lambda levels: [{**one, "min_score": lines[one["id"]]} for one in levels],
    )
    assessment = assessment_at(Status.SUBMITTED, world)
    cut(world, assessment, finding_of(assessment).indicator, "0.50")
    verify_all(world, assessment)
    judge_all(world, assessment)
    visit(world, assessment)
    rating = close(world, assessment)
    assert rating.proposed_level == "five"
    assert rating.total < lines["five"]
    approve_review(review=review_of(assessment), by=world.approver, now=APPROVED)
    publish(world, assessment)
    confirm_rating(rating=rating_of(assessment), by=world.office, now=CONFIRMED)
    standings = standings_at(cycle_of(assessment), LATER)
    assert standings.placed.sum() == 1
    assert not standings.faulty.any()
    done = close_year(year=YEAR, by=world.office, now=LATER + 60 * DAY)
    assert done.closed == [assessment.cycle_id]


def cycle_of(assessment):
    return Cycle.objects.select_related("organization", "rubric_version").get(
        pk=assessment.cycle_id
    )
