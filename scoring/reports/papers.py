"""From rows to the forms of one branch. Levels, reasons and labels are Chinese, as on the paper.

Points come from what was frozen at submission and conclusion, so that a form printed later says
what was decided then.
"""

import datetime
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Submission
from scoring.documents.forms.data import (
    Condition,
    Declaration,
    Head,
    Item,
    Part,
    Seen,
    Verification,
    Visit,
)
from scoring.documents.subjects import BRANCH, kind_word
from scoring.engine.rubric import Indicator, Rubric
from scoring.engine.wording import say
from scoring.organizations.models import Organization, User
from scoring.ratings.models import Rating
from scoring.reports.paper_points import (
    bonuses_on,
    drafted,
    final_from_of,
    sheet_names,
    sheets_on,
)
from scoring.reviews.enums import FindingStatus, ReasonCode
from scoring.reviews.models import Finding, Review, SiteVisit
from scoring.rubrics.queries import rubric_of

LANGUAGE = "zh-hans"

CONCLUDED = (Status.CONCLUDED, Status.APPROVED, Status.PUBLICIZED, Status.CONFIRMED)
"""Before the conclusion the findings are the reviewer's notes, and nobody signs them."""

Frozen = Mapping[str, Any]


def declaration(assessment: Assessment, *, printed_on: datetime.date) -> Declaration:
    """Return the self-assessment: the last one handed in, or what stands there until then.

    The assessment comes with its cycle, rubric version and organization.
    """
    rubric = rubric_of(assessment.cycle.rubric_version)
    sent = assessment.submissions.order_by("-number").first()
    head = _head(assessment, rubric, sent, printed_on)
    if sent is None:
        return _draft(assessment, rubric, head)
    frozen = json.loads(sent.content)
    items = {one["id"]: one for one in frozen["sheet"]["items"]}
    dimensions = {one["id"]: one for one in frozen["sheet"]["dimensions"]}
    sheets = sheet_names(rubric)
    final_from = final_from_of(rubric, assessment.year, timezone.localdate(sent.submitted_at))
    parts = (
        Part(
            name=one.name,
            maximum=Decimal(dimensions[one.id]["max"]),
            claimed=Decimal(dimensions[one.id]["points"]),
            items=tuple(
                _claimed(item, items[item.id], final_from.get(item.id)) for item in one.indicators
            ),
            sheet=sheets.get(one.id, ""),
        )
        for one in rubric.dimensions
    )
    return Declaration(
        head=head,
        parts=tuple(parts),
        total=sent.total,
        level=level_words(rubric, sent.level),
        conditions=tuple(_conditions(rubric, frozen, sent.star_applied)),
        sheets=sheets_on(rubric, frozen["sheet"], None),
        bonuses=bonuses_on(rubric, frozen["sheet"], None),
    )


def verification(review: Review, rating: Rating, *, printed_on: datetime.date) -> Verification:
    """Return a concluded review with its rating; for states of ``CONCLUDED`` only.

    The level is the one that the review proposed: what became of the star later stands in its
    notices.
    """
    assessment = review.assessment
    rubric = rubric_of(assessment.cycle.rubric_version)
    frozen = json.loads(rating.content)
    declared = json.loads(review.submission.content)
    claimed = _dimension_points(declared)
    verified = _dimension_points(frozen)
    maxima = {one["id"]: Decimal(one["max"]) for one in frozen["sheet"]["dimensions"]}
    findings = {one.indicator: one for one in review.findings.all()}
    sheets = sheet_names(rubric)
    parts = (
        Part(
            name=one.name,
            maximum=maxima[one.id],
            claimed=claimed[one.id],
            verified=verified[one.id],
            items=tuple(_verified(item, findings[item.id]) for item in one.indicators),
            sheet=sheets.get(one.id, ""),
        )
        for one in rubric.dimensions
    )
    return Verification(
        head=_head(assessment, rubric, review.submission, printed_on),
        parts=tuple(parts),
        claimed=review.submission.total,
        total=rating.total,
        level=level_words(rubric, rating.proposed_level),
        conclusion=review.conclusion,
        handler=_name(review.concluded_by),
        concluded_on=_day(review.concluded_at),
        approver=_name(review.approved_by),
        approved_on=_day(review.approved_at),
        conditions=tuple(_conditions(rubric, frozen, assessment.star_applied)),
        sheets=sheets_on(rubric, declared["sheet"], frozen["sheet"]),
        bonuses=bonuses_on(rubric, declared["sheet"], frozen["sheet"]),
    )


def visit_record(visit: SiteVisit, *, printed_on: datetime.date) -> Visit:
    """Return the record of a visit with every item that was noted or is to be seen on site."""
    review = visit.review
    rubric = rubric_of(review.assessment.cycle.rubric_version)
    applying = set(review.findings.filter(not_applicable=False).values_list("indicator", flat=True))
    items = (
        Seen(
            name=cited(one),
            requirement=one.requirement,
            met=visit.verdicts.get(one.id, {}).get("met"),
            note=visit.verdicts.get(one.id, {}).get("note", ""),
        )
        for one in rubric.indicators
        if one.id in visit.verdicts or (one.on_site and one.id in applying)
    )
    return Visit(
        head=_head(review.assessment, rubric, review.submission, printed_on),
        visited_on=visit.visited_on,
        visitors=tuple(visit.visitors),
        items=tuple(items),
        passed=visit.passed,
        note=visit.note,
    )


def level_words(rubric: Rubric, identifier: str) -> str:
    """Return a level's Chinese name; words for no level at all."""
    if identifier:
        return rubric.level(identifier).name
    with translation.override(LANGUAGE):
        return _("no star level")


def programme_words(rubric: Rubric) -> str:
    """Return name and version of the standard as its page cites them."""
    return f"{rubric.name} {rubric.version}"


def cited(indicator: Indicator) -> str:
    """Return number and name of an item as people cite it."""
    return f"{indicator.number} {indicator.name}"


def _head(
    assessment: Assessment, rubric: Rubric, sent: Submission | None, printed_on: datetime.date
) -> Head:
    superior = Organization.objects.get_parent(assessment.organization)
    star = sent.star_applied if sent else assessment.star_applied
    return Head(
        branch=assessment.organization.name,
        unit=superior.name if superior else assessment.organization.name,
        year=assessment.year,
        programme=programme_words(rubric),
        applied=rubric.level(star).name if star else "",
        secretary=sent.secretary_name if sent else "",
        filler=sent.filler_name if sent else "",
        submitted_on=_day(sent.submitted_at) if sent else None,
        printed_on=printed_on,
        subject=called(assessment, rubric),
    )


def called(assessment: Assessment, rubric: Rubric) -> str:
    """Return what the one who is rated is called: 党支部 by a standard for branches."""
    if rubric.subject == "branch":
        return BRANCH
    return kind_word(assessment.organization.kind)


def _draft(assessment: Assessment, rubric: Rubric, head: Head) -> Declaration:
    """Return the points as they stand; conditions are judged at submission only."""
    stands = drafted(rubric, assessment)
    dimensions = {one["id"]: one for one in stands["dimensions"]}
    sheets = sheet_names(rubric)
    final_from = final_from_of(rubric, assessment.year, head.printed_on)
    parts = (
        Part(
            name=one.name,
            maximum=Decimal(dimensions[one.id]["max"]),
            claimed=Decimal(dimensions[one.id]["points"]),
            items=tuple(
                _standing(item, assessment.vector, final_from.get(item.id))
                for item in one.indicators
            ),
            sheet=sheets.get(one.id, ""),
        )
        for one in rubric.dimensions
    )
    return Declaration(
        head=head,
        parts=tuple(parts),
        total=assessment.total,
        level=level_words(rubric, assessment.predicted_level),
        sheets=sheets_on(rubric, stands, None),
        bonuses=bonuses_on(rubric, stands, None),
    )


def _standing(
    indicator: Indicator, vector: Mapping[str, str | None], final_from: datetime.date | None
) -> Item:
    held = vector.get(indicator.id, "0")
    return Item(
        name=cited(indicator),
        maximum=indicator.max,
        claimed=None if held is None else Decimal(held),
        not_applicable=held is None,
        final_from=final_from,
    )


def _claimed(indicator: Indicator, score: Frozen, final_from: datetime.date | None) -> Item:
    return Item(
        name=cited(indicator),
        maximum=indicator.max,
        claimed=None if score["na"] else Decimal(score["points"]),
        reason=_why_less(score),
        not_applicable=score["na"],
        final_from=final_from,
    )


def _why_less(score: Frozen) -> str:
    """Return why an item has less than full points, or does not apply."""
    if not score["na"] and Decimal(score["points"]) == Decimal(score["max"]):
        return ""
    reasons = score["why"] or [
        why for part in score["parts"] if part["state"] == "unmet" for why in part["why"]
    ]
    return say(reasons[0]) if reasons else ""


def _verified(indicator: Indicator, finding: Finding) -> Item:
    decided = finding.status == FindingStatus.VERIFIED
    with translation.override(LANGUAGE):
        label = str(dict(ReasonCode.choices).get(finding.reason_code, ""))
    return Item(
        name=cited(indicator),
        maximum=finding.maximum,
        claimed=finding.claimed,
        verified=finding.verified if decided else None,
        reason=" ".join(word for word in (label, finding.reason) if word),
        not_applicable=finding.not_applicable,
    )


def _dimension_points(frozen: Frozen) -> dict[str, Decimal]:
    return {one["id"]: Decimal(one["points"]) for one in frozen["sheet"]["dimensions"]}


def _conditions(rubric: Rubric, frozen: Frozen, star: str) -> Iterator[Condition]:
    """Yield the conditions up to the level applied for, in the order of the rubric."""
    for level in rubric.levels[: rubric.rank(star)]:
        for gate in frozen["decision"]["gates"]:
            if gate["level"] == level.id:
                why = "；".join(dict.fromkeys(say(one) for one in gate["why"]))
                yield Condition(level.name, gate["name"], gate["state"], why)


def _name(person: User | None) -> str:
    return person.get_full_name() if person else ""


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if moment else None
