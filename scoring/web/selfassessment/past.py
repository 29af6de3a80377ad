"""The years of a branch as plain data."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from scoring.assessments.models import Assessment, AssessmentQuerySet
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Rating
from scoring.rubrics.queries import rubric_of
from scoring.web.selfassessment.wording import level_name, level_stars
from scoring.web.selfassessment.workbook import UNDER_REVIEW
from scoring.web.terms import term_of


@dataclass(frozen=True)
class YearRow:
    """One year: where it stands, its points, and its star once there is one."""

    year: int
    programme: str
    term: str
    status: str
    total: Decimal
    level: str


@dataclass(frozen=True)
class FinalStar:
    """The star that was decided, as it stands now: lowered or cancelled since, if it was."""

    level: str
    stars: int
    total: Decimal
    valid_until: datetime.date | None
    cancelled: bool


def final_star(assessment: Assessment) -> FinalStar | None:
    """Return the star of a year once it is confirmed; None while it can still be predicted."""
    rating = Rating.objects.filter(assessment=assessment, confirmed_at__isnull=False).first()
    if rating is None:
        return None
    rubric = rubric_of(assessment.cycle.rubric_version)
    return FinalStar(
        level=level_name(rubric, rating.level),
        stars=level_stars(rubric, rating.level),
        total=rating.total,
        valid_until=rating.valid_until,
        cancelled=rating.status == RatingStatus.CANCELLED,
    )


def year_rows(assessments: AssessmentQuerySet) -> list[YearRow]:
    """Return the rows of the list of years, in the order given."""
    return [_row(assessment) for assessment in assessments.select_related("rating")]


def _row(assessment: Assessment) -> YearRow:
    rating = getattr(assessment, "rating", None)
    rubric = rubric_of(assessment.cycle.rubric_version)
    decided = rating is not None and rating.confirmed_at is not None
    return YearRow(
        year=assessment.year,
        programme=assessment.cycle.rubric_version.name,
        term=term_of(assessment),
        status=assessment.get_status_display(),
        total=rating.total if rating is not None and decided else _own_total(assessment),
        level=level_name(rubric, rating.level) if rating is not None and decided else "",
    )


def _own_total(assessment: Assessment) -> Decimal:
    """Return the branch's own points: while the review is open, those that it handed in."""
    if assessment.status not in UNDER_REVIEW:
        return assessment.total
    last = assessment.submissions.order_by("-number").values_list("total", flat=True).first()
    return assessment.total if last is None else last
