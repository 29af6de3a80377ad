"""Walk an assessment through review, approval and publicity by the real workflow."""

import datetime

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.organizations.models import Organization
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Rating, VetoCase
from scoring.reviews.enums import FindingStatus, ReasonCode
from scoring.reviews.models import Finding, Review
from scoring.rubrics.queries import rubric_of
from scoring.workflow.conclusion import approve_review, conclude_review
from scoring.workflow.findings import verify_item
from scoring.workflow.rating import confirm_rating, publish_proposals
from scoring.workflow.review import judge_gate, judged_gates, record_visit, return_items
from scoring.workflow.vetoes import confirm_veto, record_veto
from tests.factories.filling import assessment_at as declared_at
from tests.factories.filling import fresh
from tests.factories.world import NOW, World

DAY = datetime.timedelta(days=1)
REVIEWED = NOW + 3 * DAY
APPROVED = NOW + 5 * DAY
PUBLISHED = NOW + 7 * DAY  # 27 October 2026, a Tuesday: five working days end on 3 November
CONFIRMED = NOW + 15 * DAY  # 4 November 2026
LADDER = (
    Status.FILLING,
    Status.SUBMITTED,
    Status.CONCLUDED,
    Status.APPROVED,
    Status.PUBLICIZED,
    Status.CONFIRMED,
)


def assessment_at(
    status: str,
    world: World,
    *,
    star: str = "five",
    organization: Organization | None = None,
) -> Assessment:
    """Return the assessment of a perfect branch after the real steps up to any state.

    NOT_DECLARED is made by ``close_year`` in its own tests.
    """
    if status in (Status.FILLING, Status.SUBMITTED):
        return declared_at(status, world, star=star, organization=organization)
    assessment = declared_at(Status.SUBMITTED, world, star=star, organization=organization)
    if status == Status.RETURNED:
        return returned(world, assessment)
    reached = LADDER.index(Status(status))
    conclude(world, assessment)
    if reached >= LADDER.index(Status.APPROVED):
        approve_review(review=review_of(assessment), by=world.approver, now=APPROVED)
    if reached >= LADDER.index(Status.PUBLICIZED):
        publish(world, assessment)
    if reached >= LADDER.index(Status.CONFIRMED):
        confirm_rating(rating=rating_of(assessment), by=world.office, now=CONFIRMED)
    return fresh(assessment)


def review_of(assessment: Assessment) -> Review:
    """Return the review as it stands now."""
    return Review.objects.select_related("assessment").get(assessment=assessment)


def rating_of(assessment: Assessment) -> Rating:
    """Return the rating as it stands now."""
    return Rating.objects.select_related("assessment__cycle", "assessment__organization").get(
        assessment=assessment
    )


def finding_of(assessment: Assessment, indicator: str = "") -> Finding:
    """Return one item under review as it stands now; the first open one unless named."""
    rows = Finding.objects.filter(review__assessment=assessment).order_by("position")
    if indicator:
        return rows.get(indicator=indicator)
    return rows.filter(status=FindingStatus.PENDING)[0]


def returned(world: World, assessment: Assessment) -> Assessment:
    """Return the first item to the branch for a week."""
    review = review_of(assessment)
    item = finding_of(assessment).indicator
    return_items(
        review=review,
        items={item: "请补充签到表。"},
        due=REVIEWED + 7 * DAY,
        by=world.reviewer,
        now=REVIEWED,
    )
    return fresh(assessment)


def verify_all(world: World, assessment: Assessment) -> None:
    """Verify every open item at its claimed points."""
    for finding in review_of(assessment).findings.exclude(status=FindingStatus.VERIFIED):
        verify_item(
            finding=finding,
            points=finding.claimed,
            reason_code="",
            reason="",
            seen=finding.version,
            by=world.reviewer,
            now=REVIEWED,
        )


def judge_all(world: World, assessment: Assessment, *, met: bool = True) -> None:
    """Decide every judged gate up to the star applied for."""
    rubric = rubric_of(assessment.cycle.rubric_version)
    for gate in judged_gates(rubric, assessment.star_applied):
        judge_gate(
            review=review_of(assessment),
            gate=gate.id,
            met=met,
            reason="" if met else "未见佐证。",
            by=world.reviewer,
            now=REVIEWED,
        )


def visit(world: World, assessment: Assessment, *, passed: bool = True) -> None:
    """Record a visit of two persons."""
    record_visit(
        review=review_of(assessment),
        visited_on=REVIEWED.date(),
        visitors=["陈经办", "吴复检"],
        verdicts={},
        passed=passed,
        note="" if passed else "活动室不具备。",
        by=world.reviewer,
        now=REVIEWED,
    )


def cut(world: World, assessment: Assessment, indicator: str, points: object) -> Finding:
    """Give one item other points than claimed, with a stored reason."""
    finding = finding_of(assessment, indicator)
    return verify_item(
        finding=finding,
        points=type(finding.claimed)(str(points)),
        reason_code=ReasonCode.COUNT_DIFFERS,
        reason="",
        seen=finding.version,
        by=world.reviewer,
        now=REVIEWED,
    )


def conclude(world: World, assessment: Assessment) -> Rating:
    """Verify, judge, visit and conclude; everything as claimed."""
    verify_all(world, assessment)
    judge_all(world, assessment)
    visit(world, assessment)
    return conclude_review(
        review=review_of(assessment), conclusion="同意。", by=world.reviewer, now=REVIEWED
    )


def publish(world: World, assessment: Assessment) -> Rating:
    """Put the proposal on a publicity list that starts the same day."""
    publish_proposals(
        cycle=assessment.cycle,
        ratings=[rating_of(assessment)],
        starts_on=PUBLISHED.date(),
        by=world.office,
        now=PUBLISHED,
    )
    published = rating_of(assessment)
    assert published.status == RatingStatus.PUBLICIZED
    return published


def confirmed_veto(world: World, *, now: datetime.datetime) -> VetoCase:
    """Record and confirm a veto of the branch by two persons."""
    case = record_veto(
        organization=world.branch,
        veto="STB-V1",
        happened_on=now.date(),
        reference="某纪立〔2026〕3号",
        reason="支部党员严重违纪被立案审查。",
        by=world.office,
        now=now,
    )
    return confirm_veto(case=case, by=world.second_office, now=now)
