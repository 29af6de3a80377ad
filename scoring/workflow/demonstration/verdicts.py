"""What the invented reviewers do."""

import datetime
from decimal import Decimal

from scoring.assessments.models import Assessment
from scoring.organizations.models import User
from scoring.reviews.enums import FindingStatus, ReasonCode
from scoring.reviews.models import Finding, Review
from scoring.rubrics.queries import rubric_of
from scoring.workflow.conclusion import approve_review, conclude_review, send_back
from scoring.workflow.demonstration.content import names
from scoring.workflow.demonstration.people import Unit
from scoring.workflow.demonstration.plan import Part, Stage
from scoring.workflow.demonstration.season import Season
from scoring.workflow.findings import accept_matching, matching, verify_item
from scoring.workflow.review import (
    judge_gate,
    judged_gates,
    record_visit,
    return_items,
    take_review,
)


def review_part(season: Season, unit: Unit, assessment: Assessment, part: Part) -> None:
    """Review one branch as far as its plan says."""
    review = Review.objects.select_related("assessment__cycle").get(assessment=assessment)
    person, now = unit.reviewer, season.days.concluded
    take_review(review=review, by=person, now=now)
    rubric = rubric_of(season.cycle.rubric_version)
    alike = [one.indicator for one in matching(review, rubric)]
    accept_matching(review=review, shown=alike, by=person, now=now)
    if part.stage == Stage.IN_REVIEW:
        return
    if part.stage == Stage.RETURNED:
        _return(season, review, person)
        return
    _verify_rest(season, review, unit)
    for gate in judged_gates(rubric, part.star):
        judge_gate(review=review, gate=gate.id, met=True, reason="", by=person, now=now)
    if part.star == "five":
        _visit(season, review, unit)
    if part.stage >= Stage.CONCLUDED:
        _conclude(season, review, unit, part)


def _return(season: Season, review: Review, person: User) -> None:
    pending = Finding.objects.filter(review=review, status=FindingStatus.PENDING)
    items = [one.indicator for one in pending.order_by("position")[:2]]
    return_items(
        review=review,
        items=dict.fromkeys(items, season.sentence("return")),
        due=season.days.declare_by + datetime.timedelta(days=5),
        by=person,
        now=season.days.concluded,
    )


def _verify_rest(season: Season, review: Review, unit: Unit) -> None:
    pending = review.findings.filter(status=FindingStatus.PENDING, not_applicable=False)
    for finding in pending.order_by("position"):
        cut = finding.claimed >= 1 and season.chance.random() < 0.05
        points = finding.claimed - Decimal("0.25") if cut else finding.claimed
        verify_item(
            finding=finding,
            points=points,
            reason_code=ReasonCode.OUT_OF_WINDOW if cut else "",
            reason=season.sentence("cut") if cut else "",
            seen=finding.version,
            by=unit.reviewer,
            now=season.days.concluded,
        )


def _visit(season: Season, review: Review, unit: Unit) -> None:
    on_site = [one.id for one in rubric_of(season.cycle.rubric_version).indicators if one.on_site]
    record_visit(
        review=review,
        visited_on=season.days.concluded.date(),
        visitors=list(names()["site_visitors"]),
        verdicts={one: {"met": True, "note": ""} for one in on_site},
        passed=True,
        note="",
        by=unit.reviewer,
        now=season.days.concluded,
    )


def _conclude(season: Season, review: Review, unit: Unit, part: Part) -> None:
    conclude_review(
        review=review,
        conclusion=season.sentence("conclusion"),
        by=unit.reviewer,
        now=season.days.concluded,
    )
    if part.stage == Stage.SENT_BACK:
        send_back(
            review=review,
            reason=season.sentence("sent_back"),
            by=unit.approver,
            now=season.days.approved,
        )
    elif part.stage >= Stage.APPROVED:
        approve_review(review=review, by=unit.approver, now=season.days.approved)
