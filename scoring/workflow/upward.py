"""What a level below changes in the committees above: opened, confirmed, lowered, cancelled."""

import datetime
from collections.abc import Iterable

from scoring.assessments.counting import above
from scoring.assessments.models import Assessment
from scoring.assessments.queries import with_cycle
from scoring.engine.aggregates import RATED_ABOVE
from scoring.organizations.models import User
from scoring.rubrics.queries import rubric_of
from scoring.workflow.providing import rescore


def hold_above(assessment: Assessment) -> list[Assessment]:
    """Lock the undecided assessments above whose facts follow from this programme's levels.

    With them the others of their organizations, since all are scored again together. Belongs
    before the first event of the caller's transaction, after the lock of the assessment itself:
    whoever writes for the committee holds its row and waits for the head of the chain.
    """
    return hold_above_all([assessment.organization_path], assessment.programme, assessment.year)


def hold_above_all(paths: Iterable[str], programme: str, year: int) -> list[Assessment]:
    """Lock the same above many organizations that a programme rates in a year."""
    rows = with_cycle(
        Assessment.objects.open().filter(
            organization__path__in={upper for path in paths for upper in above(path)},
            cycle__rubric_version__subject__in=RATED_ABOVE,
            year__gte=year,
        )
    )
    wanted = {one.organization_id for one in rows if _counts(one, programme)}
    if not wanted:
        return []
    held = Assessment.objects.open().filter(organization__in=wanted)
    locked = held.select_for_update(of=("self",), no_key=True).select_related("organization")
    return list(locked.order_by("pk"))


def _counts(upper: Assessment, programme: str) -> bool:
    rubric = rubric_of(upper.cycle.rubric_version)
    return any(one.rubric == programme for one in rubric.aggregates)


def rescore_above(held: list[Assessment], *, by: User, now: datetime.datetime) -> None:
    """Score again what ``hold_above`` has locked, and tell its reviews what has changed."""
    for organization in {one.organization_id: one.organization for one in held}.values():
        rescore(organization=organization, by=by, now=now)
