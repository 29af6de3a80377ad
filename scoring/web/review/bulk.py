"""The list of declarations that are filed in one go, with what keeps some of them off it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.organizations.models import User
from scoring.ratings.models import VetoCase
from scoring.reviews.models import Review, ReviewQuerySet
from scoring.reviews.queries import for_rows, to_file
from scoring.rubrics.queries import rubric_of
from scoring.web.review.rows import PAGE, Row, rows_of
from scoring.web.review.words import level_name
from scoring.workflow.judging import excusable_gates
from scoring.workflow.review import judged_gates
from scoring.workflow.scoring_state import window_of

LONGEST_KEY = 18  # digits; more fit no database


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
    vetoes = _vetoes(reviews)
    return [
        _filing_row(review, row, vetoes[review.pk])
        for review, row in zip(reviews, rows_of(reviews, user), strict=True)
    ]


def ticked_reviews(user: User, ticked: Iterable[str]) -> tuple[dict[int, Review], list[FilingRow]]:
    """Return the ticked reviews that may be filed unopened, by id, and the rows that may not."""
    wanted = [key for key in ticked if key.isdecimal() and len(key) <= LONGEST_KEY][:PAGE]
    found = list(for_filing(to_file(user).filter(pk__in=wanted)))
    rows = {row.branch.review: row for row in filing_rows(found, user)}
    chosen = {review.pk: review for review in found if rows[review.pk].bulk}
    return chosen, [row for row in rows.values() if not row.bulk]


def _vetoes(reviews: list[Review]) -> dict[int, tuple[str, ...]]:
    """Return the names of the vetoes that count for each review; one query for all."""
    branches = [review.assessment.organization_id for review in reviews]
    cases = VetoCase.objects.confirmed().filter(organization__in=branches).order_by("pk")
    held = list(cases.values_list("organization_id", "veto", "happened_on"))
    found = {}
    for review in reviews:
        assessment = review.assessment
        window = window_of(assessment)
        vetoes = {one.id: one for one in rubric_of(assessment.cycle.rubric_version).vetoes}
        found[review.pk] = tuple(
            dict.fromkeys(
                vetoes[veto].name
                for branch, veto, day in held
                if branch == assessment.organization_id
                and veto in vetoes
                and day >= window.prior(vetoes[veto].expires_after_years - 1).start
            )
        )
    return found


def _filing_row(review: Review, row: Row, vetoes: tuple[str, ...]) -> FilingRow:
    bars = _bars(review, vetoes)
    rubric = rubric_of(review.assessment.cycle.rubric_version)
    return FilingRow(
        branch=row,
        star=level_name(rubric, "" if bars else review.assessment.predicted_level),
        bars=bars,
        sent_back=review.sent_back_reason,
    )


def _bars(review: Review, vetoes: tuple[str, ...]) -> tuple[str, ...]:
    """Return what would leave the branch without a star if it were filed as it stands.

    Filing counts a judged condition as met only when the branch claims it. Which points are
    missing is said where the branch is opened: here it would mean to score every row again.
    """
    assessment = review.assessment
    if vetoes:
        return tuple(_("One-vote veto: %(veto)s") % {"veto": veto} for veto in vetoes)
    if not assessment.predicted_level:
        return (_("Points or conditions for a star are missing; the branch's page says which"),)
    rubric, star = rubric_of(assessment.cycle.rubric_version), assessment.star_applied
    claimed = {
        gate.id: bool((assessment.answer(f"gate:{gate.id}") or {}).get("claimed"))
        for gate in (*judged_gates(rubric, star), *excusable_gates(rubric, star))
    }
    # A judged gate is filed as claimed; an exception is granted by a person who looks at it.
    bars = [gate for gate in judged_gates(rubric, star) if not claimed[gate.id]]
    bars += [gate for gate in excusable_gates(rubric, star) if claimed[gate.id]]
    return tuple(gate.name for gate in bars if gate.id not in review.gate_findings)
