"""Record re-inspections; a failed one lowers the star by exactly one level."""

import datetime

from django.db import transaction
from django.utils import timezone

from scoring.assessments.actions import lock_assessment
from scoring.assessments.models import Assessment
from scoring.audit.actions import record
from scoring.common.refusals import Refusal, WrongState
from scoring.documents.enums import CertificateStatus
from scoring.engine.levels import one_level_down
from scoring.engine.rubric import Rubric
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_inspect
from scoring.ratings.actions import change_level, lock_rating
from scoring.ratings.enums import ChangeKind, RatingStatus
from scoring.ratings.models import Rating, RatingChange
from scoring.ratings.queries import stars_in_force
from scoring.reviews.models import Reinspection
from scoring.rubrics.queries import rubric_of
from scoring.workflow.papers import (
    certify,
    end_certificate,
    hold_certificate,
    notify,
    rubric_behind,
)
from scoring.workflow.upward import hold_above, rescore_above

SOURCE = "reinspection"


class NotInPool(Refusal):
    """The star is below the levels that are re-inspected, or none. Data: ``level``."""


class StarLapsed(Refusal):
    """The star was no longer in force, or not yet, on the day. Data: ``valid_until``."""


class StarTooYoung(Refusal):
    """The star is of this very year, and was just looked at. Data: ``year``, the first one due."""


class StarReplaced(Refusal):
    """A newer star of the branch is in force; that one is re-inspected. Data: ``year``."""


class AlreadyReinspected(Refusal):
    """The branch has this year's record, which says something else. Data: ``year``, ``passed``."""


class TwoInspectors(Refusal):
    """A re-inspection needs two persons. Data: ``names``."""


class FindingsMissing(Refusal):
    """A failed re-inspection says what was found."""


def pool_levels(rubric: Rubric) -> list[str]:
    """Return the ids of the levels that are re-inspected, lowest first.

    The rubric names the lowest one (``settings.reinspection_from``); without it none are.

    Source: STB-07.
    """
    lowest = rubric.rank(str(rubric.settings.get("reinspection_from", "")))
    return [level.id for level in rubric.levels[lowest - 1 :]] if lowest else []


@transaction.atomic
def record_reinspection(
    *,
    assessment: Assessment,
    inspected_on: datetime.date,
    inspectors: list[str],
    passed: bool,
    findings: str,
    by: User,
    now: datetime.datetime,
) -> Reinspection:
    """Keep the result of a re-inspection, once per branch and year of the inspection.

    When it failed, the star falls by one level at once: the certificate ends as downgraded, one
    for the new level takes its place, and a notice is issued. The same record again changes
    nothing.

    Raises:
        NotAllowed: the person neither inspects nor runs the office here, or is of the branch.
        WrongState: the star is not confirmed.
        NotInPool, StarLapsed, StarTooYoung, StarReplaced: there is no star to re-inspect.
        AlreadyReinspected: this year has its record already, and it is another one.
        TwoInspectors, FindingsMissing: the record is incomplete.

    Source: STB-07, STB-08; decisions.md 18.
    """
    held = lock_assessment(assessment)
    check_can_inspect(by, held)
    names = [name.strip() for name in inspectors if name.strip()]
    if len(set(names)) < 2:
        raise TwoInspectors(names=names)
    if not passed and not findings.strip():
        raise FindingsMissing
    before = Reinspection.objects.filter(assessment=held, year=inspected_on.year).first()
    if before is not None:
        said = (before.passed, before.inspected_on, before.inspectors, before.findings)
        if said != (passed, inspected_on, names, findings.strip()):
            raise AlreadyReinspected(year=before.year, passed=before.passed)
        return before
    rating = _rating_in_pool(held, inspected_on, now)
    hold_certificate(rating)
    upper = [] if passed else hold_above(held)
    result = Reinspection.objects.create(
        assessment=held,
        year=inspected_on.year,
        inspected_on=inspected_on,
        inspectors=names,
        passed=passed,
        findings=findings.strip(),
        recorded_at=now,
        recorded_by=by,
    )
    record(
        action="record_reinspection",
        about=("assessment", held.pk),
        by=by,
        now=now,
        detail={"reinspection": result.pk, "passed": passed, "on": inspected_on.isoformat()},
    )
    if not passed:
        downgrade(rating=rating, reinspection=result, by=by, now=now)
        rescore_above(upper, by=by, now=now)
    return result


def _rating_in_pool(
    assessment: Assessment, inspected_on: datetime.date, now: datetime.datetime
) -> Rating:
    found = Rating.objects.filter(assessment=assessment).first()
    if found is None or found.status != RatingStatus.CONFIRMED:
        raise WrongState(state=found.status if found else "", step="reinspect")
    rating = lock_rating(found.pk)
    if rating.level not in pool_levels(rubric_of(assessment.cycle.rubric_version)):
        raise NotInPool(level=rating.level)
    begun = timezone.localdate(rating.confirmed_at)
    last = rating.valid_until
    if last is None or not begun <= inspected_on <= min(last, timezone.localdate(now)):
        raise StarLapsed(valid_until=last)
    if assessment.year >= inspected_on.year:
        raise StarTooYoung(year=assessment.year + 1)
    held = stars_in_force(assessment.organization, inspected_on)
    newest = held.filter(assessment__programme=assessment.programme).first()
    if newest is not None and newest.assessment.year > assessment.year:
        raise StarReplaced(year=newest.assessment.year)
    return rating


@transaction.atomic
def downgrade(
    *, rating: Rating, reinspection: Reinspection, by: User, now: datetime.datetime
) -> RatingChange:
    """Lower a star by exactly one level because of a failed re-inspection.

    The rating is locked by the caller. The database holds one change per re-inspection.

    Source: STB-08; decisions.md 18.
    """
    change = change_level(
        rating=rating,
        kind=ChangeKind.DOWNGRADED,
        to_level=one_level_down(rubric_behind(rating), rating.level),
        reason=reinspection.findings,
        source=(SOURCE, reinspection.pk),
        by=by,
        now=now,
    )
    ended = end_certificate(
        rating=rating,
        status=CertificateStatus.DOWNGRADED,
        reason=reinspection.findings,
        by=by,
        now=now,
    )
    issued = certify(rating=rating, supersedes=ended, by=by, now=now)
    notify(change=change, ended=ended, issued=issued, by=by, now=now)
    return change
