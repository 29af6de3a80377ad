"""File declarations that need no review, one or many in one go."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from scoring.common.refusals import Refusal
from scoring.organizations.models import User
from scoring.ratings.models import Rating
from scoring.reviews.actions import record_gate_finding
from scoring.reviews.enums import FILE, FindingStatus
from scoring.reviews.models import Review
from scoring.rubrics.queries import rubric_of
from scoring.workflow.conclusion import conclude_review
from scoring.workflow.findings import accept, hold_review
from scoring.workflow.review import judged_gates


class WrongRoute(Refusal):
    """Only declarations that are filed are concluded in one go. Data: ``route``."""


@transaction.atomic
def file_review(*, review: Review, by: User, now: datetime.datetime) -> Rating:
    """File a declaration as it stands: accept every claim, also the judged ones, and conclude.

    Only on the route ``file``. Items whose computed points moved since the declaration are not
    accepted; they make the filing incomplete. Gates that the branch claimed count as met.

    Raises:
        WrongRoute: this declaration must be reviewed.
        NotReviewer, OwnBranch, WrongState, ReviewIncomplete: as for a conclusion.

    Source: star-prefecture, three stars are filed for the record; STB-05.
    """
    if review.route != FILE:
        raise WrongRoute(route=review.route)
    assessment, held = hold_review(review, "conclude", by=by)
    open_items = held.findings.filter(status=FindingStatus.PENDING).order_by("position")
    accept([one for one in open_items if one.computed in (None, one.claimed)], by=by, now=now)
    rubric = rubric_of(assessment.cycle.rubric_version)
    for gate in (*judged_gates(rubric, assessment.star_applied), *rubric.claimed_bonuses):
        if gate.id not in held.gate_findings:
            claim = assessment.answer(f"gate:{gate.id}") or {}
            record_gate_finding(
                review=held,
                gate=gate.id,
                met=bool(claim.get("claimed")),
                reason="",
                by=by,
                now=now,
            )
    return conclude_review(review=held, conclusion="", by=by, now=now)


def file_reviews(
    *, reviews: Iterable[Review], by: User, now: datetime.datetime
) -> tuple[list[Rating], dict[int, Refusal]]:
    """File many declarations, each in its own transaction.

    Returns the proposals, and by review id why the others were not filed.
    """
    filed: list[Rating] = []
    left: dict[int, Refusal] = {}
    for review in reviews:
        try:
            filed.append(file_review(review=review, by=by, now=now))
        except Refusal as refusal:
            left[review.pk] = refusal
    return filed, left
