"""This year's re-inspections as plain data, with what may be given back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from scoring.ratings.enums import ChangeKind
from scoring.ratings.models import RatingChange
from scoring.reviews.models import Reinspection
from scoring.web.terms import term_of
from scoring.workflow.reinspection import SOURCE


@dataclass(frozen=True)
class InspectionLine:
    """One re-inspection. ``change`` is the lowering that a later decision may give back."""

    inspection: Reinspection
    term: str  # of its branch's record
    change: int | None
    restored: bool


def inspection_lines(inspections: Sequence[Reinspection]) -> list[InspectionLine]:
    """Lay re-inspections out, in their order; two queries."""
    lowered = RatingChange.objects.filter(
        kind=ChangeKind.DOWNGRADED,
        source_kind=SOURCE,
        source_id__in=[one.pk for one in inspections],
    ).annotate(latest=Max("rating__changes"))
    changes = {one.source_id: one for one in lowered}
    given_back = set(
        RatingChange.objects.filter(
            kind=ChangeKind.RESTORED, source_id__in=[one.pk for one in changes.values()]
        ).values_list("source_id", flat=True)
    )
    lines = []
    for one in inspections:
        change = changes.get(one.pk)
        is_last = change is not None and change.latest == change.pk
        lines.append(
            InspectionLine(
                inspection=one,
                term=term_of(one.assessment),
                change=change.pk if change and is_last else None,
                restored=change is not None and change.pk in given_back,
            )
        )
    return lines
