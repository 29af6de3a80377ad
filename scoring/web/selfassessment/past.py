"""The years of a branch as plain data."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.assessments.models import Assessment, AssessmentQuerySet
from scoring.rubrics.queries import rubric_of
from scoring.web.selfassessment.wording import level_name


@dataclass(frozen=True)
class YearRow:
    """One year: where it stands, its points, and its star once there is one."""

    year: int
    status: str
    total: Decimal
    level: str


def year_rows(assessments: AssessmentQuerySet) -> list[YearRow]:
    """Return the rows of the list of years, in the order given."""
    return [_row(assessment) for assessment in assessments.select_related("rating")]


def _row(assessment: Assessment) -> YearRow:
    rating = getattr(assessment, "rating", None)
    rubric = rubric_of(assessment.cycle.rubric_version)
    decided = rating is not None and rating.confirmed_at is not None
    return YearRow(
        year=assessment.year,
        status=assessment.get_status_display(),
        total=rating.total if rating is not None and decided else assessment.total,
        level=level_name(rubric, rating.level) if rating is not None and decided else "",
    )
