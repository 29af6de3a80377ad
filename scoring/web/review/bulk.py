"""The list of declarations that are filed in one go, with what keeps some of them off it."""

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.organizations.models import User
from scoring.reviews.models import Review, ReviewQuerySet
from scoring.reviews.queries import for_rows, to_file
from scoring.rubrics.queries import rubric_of
from scoring.web.errors import worded
from scoring.web.review.rows import PAGE, Row, rows_of
from scoring.web.review.words import level_name
from scoring.workflow.review import judged_gates
from scoring.workflow.scoring_state import load


@dataclass(frozen=True)
class FilingRow:
    """One declaration: the star that filing it would lead to, and why it needs a look first."""

    branch: Row
    star: str
    bars: tuple[str, ...]  # confirmed vetoes, unmet conditions, missing points
    sent_back: str  # why the approver sent it back

    @property
    def bulk(self) -> bool:
        """Tell whether it may be filed with others, without being opened."""
        return not self.bars and not self.sent_back


def for_filing(reviews: ReviewQuerySet) -> ReviewQuerySet:
    """Load what the rows show and what keeps some of them off the bulk; two queries."""
    return for_rows(reviews, "assessment__answers")


def filing_rows(reviews: Iterable[Review], user: User) -> list[FilingRow]:
    """Return loaded declarations of the route without review as rows."""
    reviews = list(reviews)
    return [
        _filing_row(review, row)
        for review, row in zip(reviews, rows_of(reviews, user), strict=True)
    ]


def ticked_reviews(user: User, ticked: Iterable[str]) -> tuple[dict[int, Review], list[FilingRow]]:
    """Return the ticked reviews that may be filed unopened, by id, and the rows that may not."""
    wanted = [int(key) for key in ticked if key.isdecimal()][:PAGE]
    found = list(for_filing(to_file(user).filter(pk__in=wanted)))
    rows = {row.branch.review: row for row in filing_rows(found, user)}
    chosen = {review.pk: review for review in found if rows[review.pk].bulk}
    return chosen, [row for row in rows.values() if not row.bulk]


def _filing_row(review: Review, row: Row) -> FilingRow:
    bars = _bars(review)
    rubric = rubric_of(review.assessment.cycle.rubric_version)
    return FilingRow(
        branch=row,
        star=level_name(rubric, "" if bars else review.assessment.predicted_level),
        bars=bars,
        sent_back=review.sent_back_reason,
    )


def _bars(review: Review) -> tuple[str, ...]:
    """Return what would leave the branch without a star if it were filed as it stands.

    Filing counts a judged condition as met only when the branch claims it.
    """
    assessment = review.assessment
    if not assessment.predicted_level:
        shortfalls = load(assessment).decision.shortfalls
        return tuple(dict.fromkeys(worded(one.reason) for one in shortfalls))
    asked = judged_gates(rubric_of(assessment.cycle.rubric_version), assessment.star_applied)
    return tuple(
        gate.name
        for gate in asked
        if gate.id not in review.gate_findings
        and not (assessment.answer(f"gate:{gate.id}") or {}).get("claimed")
    )
