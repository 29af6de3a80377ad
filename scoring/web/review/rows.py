"""The lists of the reviewer's desk, page by page: branches as rows, whatever the list is about."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.organizations.models import User
from scoring.reviews.models import Review, ReviewQuerySet
from scoring.reviews.queries import for_rows, item_numbers, up_to
from scoring.rubrics.queries import rubric_of
from scoring.web.programmes import cycle_name
from scoring.web.review.words import level_name, level_stars

PAGE = 50  # rows
MANY = 1000  # beyond that, a list without counters says "1000+"


@dataclass(frozen=True)
class Row:
    """One branch of a list."""

    pk: int
    review: int
    branch: str
    programme: str  # empty where all rows are of one
    year: int
    url: str
    level: str
    stars: int
    score: Decimal
    total: Decimal
    differing: int
    pending: int
    days: int  # since the declaration reached the reviewers
    handler: str
    mine: bool
    free: bool
    due: datetime.datetime | None
    overdue: bool
    status: str
    concluded_at: datetime.datetime | None


class Counted(Paginator[Any]):
    """Pages of a list whose length is known from elsewhere."""

    def __init__(self, found: QuerySet[Any], length: int) -> None:
        """Take the rows and how many there are."""
        super().__init__(found, PAGE)
        self._length = length

    @cached_property
    def count(self) -> int:
        """Return the length that was given."""
        return self._length


def page_of(found: QuerySet[Any], wanted: str | None, length: int | None = None) -> Page[Any]:
    """Return the page that the address asks for, the nearest one if there is none.

    The rows are counted unless ``length`` says how many there are.
    """
    pages = Paginator(found, PAGE) if length is None else Counted(found, length)
    return pages.get_page(wanted)


def rows_of(
    reviews: Iterable[Review], user: User, now: datetime.datetime | None = None
) -> list[Row]:
    """Return loaded reviews as rows; one query for the numbers of their items."""
    reviews = list(reviews)
    numbers = item_numbers(reviews)
    rows = [_row(review, user, numbers.get(review.pk, (0, 0)), now) for review in reviews]
    if len({row.programme for row in rows}) > 1:
        return rows
    return [replace(row, programme="") for row in rows]


def review_page(
    found: ReviewQuerySet, user: User, wanted: str | None, now: datetime.datetime | None = None
) -> tuple[Page[Any], list[Row]]:
    """Return one page of reviews and its rows, the same few queries for any list."""
    page = page_of(for_rows(found), wanted)
    return page, rows_of(page, user, now)


def tally(found: ReviewQuerySet) -> str:
    """Return how many there are as people read it; beyond ``MANY`` nobody needs to know."""
    number = up_to(found, MANY + 1)
    return f"{MANY}+" if number > MANY else str(number)


def _row(
    review: Review, user: User, numbers: tuple[int, int], now: datetime.datetime | None
) -> Row:
    assessment = review.assessment
    rubric = rubric_of(assessment.cycle.rubric_version)
    due = assessment.return_due if assessment.status == Status.RETURNED else None
    return Row(
        pk=assessment.pk,
        review=review.pk,
        branch=assessment.organization.label,
        programme=cycle_name(assessment.cycle),
        year=assessment.year,
        url=reverse("review:start", args=[assessment.pk]),
        level=level_name(rubric, assessment.star_applied),
        stars=level_stars(rubric, assessment.star_applied),
        score=review.submission.total,
        total=assessment.total,
        differing=numbers[0],
        pending=numbers[1],
        days=(now - review.opened_at).days if now else 0,
        handler=review.handler.get_full_name() if review.handler else "",
        mine=review.handler_id == user.pk,
        free=review.handler_id is None,
        due=due,
        overdue=bool(due and now and due < now),
        status=assessment.status,
        concluded_at=review.concluded_at,
    )
